"""Digit groups cut tightly out of a cell, for the second reader.

Where a group begins and ends is told by its neighbours that are *not* digits (¥, 年, 月, 日, 円), as the first reader saw them, and by
the ink: never by the first reader's digits, so a digit that it overlooked still lies inside the cut and is seen by the second.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Line
from ocr.strokes import Run, height_of, placed, runs_of

FIGURES = frozenset("0123456789,.-:")
SIGNS = frozenset("¥￥\\円也金年度令和第号 ")


@dataclass(frozen=True)
class Group:
    """A run of digits: left and right edge in pixels of the picture, half-way to its neighbours; the character before and after it."""

    left: int
    right: int
    before: str
    after: str


def digit_groups(line: Line, inks: Sequence[NDArray[np.uint8]], letters: bool = False) -> list[Group]:
    """The runs of digits of a line read on a picture. inks: the cores of its strokes, found in one or more ways; letters: A–Z are figures.

    The way that fits the line best counts. Empty where the ink does not show what stands around the digits.
    """
    ways = []
    for ink in inks:
        runs = runs_of(ink)
        characters = [(c, (a + b) / 2 * ink.shape[1]) for c, (a, b) in zip(line.text, line.spans, strict=True)]
        misfit, covered = placed(characters, runs, height_of(ink))
        ways.append((misfit, runs, covered))
    _, runs, covered = min(ways, key=lambda way: way[0])
    return _groups(line.text, runs, covered, inks[0].shape[1], letters)


def _groups(text: str, runs: Sequence[Run], covered: Sequence[Run | None], width: int, letters: bool) -> list[Group]:
    groups = []
    for first, last in figures_in(text, letters):
        before, after = text[:first][-1:], text[last:][:1]
        left = covered[first - 1] if before else (0, 0)
        right = covered[last] if after else (width, width)
        own = [run for run in runs if left and right and left[1] <= run[0] and run[1] <= right[0]]
        if not left or not right or not own:
            return []
        start = (left[1] + own[0][0]) // 2 if before else 0
        end = (right[0] + own[-1][1]) // 2 if after else width
        groups.append(Group(start, end, before, after))
    return groups


def unsigned(groups: list[Group], width: int) -> tuple[int, int]:
    """From where to where the digits reach once the signs around them (¥ before, 円 behind) are cut off; never more than signs."""
    if not groups:
        return 0, width
    left = groups[0].left if set(groups[0].before) <= SIGNS else 0
    right = groups[-1].right if set(groups[-1].after) <= SIGNS else width
    return left, right


def figures_in(text: str, letters: bool) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) index of each run of figures that holds a digit or letter."""
    start = None
    for i, character in enumerate([*text, ""]):
        figure = is_figure(character, letters)
        if figure and start is None:
            start = i
        if not figure and start is not None:
            if any(c.isalnum() for c in text[start:i]):
                yield start, i
            start = None


def is_figure(character: str, letters: bool) -> bool:
    """Digits, what stands between digits, and T (registration numbers); with letters, all of A–Z."""
    plain = unicodedata.normalize("NFKC", character)
    return bool(plain) and (plain in FIGURES or plain == "T" or (letters and "A" <= plain.upper() <= "Z"))
