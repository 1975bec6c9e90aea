"""Pages of free layout as if they had been read already: words at their places, without a picture."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr.ctc import Line
from ocr.free_ink import Rules
from ocr.free_page import Upright
from ocr.free_text import Glyph, Sheet, Word, is_level

SIZE_MM = (210, 297)
HIGH_MM = 5.0
WIDE_MM, NARROW_MM = 3.5, 1.8
Written = tuple[str, float, float]
"""A text, its left edge and the middle of its line, in mm; a blank in it is a gap."""


def sheet_with(written: Sequence[Written]) -> Sheet:
    """A page of SIZE_MM on which these texts stand, in the order of a reader."""
    page = Upright(
        np.full((SIZE_MM[1], SIZE_MM[0], 3), 255, np.uint8),
        np.full((SIZE_MM[1], SIZE_MM[0]), 255, np.uint8),
        1.0,
        np.asarray(((1, 0, 0), (0, 1, 0)), np.float64),
        (),
    )
    words = tuple(_word(i, *each) for i, each in enumerate(written))
    rows = tuple(
        tuple(sorted((i for i, w in enumerate(words) if is_level(own, w)), key=lambda i: words[i].rect[0]))
        for own in words
    )
    return Sheet(page, words, Rules(), rows)


def _word(index: int, text: str, left: float, middle: float) -> Word:
    edges = [left]
    for char in text:
        edges.append(edges[-1] + (WIDE_MM if unicodedata.east_asian_width(char) in "WFA" else NARROW_MM))
    width = edges[-1] - left
    spans = tuple(((a - left) / width, (b - left) / width) for a, b in pairwise(edges))
    glyphs = tuple(
        Glyph(char, a, b, index, at, at > 0 and text[at - 1] == " ")
        for at, (char, (a, b)) in enumerate(zip(text, pairwise(edges), strict=True))
        if char != " "
    )
    return Word((left, middle - HIGH_MM / 2, edges[-1], middle + HIGH_MM / 2), Line(text, 0.99, (), spans), glyphs)
