"""A box that a detector drew over several lines is cut into these; what is tall for another reason is left whole."""

from itertools import pairwise

import numpy as np

from ocr.free_ink import Ink, in_lines, without_twins
from ocr.free_page import Rect

LINE: Rect = (20, 100, 60, 105)
PITCH_MM = 5.3


def characters(left: float, *tops: float, high: float = 3.5) -> Ink:
    """One character below the other."""
    return np.asarray([(left, top, left + high, top + high) for top in tops], np.float64)


def test_units_set_closely_below_one_another_are_as_many_lines() -> None:
    tops = [101 + PITCH_MM * n for n in range(8)]
    tall = (150.0, 100.0, 156.0, 100 + PITCH_MM * 8)
    cut = in_lines([LINE, LINE, tall], characters(151, *tops))[2:]
    assert len(cut) == 8
    assert all(y0 < top and top + 3.5 < y1 for (_, y0, _, y1), top in zip(cut, tops, strict=True))
    assert all(below[1] - above[1] > 5 for above, below in pairwise(cut))


def test_a_box_over_two_lines_of_a_description_is_two_lines() -> None:
    ink = np.vstack([characters(36 + 4 * n, 126.0, 131.6) for n in range(3)])
    assert len(in_lines([LINE, LINE, (36, 125, 50, 136)], ink)[2:]) == 2


def test_a_large_title_stays_one_line() -> None:
    title = (80.0, 12.0, 130.0, 21.0)
    ink = np.vstack([characters(82 + 16 * n, 13.0, high=7.5) for n in range(3)])
    assert in_lines([LINE, LINE, title], ink) == [LINE, LINE, title]


def test_the_halves_of_one_character_are_not_two_lines() -> None:
    ink = np.asarray([(151, 101, 155, 103.5), (151, 104.0, 155, 108.0)], np.float64)
    tall = (150.0, 100.0, 156.0, 109.0)
    assert in_lines([LINE, LINE, tall], ink) == [LINE, LINE, tall]


def test_no_line_is_swallowed_by_a_box_over_its_column() -> None:
    lines = [(20.0, 100 + PITCH_MM * n, 150.0, 105 + PITCH_MM * n) for n in range(4)]
    ink = characters(151, *(101 + PITCH_MM * n for n in range(4)))
    assert set(lines) <= set(without_twins(in_lines([*lines, (150.0, 100.0, 156.0, 121.0)], ink)))
