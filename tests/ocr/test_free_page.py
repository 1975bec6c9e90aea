"""A page of free layout stood upright: where a line of it lies on the picture."""

import pytest

from ocr.free_page import Rect
from ocr.free_text import picture_of
from tests.ocr.sheets import SIZE_MM, sheet_with


@pytest.mark.parametrize(
    "rect",
    [
        (SIZE_MM[0] + 3, 20, SIZE_MM[0] + 30, 25),
        (-30, 20, -3, 25),
        (20, SIZE_MM[1] + 1, 60, SIZE_MM[1] + 6),
        (20, -6, 60, -1),
        (20, 20, 20, 20),
        (-5, -5, SIZE_MM[0] + 5, SIZE_MM[1] + 5),
    ],
)
def test_a_line_that_lies_beyond_the_edge_of_a_leaning_page_still_has_a_picture(rect: Rect) -> None:
    page = sheet_with([]).page
    rows, columns = page.pixels(rect)
    assert 0 <= rows.start < rows.stop <= SIZE_MM[1]
    assert 0 <= columns.start < columns.stop <= SIZE_MM[0]
    assert picture_of(page, rect).size
