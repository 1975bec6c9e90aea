"""One sample: a made-up slip drawn, aged and written to a file, with its truth beside it."""

import json
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from practice.paper.age import DIGITAL, PROFILES, aged
from practice.paper.draw import SHEETS, blank, field_rect, filled, form_of, is_hand
from practice.paper.faults import faulty
from practice.paper.files import TYPES, write_scan
from practice.paper.made_up import TODAY, Texts, World, in_order, made_up
from practice.paper.marks import Mark, Rect
from practice.paper.masters import read_masters
from practice.paper.pen import Half
from practice.paper.raster import drawn
from practice.paper.vector import write_pdf
from slips.form import Form

FORMS = Path("config/forms")
MASTERS = Path("config/masters")
MPDF_SEEDS = (0, 4_000, 8_000)
"""A multi-page PDF holds the slips of seed, seed + 4000 and seed + 8000, so that seeds below 2000 never share a slip number."""
SEALED = ("school_name", "creditor_name", "amount", "inspector", "holder_kana", "account_name")


@dataclass(frozen=True)
class Sample:
    """A drawn file and what stands on it: {file, form, seed, profile, fault, pages: [{form, handwritten, fault, fields}]}."""

    path: Path
    truth: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One page of a sample: the marks on it and the canonical texts of its fields."""

    marks: tuple[Mark, ...]
    texts: Texts
    seal_places: tuple[Rect, ...]


def draw_sample(
    form: str,
    seed: int,
    profile: str,
    file_type: str = "pdf",
    fault: str = "",
    *,
    out: Path,
    forms: Path = FORMS,
    masters: Path = MASTERS,
    today: date = TODAY,
    half: Half = "first",
) -> Sample:
    """Writes the file and FILE.truth.json into out. A fault is put on the first page; half: which half of the handwritten digits."""
    paper = form_of(form, forms)
    world = World(read_masters(masters), today)
    seeds = [seed + more for more in MPDF_SEEDS] if file_type == "mpdf" else [seed]
    pages = [_page(paper, world, s, profile, fault if s == seed else "", half) for s in seeds]
    path = out / f"{form}-{seed:04d}-{profile}{'-' + fault if fault else ''}{TYPES[file_type]}"
    out.mkdir(parents=True, exist_ok=True)
    _write(path, paper, pages, profile, file_type, seed)
    truth = {
        "file": path.name,
        "form": form,
        "seed": seed,
        "profile": profile,
        "fault": fault,
        "pages": [
            {"form": form, "handwritten": is_hand(paper), "fault": "" if number else fault, "fields": page.texts}
            for number, page in enumerate(pages)
        ],
    }
    path.with_name(path.name + ".truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return Sample(path, truth)


def _page(form: Form, world: World, seed: int, profile: str, fault: str, half: Half) -> Page:
    texts = faulty(world, form.name, seed, fault) if fault else made_up(world, form.name, seed)
    texts = in_order([f.name for f in form.fields], texts)
    rng = random.Random(f"look/{form.name}/{seed}")
    marks = blank(form) + filled(form, texts, rng, half, embed=profile == DIGITAL)
    return Page(marks, texts, _seal_places(form, texts, rng))


def _seal_places(form: Form, texts: Texts, rng: random.Random) -> tuple[Rect, ...]:
    """Seals over three fields, and in some of the seats where they belong."""
    over = [_over(field_rect(form, form.by_name[name]), rng) for name in rng.sample(SEALED, 3) if name in texts]
    seats = [seat for seat in SHEETS[form.name]().seats if rng.random() < 0.6]
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in seats]
    return (*over, *((x - 5.5, y - 5.5, x + 5.5, y + 5.5) for x, y in middles))


def _over(rect: Rect, rng: random.Random) -> Rect:
    """Where a seal falls on a field: over the end of its text, 11 to 16 mm high."""
    x0, y0, x1, y1 = rect
    side = rng.uniform(11, 16)
    x = x0 + min(rng.uniform(12, 40), (x1 - x0) * 0.8)
    middle = (y0 + y1) / 2
    return (x - side / 2, middle - side / 2, x + side / 2, middle + side / 2)


def _write(path: Path, form: Form, pages: list[Page], profile: str, file_type: str, seed: int) -> None:
    if profile == DIGITAL:
        if file_type not in ("pdf", "mpdf") or is_hand(form):
            raise ValueError("a digital sample is a printed form in a PDF: --type pdf or mpdf")
        write_pdf(path, [page.marks for page in pages], form.width_mm, form.height_mm)
        return
    dpi = PROFILES[profile].dpi
    scans = [
        aged(
            drawn(page.marks, form.width_mm, form.height_mm, dpi),
            profile,
            f"{form.name}/{seed}/{number}",
            page.seal_places,
        )
        for number, page in enumerate(pages)
    ]
    write_scan(path, scans, dpi if PROFILES[profile].says_dpi else 0, file_type)
