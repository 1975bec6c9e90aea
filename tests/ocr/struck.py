"""Drawn slips on which somebody corrected figures, each field in one of the ways of practice.paper.corrections."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ocr.pages import Page
from practice.paper.age import PROFILES, aged
from practice.paper.corrections import Correction, a_hand, corrected, figures_in
from practice.paper.draw import blank, field_rect, filled, form_of
from practice.paper.made_up import TODAY, World, made_up
from practice.paper.marks import Mark, Rect
from practice.paper.masters import read_masters
from practice.paper.raster import drawn
from practice.paper.seal import press
from slips.form import Form

CORRECTABLE = ("money", "digits", "code", "date")


@dataclass(frozen=True)
class Struck:
    """A page as decoded from its file; ways: field → how it was corrected."""

    page: Page
    ways: dict[str, str]


def struck_page(folder: Path, form_name: str, seed: int, profile: str, share: float, ways: Sequence[str]) -> Struck:
    """A slip with a share of its figures corrected; folder: that of forms, its neighbour holds the masters."""
    form = form_of(form_name, folder)
    world = World(read_masters(folder.parent / "masters"), TODAY)
    texts = made_up(world, form_name, seed)
    writing = filled(form, texts, random.Random(f"look/{seed}"), "first")  # noqa: S311
    rng = random.Random(f"struck/{seed}")  # noqa: S311 - drawings are seeded on purpose
    done = {f.name: rng.choice(tuple(ways)) for f in form.fields if _is_chosen(f.kind, f.name in texts, share, rng)}
    made = [_correction(form, writing, name, way, rng) for name, way in done.items()]
    marks = tuple(mark for correction in made for mark in correction.marks)
    dpi = PROFILES[profile].dpi
    picture = drawn((*blank(form), *writing, *marks), form.width_mm, form.height_mm, dpi)
    seals = [seal for correction in made for seal in correction.seals]
    sealed = Image.fromarray(press(np.asarray(picture), seals, np.random.default_rng(seed), dpi))
    scan = aged(sealed, profile, f"struck/{form.name}/{seed}", _officers(form, rng))
    return Struck(Page(1, np.asarray(scan.convert("RGB"), np.uint8), dpi), done)


def _is_chosen(kind: str, is_filled: bool, share: float, rng: random.Random) -> bool:
    return is_filled and kind in CORRECTABLE and rng.random() < share


def _correction(form: Form, writing: Sequence[Mark], name: str, way: str, rng: random.Random) -> Correction:
    figures = figures_in(writing, field_rect(form, form.by_name[name]))
    return corrected(way, figures, a_hand(rng))


def _officers(form: Form, rng: random.Random) -> list[Rect]:
    """Ordinary seals, 11 to 16 mm, over the ends of three fields; only some profiles press them."""
    places = []
    for field in rng.sample(form.fields[:20], 3):
        x0, y0, x1, y1 = field_rect(form, field)
        side, x, y = rng.uniform(11, 16), x0 + min(rng.uniform(12, 40), (x1 - x0) * 0.8), (y0 + y1) / 2
        places.append((x - side / 2, y - side / 2, x + side / 2, y + side / 2))
    return places
