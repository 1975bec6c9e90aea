"""Two lines in one cell are read one by one; one line stays one line."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.ctc import Line
from ocr.text_lines import joined, parting_row
from practice.paper.fonts import font_at
from practice.paper.marks import MM_PER_PT

PX_PER_MM = 8.0


def cell(*lines: tuple[str, float, float], font: str = "gothic-ipaex") -> NDArray[np.uint8]:
    """Lines of text, their middle height in mm and their size in points, on a cell 60 × 8.4 mm with a little noise."""
    page = Image.new("RGB", (480, 67), (250, 250, 250))
    for text, y, size in lines:
        at = (8, y * PX_PER_MM)
        ImageDraw.Draw(page).text(
            at, text, font=font_at(font, size * MM_PER_PT * PX_PER_MM), fill=(30, 30, 30), anchor="lm"
        )
    grain = np.random.default_rng(1).normal(0, 6, (67, 480, 1))
    return (np.asarray(page) + grain).clip(0, 255).astype(np.uint8)


def parting(picture: NDArray[np.uint8]) -> int | None:
    return parting_row(picture, np.ascontiguousarray(picture[:, :, 0]), PX_PER_MM)


@pytest.mark.parametrize("font", ["gothic-ipaex", "mincho-ipaex", "hand-klee"])
def test_two_lines_part_between_them(font: str) -> None:
    row = parting(cell(("教材用カラーコピー用紙", 2.4, 8), ("Ａ４判５００枚入り", 6.0, 8), font=font))
    assert row is not None
    assert 30 <= row <= 38


@pytest.mark.parametrize("text", ["コピー用紙Ａ４", "二", "三二一", "ニニニ", "言", "冨 ｍ2", "いろ、は。"])
@pytest.mark.parametrize("size", [9, 10.5, 12])
def test_one_line_stays_whole(text: str, size: float) -> None:
    assert parting(cell((text, 4.2, size))) is None


def test_an_empty_cell_has_no_lines_to_part() -> None:
    assert parting(cell()) is None


def test_lines_are_joined_without_a_blank_and_as_sure_as_the_least_sure() -> None:
    line = joined([Line("コピー", 0.9, (), ()), Line("用紙", 0.8, (), ())])
    assert (line.text, line.confidence) == ("コピー用紙", 0.8)


def test_a_line_that_nobody_could_read_leaves_the_whole_cell_unread() -> None:
    assert joined([Line("コピー", 0.9, (), ()), Line("", 0.0, (), ())]).text == ""
