"""Other readers on the pages of a bench, counted like ours: what each would enter by its own word at nine parts in ten of confidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.bench_score import Count, cpu_s
from ocr.blank import Known
from ocr.pages import Page
from ocr.peers import Said, peers
from slips.form import Form
from slips.written import canonical

BELIEVED = 0.9
"""What such tools are run with: there is nothing else to go by."""


@dataclass(frozen=True)
class PeerSeen:
    """One peer on one page."""

    peer: str
    form: str
    count: Count
    cpu_s: float


def seen_by_peers(page: Page, form: Form, known: Known, truth: Mapping[str, str]) -> list[PeerSeen]:
    """Every installed peer on a page. truth: canonical texts by field."""
    seen = []
    for name, read in peers().items():
        began = cpu_s()
        said = read(page, form, known)
        seen.append(PeerSeen(name, form.name, _counted(form, said, truth), cpu_s() - began))
    return seen


def _counted(form: Form, said: Said, truth: Mapping[str, str]) -> Count:
    critical = [f for f in form.fields if f.critical and (form.layout == "fixed" or f.name in truth)]
    settled = wrong = 0
    for field in critical:
        raw, confidence = said.get(field.name, ("", 0.0))
        text = canonical(field.kind, raw, field.pattern, field.choices)
        if text and confidence >= BELIEVED:
            settled += 1
            wrong += text != truth.get(field.name, "")
    # A cell without ink is left out by every peer: that is right where nothing is written.
    blank = sum(1 for f in critical if f.name not in said and not truth.get(f.name))
    return Count(len(critical), settled + blank, wrong)


def peer_figures(seen: Iterable[Sequence[PeerSeen]]) -> dict[str, Any]:
    """By peer: critical fields, all and by form, and processor seconds a page."""
    by_peer: dict[str, list[PeerSeen]] = {}
    for page in seen:
        for one in page:
            by_peer.setdefault(one.peer, []).append(one)
    return {
        name: {
            "critical": _sum(pages).as_json(),
            "by_form": {
                form: _sum(p for p in pages if p.form == form).as_json() for form in sorted({p.form for p in pages})
            },
            "cpu_s_per_page": round(sum(p.cpu_s for p in pages) / len(pages), 2),
        }
        for name, pages in by_peer.items()
    }


def _sum(pages: Iterable[PeerSeen]) -> Count:
    counts = [p.count for p in pages]
    return Count(sum(c.fields for c in counts), sum(c.settled for c in counts), sum(c.settled_wrong for c in counts))
