"""A cell of any kind that somebody scribbled over or blackened is never blank, however it was scanned."""

import random

import numpy as np
import pytest

from ocr.align import align
from ocr.blank import Blank
from ocr.cut import cell_of, laid
from ocr.pages import Page
from practice.paper.age import PROFILES, aged
from practice.paper.corrections import Hand, blackening, scribble
from practice.paper.draw import blank, field_rect
from practice.paper.raster import drawn
from slips.form import Form

INSET_MM = 1.2
FIELDS = ("description", "school_name", "amount", "drafted_on", "creditor_code", "holder_kana")


def covered_page(form: Form, profile: str, way: str) -> Page:
    """An empty form on which these cells are scribbled over or blackened, nearly from edge to edge."""
    rng = random.Random(f"covered/{profile}/{way}")  # noqa: S311 - drawings are seeded on purpose
    marks = []
    for name in FIELDS:
        x0, y0, x1, y1 = field_rect(form, form.by_name[name])
        rect = (x0 + INSET_MM, y0 + INSET_MM, x1 - INSET_MM, y1 - INSET_MM)
        hand = Hand(rng, (22, 22, 26), rng.uniform(0.4, 0.7))
        marks.append((scribble if way == "scribble" else blackening)(rect, hand))
    dpi = PROFILES[profile].dpi
    scan = aged(drawn((*blank(form), *marks), form.width_mm, form.height_mm, dpi), profile, "covered")
    return Page(1, np.asarray(scan.convert("RGB"), np.uint8), dpi if PROFILES[profile].says_dpi else 0.0)


@pytest.mark.parametrize("way", ["scribble", "blackened"])
@pytest.mark.parametrize("profile", ["clean200", "faint", "noise", "bitonal", "worn", "tinted"])
def test_no_scribbled_or_blackened_cell_is_blank(slip_blank: Blank, profile: str, way: str) -> None:
    page = covered_page(slip_blank.form, profile, way)
    place = align(page, [slip_blank])[0]
    on_form = laid(place.picture(page), place)
    cells = {name: cell_of(on_form, slip_blank.form.by_name[name].box) for name in FIELDS}
    assert [name for name, cell in cells.items() if cell.is_blank] == []


def test_the_other_cells_of_that_page_are_blank(slip_blank: Blank) -> None:
    page = covered_page(slip_blank.form, "clean200", "scribble")
    place = align(page, [slip_blank])[0]
    on_form = laid(place.picture(page), place)
    other = [f for f in slip_blank.form.fields if f.name not in FIELDS and not f.mark]
    assert [f.name for f in other if not cell_of(on_form, f.box).is_blank] == []
