"""Drawn slips on which somebody corrected figures: struck out, crossed out, scribbled over, or sealed with a small red seal."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ocr.pages import Page
from practice.paper.age import PROFILES, aged
from practice.paper.draw import blank, field_rect, filled, form_of
from practice.paper.made_up import TODAY, World, made_up
from practice.paper.marks import Rect
from practice.paper.masters import read_masters
from practice.paper.raster import drawn
from slips.form import Form
from tests.ocr.marked import Pen

WAYS = ("one line", "two lines", "slanted", "cross", "scribble")
CORRECTABLE = ("money", "digits", "code", "date")


@dataclass(frozen=True)
class Struck:
    """A page as decoded from its file; ways: field → how it was corrected."""

    page: Page
    ways: dict[str, str]


def struck_page(
    folder: Path, form_name: str, seed: int, profile: str, share: float, ways: Sequence[str] = WAYS
) -> Struck:
    """A slip with a share of its figures corrected; folder: that of forms, its neighbour holds the masters."""
    form = form_of(form_name, folder)
    world = World(read_masters(folder.parent / "masters"), TODAY)
    texts = made_up(world, form_name, seed)
    dpi = PROFILES[profile].dpi
    marks = blank(form) + filled(form, texts, random.Random(f"look/{seed}"), "first")  # noqa: S311
    page = drawn(marks, form.width_mm, form.height_mm, dpi)
    bare = drawn(blank(form), form.width_mm, form.height_mm, dpi)
    rng = random.Random(f"struck/{seed}")  # noqa: S311 - drawings are seeded on purpose
    pen = Pen(page, dpi, rng)
    done = {}
    for field in form.fields:
        if field.name in texts and field.kind in CORRECTABLE and rng.random() < share:
            ink = _ink(page, bare, field_rect(form, field), dpi)
            done[field.name] = rng.choice(tuple(ways))
            _corrected(pen, ink, done[field.name])
    scan = aged(page, profile, f"struck/{form.name}/{seed}", _seals(form, rng))
    return Struck(Page(1, np.asarray(scan.convert("RGB"), np.uint8), dpi), done)


def _seals(form: Form, rng: random.Random) -> list[Rect]:
    """Ordinary seals, 11 to 16 mm, over the ends of three fields; only some profiles press them."""
    places = []
    for field in rng.sample(form.fields[:20], 3):
        x0, y0, x1, y1 = field_rect(form, field)
        side, x, y = rng.uniform(11, 16), x0 + min(rng.uniform(12, 40), (x1 - x0) * 0.8), (y0 + y1) / 2
        places.append((x - side / 2, y - side / 2, x + side / 2, y + side / 2))
    return places


def _ink(page: Image.Image, bare: Image.Image, rect: Rect, dpi: int) -> Rect:
    """Where the writing of a field stands, in mm."""
    x0, y0, x1, y1 = (round(v * dpi / 25.4) for v in rect)
    added = np.asarray(bare.crop((x0, y0, x1, y1)).convert("L"), np.int16) - np.asarray(
        page.crop((x0, y0, x1, y1)).convert("L"), np.int16
    )
    left, top, wide, high = cv2.boundingRect((added > 60).astype(np.uint8))
    px = dpi / 25.4
    return ((x0 + left) / px, (y0 + top) / px, (x0 + left + wide) / px, (y0 + top + high) / px)


def _corrected(pen: Pen, ink: Rect, way: str) -> None:
    x0, y0, x1, y1 = ink
    rng = pen.rng
    x0, x1, middle, high = x0 - rng.uniform(0, 1.5), x1 + rng.uniform(0, 1.5), (y0 + y1) / 2, y1 - y0
    tilt = rng.uniform(-0.12, 0.12) * high
    match way:
        case "one line":
            pen.stroke([(x0, middle + tilt), (x1, middle - tilt)])
        case "two lines":
            for off in (-rng.uniform(0.4, 0.7), rng.uniform(0.4, 0.7)):
                pen.stroke([(x0, middle + off + tilt), (x1, middle + off - tilt)])
        case "slanted":
            pen.stroke([(x0, y1), (x1, y0)])
        case "cross":
            pen.stroke([(x0, y1), (x1, y0)])
            pen.stroke([(x0, y0), (x1, y1)])
        case "scribble":
            count = max(3, round((x1 - x0) / 0.7))
            pen.stroke([(x0 + (x1 - x0) * i / count, (y0, y1)[i % 2]) for i in range(count + 1)])
        case "seal":
            side = rng.uniform(5, 7.5)
            at = rng.uniform(x0, x1)
            pen.seal((at - side / 2, middle - side / 2, at + side / 2, middle + side / 2), side)
