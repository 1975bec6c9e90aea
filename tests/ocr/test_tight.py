"""Digit groups are cut by order and width of the ink, so that an overlooked digit stays inside the cut."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.ctc import Line
from ocr.tight import digit_groups, unsigned

HIGH = 20


def drawn(widths: str, gap: int = 3) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """Blocks of ink, W as wide as high (kanji), n narrow (digits), t thin (1, comma); and where each lies."""
    wide = {"W": HIGH, "n": 9, "t": 3}
    places, x = [], 5
    for letter in widths:
        places.append((x, x + wide[letter]))
        x += wide[letter] + gap
    ink = np.zeros((HIGH + 10, x + 5), np.uint8)
    for left, right in places:
        ink[5 : 5 + HIGH, left:right] = 1
    return ink, places


def line(text: str, places: list[tuple[int, int]], width: int, off: float = 0.0) -> Line:
    """The text as read, each character's place off by some pixels, as recognisers are."""
    return Line(text, 0.9, (), tuple(((a + off) / width, (b + off) / width) for a, b in places))


@pytest.mark.parametrize("off", [-5.0, 0.0, 5.0])
def test_the_groups_of_a_date_lie_between_its_kanji_even_where_the_reader_is_unsure_of_places(off: float) -> None:
    ink, places = drawn("WWnWttWnW")
    groups = digit_groups(line("令和8年11月5日", places, ink.shape[1], off), [ink])
    assert [g.after for g in groups] == ["年", "月", "日"]
    for group, (first, last) in zip(groups, ((2, 2), (4, 5), (7, 7)), strict=True):
        assert places[first - 1][1] <= group.left <= places[first][0]
        assert places[last][1] <= group.right <= places[last + 1][0]


def test_a_digit_that_the_reader_overlooked_stays_inside_the_cut() -> None:
    ink, places = drawn("WnWttWnW")
    overlooked = [places[i] for i in (0, 1, 2, 4, 5, 6, 7)]
    groups = digit_groups(line("和8年1月5日", overlooked, ink.shape[1]), [ink])
    assert groups[1].left <= places[3][0]
    assert groups[1].right >= places[4][1]


def test_a_leading_one_that_the_reader_overlooked_stays_inside_the_cut() -> None:
    ink, places = drawn("ntnnn")
    groups = digit_groups(line("¥049", [places[i] for i in (0, 2, 3, 4)], ink.shape[1]), [ink])
    left, right = unsigned(groups, ink.shape[1])
    assert left <= places[1][0]
    assert right == ink.shape[1]


def without_its_middle(ink: NDArray[np.uint8], place: tuple[int, int]) -> NDArray[np.uint8]:
    """The ink where faint print kept only the uprights of a kanji of 0.7 its height."""
    faint = ink.copy()
    faint[:, place[0] : place[1]] = 0
    for left in (place[0] + 3, place[0] + 13):
        faint[5 : 5 + HIGH, left : left + 4] = 1
    return faint


@pytest.mark.parametrize("overlooks_a_one", [False, True])
def test_a_month_of_which_only_the_uprights_are_left_lends_none_to_the_digits(overlooks_a_one: bool) -> None:
    ink, places = drawn("WnWttWnW", gap=2)
    faint = without_its_middle(ink, places[5])
    seen = [p for i, p in enumerate(places) if not (overlooks_a_one and i == 4)]
    text = "和8年1月5日" if overlooks_a_one else "和8年11月5日"
    month = digit_groups(line(text, seen, ink.shape[1]), [faint])[1]
    assert places[4][1] <= month.right <= places[5][0] + 3
    assert month.left <= places[3][0]


def test_only_signs_are_cut_off_around_an_amount() -> None:
    ink, places = drawn("nnnn")
    seen = line("¥123", places, ink.shape[1])
    assert unsigned(digit_groups(seen, [ink]), ink.shape[1])[0] > places[0][1] - 1
    misread = line("Z123", places, ink.shape[1])
    assert unsigned(digit_groups(misread, [ink]), ink.shape[1]) == (0, ink.shape[1])


def test_a_line_whose_kanji_have_no_ink_of_their_own_gives_no_groups() -> None:
    ink, places = drawn("nn")
    assert digit_groups(line("8年", places, ink.shape[1]), [ink * 0]) == []


def test_the_right_upright_of_a_parted_era_is_no_one_before_the_year() -> None:
    ink, places = drawn("WWnW")
    faint = ink.copy()
    faint[:, places[1][0] + 13 : places[1][1] - 3] = 0
    year = digit_groups(line("令和8年", places, ink.shape[1]), [faint])[0]
    assert places[1][1] <= year.left <= places[2][0]
