"""Ticks lie on their check box, circles round their word."""

import random

import pytest

from practice.paper.handwriting import Writer
from practice.paper.marks import Rect
from practice.paper.ticks import circled, ticked

WORD: Rect = (50.0, 60.0, 60.0, 63.2)


@pytest.fixture(params=range(20))
def writer(request: pytest.FixtureRequest) -> Writer:
    return Writer("hand-klee", (20, 20, 20), "first", random.Random(request.param))  # noqa: S311 - a sample's chance


def test_a_tick_crosses_its_box_and_stays_near_it(writer: Writer) -> None:
    box: Rect = (10.0, 10.0, 14.0, 14.0)
    points = [point for stroke in ticked(box, writer) for point in stroke.points]
    assert all(9 < x < 15.5 and 8.5 < y < 15 for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 2


def test_a_circle_goes_round_its_word_and_leaves_the_next_one_alone(writer: Writer) -> None:
    ((stroke),) = circled(WORD, writer)
    xs, ys = zip(*stroke.points, strict=True)
    assert WORD[0] - 4 < min(xs) < WORD[0] < WORD[2] < max(xs) < WORD[2] + 4
    assert WORD[1] - 4 < min(ys) < WORD[1] < WORD[3] < max(ys) < WORD[3] + 4
