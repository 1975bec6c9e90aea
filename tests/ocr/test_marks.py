"""Ticks, circles and seals on drawn pages: what is chosen is said, what is not clear is asked, and nothing wrong is said."""

from collections import Counter

import pytest

from ocr.align import align
from ocr.blank import Blank
from ocr.cut import laid
from ocr.marks import mark_readings
from tests.ocr.marked import blank_form, marked_page

BLANK, ASK = "blank", "ask"


@pytest.fixture(scope="session")
def mark_blank(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    return blank_form(tmp_path_factory.mktemp("marks"))


def judged(blank: Blank, seed: int, profile: str) -> Counter[str]:
    """How many fields were read right, were put to a person without need, or were wrong."""
    marked = marked_page(blank, seed, profile)
    found = align(marked.page, [blank])[0]
    readings = mark_readings(laid(found.picture(marked.page), found), blank.form.fields)
    result: Counter[str] = Counter()
    for field, reading in zip(blank.form.fields, readings, strict=True):
        truth = marked.truth[field.name]
        wanted = BLANK if not truth else truth[0] if len(truth) == 1 else ASK
        said = BLANK if reading.kind == "ink" else reading.texts[0].text if reading.texts else ASK
        result["right" if said == wanted else "asked" if said == ASK else "wrong"] += 1
    return result


@pytest.mark.parametrize(
    ("profile", "seed"), [("clean200", 4200), ("noise", 4201), ("faint", 4202), ("jpeg", 4203), ("worn", 4204)]
)
def test_marks_are_read_or_asked_and_never_taken_for_others(mark_blank: Blank, profile: str, seed: int) -> None:
    result = judged(mark_blank, seed, profile)
    assert result["wrong"] == 0
    assert result["right"] >= 14
