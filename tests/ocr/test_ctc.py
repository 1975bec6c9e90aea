"""Probabilities become a line with the place and the doubt of each character."""

import numpy as np
import pytest

from ocr.ctc import BLANK, alphabet, decode, decode_within

CHARACTERS = ("", "1", "7", "年", "ー")


def steps(*best: tuple[int, float], second: int = BLANK) -> np.ndarray:
    """One row a step: the best class with its probability, the rest on `second`."""
    table = np.zeros((len(best), len(CHARACTERS)), np.float32)
    for row, (index, probability) in zip(table, best, strict=True):
        row[second] = 1 - probability
        row[index] += probability
    return table


def test_repeats_are_one_character_and_a_blank_parts_two() -> None:
    line = decode(steps((1, 0.9), (1, 0.8), (BLANK, 1), (1, 0.9), (3, 0.9)), CHARACTERS)
    assert line.text == "11年"


def test_the_confidence_of_a_line_is_its_least_sure_character() -> None:
    assert decode(steps((1, 0.99), (BLANK, 1), (3, 0.6)), CHARACTERS).confidence == pytest.approx(0.6)


def test_an_empty_line_has_no_confidence() -> None:
    line = decode(steps((BLANK, 1), (BLANK, 1)), CHARACTERS)
    assert (line.text, line.confidence, line.spans) == ("", 0.0, ())


def test_what_else_may_stand_there_is_told_likeliest_first() -> None:
    doubtful = steps((1, 0.7), (BLANK, 1.0), (2, 0.9), second=2)
    assert decode(doubtful, CHARACTERS).alternatives[0] == "77"


def test_every_character_has_its_probability_and_the_least_is_the_confidence() -> None:
    line = decode(steps((1, 0.7), (BLANK, 1.0), (2, 0.9), second=3), CHARACTERS)
    assert line.probabilities == pytest.approx((0.7, 0.9))
    assert line.confidence == min(line.probabilities)


def test_places_are_fractions_of_the_picture_and_padding_does_not_count() -> None:
    line = decode(
        steps((1, 1.0), (BLANK, 1), (2, 1.0), (BLANK, 1), (BLANK, 1), (BLANK, 1), (3, 1), (3, 1)), CHARACTERS, used=0.5
    )
    assert line.text == "17"
    (first, second) = line.spans
    assert first[0] == 0
    assert first[1] == second[0] == pytest.approx(0.375)
    assert second[1] <= 1


def test_a_mask_leaves_only_what_may_stand_there() -> None:
    table = steps((3, 0.9), (BLANK, 1.0), second=1)
    line = decode_within(table, alphabet(CHARACTERS, "17".__contains__))
    assert line.text == "1"
    assert line.confidence == pytest.approx(1.0)


def test_within_an_alphabet_padding_does_not_count_either() -> None:
    table = steps((1, 1.0), (BLANK, 1), (2, 1.0), (BLANK, 1), (BLANK, 1), (BLANK, 1), (2, 1), (2, 1))
    line = decode_within(table, alphabet(CHARACTERS, "17".__contains__), used=0.5)
    assert line == decode(table, CHARACTERS, used=0.5)


def test_two_doubtful_characters_may_both_be_others() -> None:
    doubtful = decode(steps((1, 0.6), (BLANK, 1.0), (1, 0.7), second=2), CHARACTERS)
    assert doubtful.alternatives == ("71", "17", "77")


def test_a_character_may_be_left_out() -> None:
    assert decode(steps((1, 1.0), (BLANK, 1.0), (2, 0.6), second=BLANK), CHARACTERS).alternatives == ("1",)


def test_a_character_that_nearly_rose_between_two_may_be_put_in() -> None:
    line = decode(steps((1, 1.0), (BLANK, 1.0), (BLANK, 0.7), (BLANK, 1.0), (1, 1.0), second=2), CHARACTERS)
    assert (line.text, line.alternatives) == ("11", ("171",))


def test_the_tail_of_a_character_is_no_second_one() -> None:
    assert decode(steps((1, 0.99), (BLANK, 0.8), (BLANK, 1.0), second=1), CHARACTERS).alternatives == ()


def test_no_more_than_eight_others_are_told_likeliest_first() -> None:
    rows = [(1, 0.55), (BLANK, 1.0)] * 6
    line = decode(steps(*rows, second=2), CHARACTERS)
    assert len(line.alternatives) == 8
    assert {sum(c == "7" for c in other) for other in line.alternatives[:6]} == {1}


def test_one_sign_in_two_widths_is_as_sure_as_both_together() -> None:
    characters = ("", "（", "(", "月", "1", "１", "①", " ", "\u3000")
    everything = alphabet(characters, lambda _: True)
    assert sorted(everything.widths) == [(1, 2), (4, 5), (7, 8)]
    split = np.array([[0.02, 0.38, 0.6, 0, 0, 0, 0, 0, 0]], np.float32)
    line = decode_within(split, everything)
    assert (line.text, line.alternatives) == ("（", ("",))
    assert line.confidence == pytest.approx(0.98)
