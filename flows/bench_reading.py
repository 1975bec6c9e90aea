"""`denpyo bench reading`: labelled pages drawn from seeds, read as in production, and counted against their truth.

Every seed is one page of each form, aged by one profile after another; handwritten digits come from the half that no reader was
trained on. Drawing and reading are different processes, so that the peak memory reported is that of a reader.
"""

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from config import easyocr_weights, load_forms, load_settings
from connectors.masters import load_masters
from flows.bench_peers import PeerSeen, peer_figures, seen_by_peers
from flows.bench_score import (
    PageSeen,
    asked,
    backing,
    counted,
    cpu_s,
    exact,
    fields_by,
    page_seen,
    peak_mib,
    slips_counted,
)
from flows.bench_table import lines_of
from flows.read import slip_of
from ocr.blank import Known, load_known
from ocr.page import Engines, load_engines, read_page
from ocr.pages import iter_pages
from practice.paper.age import PROFILES
from practice.paper.made_up import TODAY
from practice.paper.sample import draw_sample
from slips.check import Facts
from slips.errors import Misconfigured
from slips.form import Form
from slips.masters import Masters
from slips.model import PageReading

FORMS = ("school-slip", "school-slip-hand", "commuting-subsidy", "invoice")
CRASHED = "crashed"
AHEAD = 6
"""How many pages lie drawn and not yet read: enough that no reader waits, few enough for a small disk."""


@dataclass(frozen=True)
class Job:
    """One page to draw and to read."""

    form: str
    seed: int
    profile: str


@dataclass(frozen=True)
class Drawn:
    """A page on disk. truth: the entry of its page in FILE.truth.json."""

    job: Job
    path: Path
    truth: Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """A page as it was read. peak_mib: the largest memory of its reader so far; peers: what others made of it."""

    seen: PageSeen
    peak_mib: float
    peers: tuple[PeerSeen, ...] = ()


@dataclass(frozen=True)
class Bench:
    """What one reader process needs, loaded once."""

    forms: Mapping[str, Form]
    known: Known
    masters: Masters
    engines: Engines
    facts: Facts


def jobs(seeds: range, forms: Sequence[str], profiles: Sequence[str]) -> list[Job]:
    """Every seed once for each form; neighbouring forms of a seed are aged by different profiles."""
    return [
        Job(form, seed, profiles[(seed + place) % len(profiles)]) for seed in seeds for place, form in enumerate(forms)
    ]


def bench_reading(
    seeds: range,
    forms: Sequence[str],
    profiles: Sequence[str],
    workers: int,
    home: Path,
    *,
    with_peers: bool,
    as_json: bool,
) -> int:
    """Prints the figures; 1 when a settled critical field or an untouched slip is wrong."""
    began = time.monotonic()
    read = all_read(jobs(seeds, forms, profiles), workers, home, with_peers=with_peers)
    pages = [r.seen for r in read]
    peak_mib = max(r.peak_mib for r in read)
    told = figures(pages, seeds, round(time.monotonic() - began, 1), peak_mib, workers)
    if with_peers:
        told["peers"] = peer_figures(r.peers for r in read)
    print(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines_of(told)))
    return 1 if told["critical"]["settled_wrong"] or told["slips"]["untouched_wrong"] or told["crashed"] else 0


def figures(pages: Sequence[PageSeen], seeds: range, wall_s: float, peak_mib: float, workers: int) -> dict[str, Any]:
    """The figures as JSON takes them; keys are stable (design section 8)."""
    fields = [f for page in pages for f in page.fields]
    wrong = [p for p in pages if any(f.critical and f.settled and not f.right for f in p.fields)]
    return {
        "seeds": seeds_said(seeds),
        "pages": len(pages),
        "pages_with_settled_wrong": len(wrong),
        "critical": counted(fields).as_json(),
        "by_writing": _as_json(fields_by(pages, lambda _, f: f.writing)),
        "by_kind": _as_json(fields_by(pages, lambda _, f: f"{f.writing} {f.kind}")),
        "by_profile": _as_json(fields_by(pages, lambda p, _: p.profile)),
        "by_font": _as_json(fields_by(pages, lambda p, _: p.font)),
        "by_form": {
            form: {
                **count,
                "slips": slips_counted(p for p in pages if p.form == form),
                "cpu_s_per_page": _cpu(pages, form),
            }
            for form, count in _as_json(fields_by(pages, lambda p, _: p.form)).items()
        },
        "exact": {k: {"fields": n, "exact": right} for k, (n, right) in exact(pages, _writing_and_kind).items()},
        "slips": slips_counted(pages),
        "crashed": [f"{p.form} {p.seed} {p.profile} {p.doubt}" for p in pages if p.doubt.startswith(CRASHED)],
        "backing": backing(pages),
        "asked": asked(pages),
        "misread": [
            {
                "form": p.form,
                "seed": p.seed,
                "profile": p.profile,
                "fields": [f.name for f in p.fields if f.critical and f.settled and not f.right] or list(p.wrong),
            }
            for p in pages
            if p in wrong or (p.untouched and p.wrong)
        ],
        "cpu_s_per_page": _cpu(pages),
        "peak_rss_mib": round(peak_mib),
        "workers": workers,
        "pages_per_minute": round(len(pages) / wall_s * 60, 1) if wall_s else 0.0,
    }


def _writing_and_kind(_page: PageSeen, field: Any) -> str:
    return f"{field.writing} {field.kind}"


def _as_json(counts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: count.as_json() for name, count in counts.items()}


def _cpu(pages: Sequence[PageSeen], form: str = "") -> float:
    spent = [p.cpu_s for p in pages if form in ("", p.form)]
    return round(sum(spent) / len(spent), 2) if spent else 0.0


def all_read(wanted: Sequence[Job], workers: int, home: Path, *, with_peers: bool) -> list[Read]:
    """Every page, in the order of the jobs."""
    spawn = get_context("spawn")
    with (
        ProcessPoolExecutor(workers, mp_context=spawn) as readers,
        ProcessPoolExecutor(1, mp_context=spawn) as others,
    ):
        read = list(_in_turn(wanted, home, readers, others, with_peers=with_peers))
    shutil.rmtree(home, ignore_errors=True)
    return read


def _in_turn(
    wanted: Sequence[Job], home: Path, readers: ProcessPoolExecutor, others: ProcessPoolExecutor, *, with_peers: bool
) -> Iterator[Read]:
    """Only a few pages are drawn ahead of the readers. Whoever draws also runs the peers: their memory is not a reader's."""
    waiting = iter(wanted)
    drawing = [others.submit(draw, job, home) for job in islice(waiting, AHEAD)]
    reading: list[tuple[Drawn, Future[Read]]] = []
    while drawing or reading:
        while drawing and len(reading) < AHEAD:
            drawn = drawing.pop(0).result()
            reading.append((drawn, readers.submit(read_drawn, drawn)))
            drawing += [others.submit(draw, job, home) for job in islice(waiting, 1)]
        drawn, future = reading.pop(0)
        read = future.result()
        beside = others.submit(read_by_peers, drawn).result() if with_peers else ()
        drawn.path.unlink()
        yield replace(read, peers=tuple(beside))


def draw(job: Job, home: Path) -> Drawn:
    """One page on disk."""
    sample = draw_sample(job.form, job.seed, job.profile, "pdf", out=home, half="second")
    return Drawn(job, sample.path, sample.truth["pages"][0])


def read_by_peers(drawn: Drawn) -> list[PeerSeen]:
    """What the installed peers make of the page."""
    bench = loaded()
    (page,) = iter_pages(drawn.path)
    return seen_by_peers(page, bench.forms[drawn.job.form], bench.known, drawn.truth["fields"])


def read_drawn(drawn: Drawn) -> Read:
    """The page, read and counted."""
    bench = loaded()
    began = cpu_s()
    (page,) = iter_pages(drawn.path)
    try:
        reading = read_page(page, bench.known, bench.engines)
    except Exception as crash:  # noqa: BLE001  # a reader that crashes is counted, and costs the bench only this page
        reading = PageReading(page.number, "", doubt=f"{CRASHED}: {crash!r}")
    slip = slip_of(drawn.path.name, reading, bench.forms, bench.masters, bench.facts)
    spent = cpu_s() - began
    job = drawn.job
    seen = page_seen(bench.forms[job.form], slip, drawn.truth, job.seed, job.profile, spent)
    return Read(seen, peak_mib())


@cache
def loaded() -> Bench:
    """Forms, masters and engines of this process, warmed up."""
    settings = load_settings()
    forms = load_forms(settings.folder / "forms")
    engines = load_engines(*easyocr_weights(settings))
    engines.warm()
    masters = load_masters(settings.folder / "masters")
    return Bench({n: f for n, (f, _) in forms.items()}, load_known(forms.values()), masters, engines, Facts(TODAY))


def seeds_from(untrusted: str) -> range:
    """ "5000-5249" → these seeds, the last one included; Misconfigured says how to write it."""
    match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", untrusted, re.ASCII)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if last < first:
        raise Misconfigured(f"--seeds {untrusted!r}: write FIRST-LAST, for example 5000-5249")
    return range(first, last + 1)


def seeds_said(seeds: range) -> str:
    """As seeds_from understands it."""
    return f"{seeds.start}-{seeds.stop - 1}"


def profiles_from(untrusted: str) -> list[str]:
    """Names separated by commas, or all of them."""
    names = untrusted.split(",") if untrusted else list(PROFILES)
    if unknown := [n for n in names if n not in PROFILES]:
        raise Misconfigured(f"--profiles: {', '.join(unknown)} is none of {', '.join(PROFILES)}")
    return names
