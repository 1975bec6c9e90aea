"""One sample: made-up pages drawn, aged and written to a file, with their truth beside them."""

import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from practice.paper.age import DIGITAL, PROFILES, aged
from practice.paper.files import TYPES, write_scan
from practice.paper.made_up import TODAY, World
from practice.paper.masters import read_masters
from practice.paper.page import Maker, Page
from practice.paper.papers import BLANK, INVOICE, PAPERS, page_of
from practice.paper.pen import Half
from practice.paper.raster import drawn
from practice.paper.seal import press
from practice.paper.vector import write_layered, write_pdf

FORMS = Path("config/forms")
MASTERS = Path("config/masters")
MPDF_SEEDS = (0, 4_000, 8_000)
"""A multi-page PDF holds the slips of seed, seed + 4000 and seed + 8000, so that seeds below 2000 never share a slip number."""
MIXED = "mixed"
LAYER_DPI = 200


@dataclass(frozen=True)
class Sample:
    """A drawn file and what stands on it: {file, form, seed, profile, fault, pages: [{form, handwritten, fault, fields, …}]}."""

    path: Path
    truth: dict[str, Any]


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
    """Writes the file and FILE.truth.json into out. A fault is put on the first page; half: which half of the handwritten digits.

    form: a paper of PAPERS, or "mixed": every paper and a blank back in one PDF, in an order by seed.
    """
    maker = Maker(World(read_masters(masters), today), forms, half, embed=profile == DIGITAL)
    if form == MIXED:
        return _mixed(maker, seed, profile, fault, out)
    seeds = _seeds(form, seed) if file_type == "mpdf" else [seed]
    pages = [page_of(maker, form, s, "" if number else fault) for number, s in enumerate(seeds)]
    return _written(out, form, seed, profile, file_type, fault, pages)


def draw_mixed(seed: int, profile: str, *, out: Path, half: Half = "first") -> Sample:
    """One PDF with a page of every paper and a blank back, in an order by seed; the truth of each page is its own."""
    return draw_sample(MIXED, seed, profile, "mpdf", out=out, half=half)


def draw_batch(papers: Sequence[tuple[str, int]], profile: str, times: int, out: Path) -> Path:
    """One PDF of some papers (form, seed), scanned in one go, and that so many times over. Nobody compares it with its truth: it has none."""
    maker = Maker(World(read_masters(MASTERS), TODAY), FORMS, "second", embed=False)
    scans = [_scanned(page_of(maker, form, seed), profile, f"{form}/{seed}/0") for form, seed in papers]
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"batch-{len(scans) * times}-{profile}.pdf"
    how = PROFILES[profile]
    write_scan(path, scans * times, how.dpi if how.says_dpi else 0, "mpdf")
    return path


def _seeds(form: str, seed: int) -> list[int]:
    """The seeds of a multi-page file; an invoice's stay within their thousand, so that fitting and judging are never mixed."""
    if form == INVOICE:
        return [seed - seed % 1000 + (seed + more) % 1000 for more in range(3)]
    return [seed + more for more in MPDF_SEEDS]


def _mixed(maker: Maker, seed: int, profile: str, fault: str, out: Path) -> Sample:
    if fault or profile == DIGITAL:
        raise ValueError("a mixed sample is a scan of sound papers: no --fault, no --profile digital")
    kinds = sorted(PAPERS)
    random.Random(f"mixed/{seed}").shuffle(kinds)
    return _written(out, MIXED, seed, profile, "mpdf", "", [page_of(maker, kind, seed) for kind in kinds])


def _written(out: Path, form: str, seed: int, profile: str, file_type: str, fault: str, pages: list[Page]) -> Sample:
    path = out / f"{form}-{seed:04d}-{profile}{'-' + fault if fault else ''}{TYPES[file_type]}"
    out.mkdir(parents=True, exist_ok=True)
    _write(path, form, pages, profile, file_type, seed)
    head = {"file": path.name, "form": form, "seed": seed, "profile": profile, "fault": fault}
    truth = {**head, "pages": [page.truth for page in pages]}
    path.with_name(path.name + ".truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return Sample(path, truth)


def _write(path: Path, form: str, pages: Sequence[Page], profile: str, file_type: str, seed: int) -> None:
    if profile == DIGITAL:
        _write_digital(path, pages, file_type)
        return
    how = PROFILES[profile]
    scans = [_scanned(page, profile, f"{form}/{seed}/{number}") for number, page in enumerate(pages)]
    write_scan(path, scans, how.dpi if how.says_dpi else 0, file_type)


def _write_digital(path: Path, pages: Sequence[Page], file_type: str) -> None:
    first = pages[0]
    if file_type not in ("pdf", "mpdf") or any(page.handwritten or page.form == BLANK for page in pages):
        raise ValueError("a digital sample is a printed form in a PDF: --type pdf or mpdf")
    if first.layer and len(pages) > 1:
        raise ValueError("a text layer that lies stands in a PDF of one page: --type pdf")
    if first.layer:
        picture = drawn(first.pictured, *first.size_mm, LAYER_DPI)
        write_layered(path, first.marks, picture, first.layer, *first.size_mm)
    else:
        write_pdf(path, [page.marks for page in pages], *first.size_mm)


def _scanned(page: Page, profile: str, key: str) -> Image.Image:
    """The page drawn, its own seals pressed, and aged."""
    how = PROFILES[profile]
    picture = drawn(page.marks, *page.size_mm, how.dpi)
    if seals := page.own_seals + (page.seals if how.seals else ()):
        rng = np.random.default_rng(zlib.crc32(f"seals/{key}".encode()))
        picture = Image.fromarray(press(np.asarray(picture), seals, rng, how.dpi))
    return aged(picture, profile, key, page.seal_places)
