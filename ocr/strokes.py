"""Which ink belongs to which character of a line: the first reader's characters laid, in order, onto the runs of inked columns.

The reader's own places (CTC peaks) are off by up to a third of a character; order and widths put them right. Signs and kanji are
held to their width, digits are not: ink that fits nowhere falls to the digits, so a digit that the reader overlooked is kept.
"""

import itertools
import math
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Run = tuple[int, int]
"""First column with ink and the first without."""

Character = tuple[str, float]
"""A character and the middle of its place as the reader saw it, in pixels."""

MOST_RUNS = 3
WIDE, NARROW = (0.85, 1.15), (0.5, 0.75)
"""Expected and greatest width of kanji and of signs, in heights of the writing."""
INNER_GAP = 0.14
HOLLOW = frozenset("月日和")
HOLLOW_GAP, HOLLOW_MOST = 0.4, 1.0
"""Faint print keeps the uprights of these and loses what joins them; too narrow for a 1 beside them to be taken in."""
MISSING, MISSING_DOT = 1.5, 0.2
STRAY = 0.8
MISFIT, LOOSE_MISFIT = 2.0, 0.5
DIGIT_WIDTH = 0.4
DOTS = frozenset(",.:-、。・")


def runs_of(ink: NDArray[np.uint8]) -> list[Run]:
    """Runs of columns with ink in them, left to right. ink: a mask, 1 where there is ink."""
    columns = np.concatenate(([0], ink.sum(axis=0) > 0, [0])).astype(np.int8)
    changes = np.flatnonzero(np.diff(columns))
    return [(int(a), int(b)) for a, b in zip(changes[::2], changes[1::2], strict=True)]


def height_of(ink: NDArray[np.uint8]) -> float:
    """Height of the writing in pixels: from the first to the last row that holds more than a pixel of ink."""
    rows = np.flatnonzero(ink.sum(axis=1) > 1)
    return float(rows[-1] - rows[0] + 1) if len(rows) else float(ink.shape[0])


def placed(characters: Sequence[Character], runs: Sequence[Run], height: float) -> tuple[float, list[Run | None]]:
    """For each character the ink it covers (None where there is none for it), and how badly that fits.

    The cheapest way to share out all runs in order.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for i in range(len(characters) + 1):
        for j in range(len(runs) + 1):
            if (i, j) not in best:
                continue
            for cost, to in _steps(characters, runs, i, j, height):
                total = best[i, j][0] + cost
                if to not in best or total < best[to][0]:
                    best[to] = (total, (i, j))
    return best[len(characters), len(runs)][0], _way(best, len(characters), runs)


def _steps(
    characters: Sequence[Character], runs: Sequence[Run], i: int, j: int, height: float
) -> list[tuple[float, tuple[int, int]]]:
    """What may come next with i characters and j runs used up: a stray run, a character without ink, a character on 1 to 3 runs."""
    steps = [(STRAY, (i, j + 1))] if j < len(runs) else []
    if i == len(characters):
        return steps
    steps.append((MISSING_DOT if characters[i][0] in DOTS else MISSING, (i + 1, j)))
    for more in range(1, MOST_RUNS + 1):
        if j + more <= len(runs):
            cost = _misfit(characters[i], runs[j : j + more], height)
            if cost < math.inf:
                steps.append((cost, (i + 1, j + more)))
    return steps


def _misfit(character: Character, runs: Sequence[Run], height: float) -> float:
    text, middle = character
    width = (runs[-1][1] - runs[0][0]) / height
    away = abs((runs[0][0] + runs[-1][1]) / 2 - middle) / height
    if text.isdecimal() or text in DOTS or (text.isascii() and text.isalpha()):
        return away + LOOSE_MISFIT * abs(width - DIGIT_WIDTH)
    expected, most = WIDE if unicodedata.east_asian_width(text) in "WF" else NARROW
    gap = max((b[0] - a[1] for a, b in itertools.pairwise(runs)), default=0) / height
    is_parted = text in HOLLOW and INNER_GAP < gap <= HOLLOW_GAP and width <= HOLLOW_MOST
    if width > most or (gap > INNER_GAP and not is_parted):
        return math.inf
    return away + MISFIT * abs(width - expected)


def _way(
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]], count: int, runs: Sequence[Run]
) -> list[Run | None]:
    """The steps of the cheapest way, backwards from the end, as the ink of each character."""
    covered: list[Run | None] = [None] * count
    state = (count, len(runs))
    while before := best[state][1]:
        if state[0] > before[0] and state[1] > before[1]:
            covered[before[0]] = (runs[before[1]][0], runs[state[1] - 1][1])
        state = before
    return covered
