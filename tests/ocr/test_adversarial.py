"""Pages made to be misread: whatever is settled on them is what the paper says; the bench runs all of them."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from connectors.masters import load_masters
from ocr.blank import Blank, Known
from ocr.page import Engines, read_page
from ocr.pages import Page
from practice.paper.adversarial import adversarial
from practice.paper.tricks import TRICKS
from slips.check import Facts
from slips.model import Slip
from slips.read import slip_from
from slips.standing import judged
from tests.ocr.conftest import MASTERS

NAMES = sorted(TRICKS)
SAMPLE = ("columns changed", "like title", "other lower half", "printed low", "row more", "rows changed", "two on A3")
FIRST = 3100


def judged_slip(page: Page, known: Known, engines: Engines) -> Slip:
    read = read_page(page, known, engines)
    form = next((b.form for b in known.blanks if b.form.name == read.form), None)
    return judged(slip_from("1", "1", form, read), form, load_masters(MASTERS), Facts(date(2026, 11, 20)))


def settled(slip: Slip) -> Mapping[str, str]:
    return {name: value.text for name, value in slip.values.items() if value.critical and value.settled}


@pytest.mark.parametrize("trick", SAMPLE)
def test_nothing_is_settled_that_the_paper_does_not_say(trick: str, slip_blank: Blank, engines: Engines) -> None:
    made = adversarial(FIRST + NAMES.index(trick))
    assert made.trick == trick
    found = settled(judged_slip(Page(1, made.picture, made.dpi), Known((slip_blank,)), engines))
    assert {n: t for n, t in found.items() if not made.bears_out(n, t)} == {}


def test_a_page_whose_lower_half_is_another_slips_is_read_as_it_stands(slip_blank: Blank, engines: Engines) -> None:
    made = adversarial(FIRST + NAMES.index("other lower half"))
    assert len(settled(judged_slip(Page(1, made.picture, made.dpi), Known((slip_blank,)), engines))) > 10


def test_a_trick_is_the_same_every_time() -> None:
    seed = FIRST + NAMES.index("torn")
    assert FIRST % len(NAMES) == 0
    assert np.array_equal(adversarial(seed).picture, adversarial(seed).picture)
