"""Boxes looked at one by one: the middle of the picture is the character's own, dirt is no character, the form's print neither."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.combs import BESIDE_MM, PX_PER_MM, SIDE_PX, pictures_of, shade_of, strip
from ocr.cut import Cell
from ocr.ink import Ink

WIDE_MM, HIGH_MM, BOXES = 6.0, 7.0, 4
PAPER, PEN = 245, 40


def px(mm: float) -> int:
    return round(mm * PX_PER_MM)


@pytest.fixture
def empty() -> NDArray[np.uint8]:
    return np.full((px(HIGH_MM + 2 * BESIDE_MM), px(BOXES * WIDE_MM + 2 * BESIDE_MM)), PAPER, np.uint8)


def with_sides(row: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The boxes' sides printed in black."""
    boxed = row.copy()
    for i in range(BOXES + 1):
        x = px(BESIDE_MM + i * WIDE_MM)
        boxed[px(BESIDE_MM) : -px(BESIDE_MM), x - 1 : x + 1] = PEN
    return boxed


def bar(row: NDArray[np.uint8], x_mm: float, high_mm: float = 4.0) -> NDArray[np.uint8]:
    """An upright stroke, `x_mm` from the left of the first box."""
    written, middle = row.copy(), px(BESIDE_MM + HIGH_MM / 2)
    x, half = px(BESIDE_MM + x_mm), px(high_mm / 2)
    written[middle - half : middle + half, x - 2 : x + 2] = PEN
    return written


def test_a_character_stands_in_the_middle_of_its_picture_wherever_it_was_written(empty: NDArray[np.uint8]) -> None:
    cut = pictures_of(bar(with_sides(empty), 1.5 * WIDE_MM + 1.4), with_sides(empty), BOXES)
    assert cut.inked.tolist() == [False, True, False, False]
    picture = cut.pictures[1]
    own = picture[:, SIDE_PX // 2 - 4 : SIDE_PX // 2 + 4]
    mass = cv2.moments(own)
    assert (mass["m10"] / mass["m00"], mass["m01"] / mass["m00"]) == pytest.approx((3.5, 13.5), abs=0.8)
    assert np.count_nonzero(own.max(axis=1) > 0.5) == pytest.approx(20, abs=2)


def test_boxes_without_writing_and_with_dust_are_empty(empty: NDArray[np.uint8]) -> None:
    dusty = with_sides(empty)
    for y in (3.0, 5.0):
        cv2.circle(dusty, (px(BESIDE_MM + 3), px(y)), 2, PEN, -1)
    assert not pictures_of(dusty, with_sides(empty), BOXES).inked.any()


def test_a_stroke_that_runs_over_from_the_next_box_belongs_to_its_own(empty: NDArray[np.uint8]) -> None:
    cut = pictures_of(bar(empty, WIDE_MM + 0.4), empty, BOXES)
    assert cut.inked.tolist() == [False, True, False, False]


def test_faint_writing_is_as_dark_as_any(empty: NDArray[np.uint8]) -> None:
    faint = np.where(bar(empty, 3) < 100, PAPER - 60, PAPER).astype(np.uint8)
    assert shade_of(faint).max() == pytest.approx(1, abs=0.05)
    assert np.median(shade_of(faint)) == 0


def test_a_stroke_one_pixel_thin_is_still_writing() -> None:
    level = np.full((70, 240), PAPER, np.uint8)
    level[10:60, 90] = 0
    image = np.repeat(level[:, :, None], 3, axis=2)
    cell = Cell(image, level, 8.0, Ink((), (), False, (False, False, False, False)), red=False)
    picture, _ = strip(cell, BOXES)
    assert picture.shape[0] <= 70
    assert picture.min() == 0
