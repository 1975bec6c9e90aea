"""Digit groups cut tightly out of a cell, for the second reader.

Where a group begins and ends is told by its neighbours that are *not* digits (¥, 年, 月, 日, 円), as the first reader saw them, and by
the ink: never by the first reader's digits, so a digit that it overlooked still lies inside the cut and is seen by the second.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Line

FIGURES = frozenset("0123456789,.-:")
SIGNS = frozenset("¥￥\\円也金年度令和第号 ")
WIDE_CORE, NARROW_CORE = 0.25, 0.1
"""How far ink from the middle of a character surely is its own, in heights of the writing (wide: kanji)."""


@dataclass(frozen=True)
class Group:
    """A run of digits: left and right edge in pixels of the picture (half-way to its neighbours), and the non-digits that follow it ("年")."""

    left: int
    right: int
    before: str
    after: str


def digit_groups(line: Line, ink: NDArray[np.uint8], letters: bool = False) -> list[Group]:
    """The runs of digits of a line read on a picture. ink: the picture's mask, 1 where there is ink; letters: A–Z belong to a run."""
    characters = [(c, (a + b) / 2 * ink.shape[1]) for c, (a, b) in zip(line.text, line.spans, strict=True)]
    strokes, height = _strokes(ink), _height(ink)
    groups = []
    for before, _inside, after in _runs(characters, letters):
        left = _edges(before[-1], strokes, height)[1] if before else 0
        right = _edges(after[0], strokes, height)[0] if after else ink.shape[1]
        own = [s for s in strokes if left <= s[0] and s[1] <= right]
        if own:
            left = (left + own[0][0]) // 2 if before else 0
            right = (right + own[-1][1]) // 2 if after else ink.shape[1]
            groups.append(Group(left, right, _text(before), _text(after)))
    return groups


def unsigned(groups: list[Group], width: int) -> tuple[int, int]:
    """From where to where the digits reach once the signs around them (¥ before, 円 behind) are cut off; never more than signs."""
    if not groups:
        return 0, width
    left = groups[0].left if set(groups[0].before) <= SIGNS else 0
    right = groups[-1].right if set(groups[-1].after) <= SIGNS else width
    return left, right


Character = tuple[str, float]
"""A character and the middle of its place, in pixels."""


def _runs(
    characters: list[Character], letters: bool
) -> Iterator[tuple[list[Character], list[Character], list[Character]]]:
    """Each run of figures with the run of others before and after it."""
    parts: list[tuple[bool, list[Character]]] = []
    for character in characters:
        figure = is_figure(character[0], letters)
        if not parts or parts[-1][0] != figure:
            parts.append((figure, []))
        parts[-1][1].append(character)
    for i, (figure, inside) in enumerate(parts):
        if figure and any(c.isalnum() for c, _ in inside):
            yield parts[i - 1][1] if i else [], inside, parts[i + 1][1] if i + 1 < len(parts) else []


def is_figure(character: str, letters: bool) -> bool:
    """Digits, what stands between digits, and T (registration numbers); with letters, all of A–Z."""
    plain = unicodedata.normalize("NFKC", character)
    return plain in FIGURES or plain == "T" or (letters and "A" <= plain.upper() <= "Z")


def _edges(character: Character, strokes: list[tuple[int, int]], height: float) -> tuple[int, int]:
    """Left and right edge of a character that is no digit: of all ink around its middle, as much of it as its width lets one expect."""
    text, middle = character
    wide = unicodedata.east_asian_width(text) in "WF"
    around = height * (WIDE_CORE if wide else NARROW_CORE)
    own = [s for s in strokes if s[1] > middle - around and s[0] < middle + around]
    if own:
        return own[0][0], own[-1][1]
    return round(middle - around), round(middle + around)


def _strokes(ink: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Runs of columns with ink in them, left to right."""
    columns = np.concatenate(([0], ink.sum(axis=0) > 0, [0])).astype(np.int8)
    changes = np.flatnonzero(np.diff(columns))
    return [(int(a), int(b)) for a, b in zip(changes[::2], changes[1::2], strict=True)]


def _height(ink: NDArray[np.uint8]) -> float:
    """Height of the writing, in pixels: rows that hold ink, dust left out."""
    rows = np.flatnonzero(ink.sum(axis=1) > 1)
    return float(rows[-1] - rows[0] + 1) if len(rows) else float(ink.shape[0])


def _text(characters: list[Character]) -> str:
    return "".join(c for c, _ in characters)
