"""The words of an upright page: each detected line cut at ruled lines, widened to the ink it belongs to, and read once."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Line
from ocr.free_page import Rect, Upright
from ocr.rapid import RapidOcr
from slips.model import Crop

COARSE_PX_PER_MM = 150 / 25.4
LEAST_DARK, NOISE_TIMES, SHADE_MM = 30, 4.5, 8.0
RULE_MM, THIN_MM = 9.0, 1.0
LEAST_INK_MM, MOST_INK_MM = 0.9, 14.0
NEAR = 0.5
"""Share of a line's height within which ink beside it belongs to it (a first digit that the detector cut off)."""
ASIDE_MM = 0.3


@dataclass(frozen=True)
class Glyph:
    """One character as compared (half-width), from left to right edge in mm. apart: a gap stands before it."""

    char: str
    left: float
    right: float
    word: int
    apart: bool = False


@dataclass(frozen=True)
class Word:
    """A piece of a line of text that no ruled line cuts. text: as read, blanks and all."""

    rect: Rect
    text: str
    confidence: float
    glyphs: tuple[Glyph, ...] = ()

    @property
    def height(self) -> float:
        return self.rect[3] - self.rect[1]

    @property
    def middle(self) -> float:
        return (self.rect[1] + self.rect[3]) / 2


@dataclass(frozen=True)
class Rules:
    """Ruled lines in mm: upright as (x, top, bottom), level as (y, left, right)."""

    upright: tuple[tuple[float, float, float], ...] = ()
    level: tuple[tuple[float, float, float], ...] = ()

    def between(self, x0: float, x1: float, y: float) -> bool:
        """Whether an upright rule parts two places at height y."""
        low, high = sorted((x0, x1))
        return any(low < x < high and top <= y <= bottom for x, top, bottom in self.upright)


@dataclass(frozen=True)
class Sheet:
    """Everything read on an upright page. rows: for each word, the words on its line from left to right, itself included."""

    page: Upright
    words: tuple[Word, ...]
    rules: Rules
    rows: tuple[tuple[int, ...], ...] = field(default=())

    def after(self, word: int) -> list[int]:
        """The words to the right of one, nearest first."""
        row = self.rows[word]
        return list(row[row.index(word) + 1 :])


def sheet_of(page: Upright, reader: RapidOcr) -> Sheet:
    """Reads every line of the page."""
    ink, rules = _ink_and_rules(page)
    rects = [_grown(piece, ink, rules) for line in page.lines for piece in _pieces(line, ink, rules)]
    rects = _without_twins(rects)
    crops = [Crop("", page.image[page.pixels(r)], page.fractions(r), "line", "text") for r in rects]
    lines = reader.lines(crops)
    read = [(r, line) for r, line in zip(rects, lines, strict=True) if line.text.strip()]
    words = tuple(_word(i, rect, line) for i, (rect, line) in enumerate(read))
    return Sheet(page, words, rules, tuple(_row(i, words) for i in range(len(words))))


def is_level(a: Word, b: Word) -> bool:
    """Whether two words stand on one line: the middle of each lies within the height of the other."""
    return a.rect[1] < b.middle < a.rect[3] and b.rect[1] < a.middle < b.rect[3]


def _row(index: int, words: Sequence[Word]) -> tuple[int, ...]:
    own = words[index]
    return tuple(sorted((i for i, w in enumerate(words) if is_level(own, w)), key=lambda i: words[i].rect[0]))


def _word(index: int, rect: Rect, line: Line) -> Word:
    glyphs: list[Glyph] = []
    apart = False
    width = rect[2] - rect[0]
    for char, (a, b) in zip(line.text, line.spans, strict=True):
        if char.isspace():
            apart = True
            continue
        left, right = rect[0] + a * width, rect[0] + b * width
        folded = "".join(unicodedata.normalize("NFKC", char).split())
        glyphs += [Glyph(plain, left, right, index, apart) for plain in folded]
        apart = False
    return Word(rect, line.text, line.confidence, tuple(glyphs))


def _ink_and_rules(page: Upright) -> tuple[NDArray[np.float64], Rules]:
    """Boxes of what may be characters (n × 4, mm), and the ruled lines."""
    factor = min(1.0, COARSE_PX_PER_MM / page.px_per_mm)
    scale = page.px_per_mm * factor
    grey = np.asarray(cv2.resize(page.level, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    around = cv2.medianBlur(grey, round(SHADE_MM * scale) | 1)
    noise = 1.4826 * float(np.median(np.abs(grey.astype(np.int16) - around)))
    dark = (around.astype(np.int16) - grey > max(LEAST_DARK, NOISE_TIMES * noise)).astype(np.uint8)
    long = round(RULE_MM * scale)
    upright = _rules(dark, (1, long), scale)
    level = _rules(dark, (long, 1), scale)
    rules = Rules(
        tuple(((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in upright if x1 - x0 <= THIN_MM),
        tuple(((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in level if y1 - y0 <= THIN_MM),
    )
    boxes = _boxes(dark) / scale
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    longest = np.maximum(wide, high)
    return boxes[(longest >= LEAST_INK_MM) & (longest <= MOST_INK_MM) & (high >= LEAST_INK_MM)], rules


def _rules(dark: NDArray[np.uint8], kernel: tuple[int, int], scale: float) -> list[Rect]:
    closed = cv2.dilate(dark, np.ones((3, 1) if kernel[0] > 1 else (1, 3), np.uint8))  # what little lean is left
    opened = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8)), np.uint8)
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in _boxes(opened) / scale]


def _boxes(mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = stats[1:, :4].astype(np.float64)
    found[:, 2:] += found[:, :2]
    return found


def _pieces(line: Rect, ink: NDArray[np.float64], rules: Rules) -> list[Rect]:
    """The line cut where upright rules cross it; pieces without ink are left out."""
    x0, y0, x1, y1 = line
    middle = (y0 + y1) / 2
    high = y1 - y0
    cuts = sorted(
        x for x, top, bottom in rules.upright if x0 < x < x1 and top < middle < bottom and bottom - top > 1.4 * high
    )
    if not cuts:
        return [line]
    edges = [x0, *cuts, x1]
    pieces = [
        (a + (ASIDE_MM if i else 0), y0, b - (ASIDE_MM if i < len(cuts) else 0), y1)
        for i, (a, b) in enumerate(pairwise(edges))
    ]
    middles = (ink[:, 0] + ink[:, 2]) / 2, (ink[:, 1] + ink[:, 3]) / 2
    return [
        p
        for p in pieces
        if p[2] > p[0]
        and bool(np.any((middles[0] > p[0]) & (middles[0] < p[2]) & (middles[1] > y0) & (middles[1] < y1)))
    ]


def _grown(rect: Rect, ink: NDArray[np.float64], rules: Rules) -> Rect:
    """The box widened over ink close beside it on the same line, up to the next ruled line."""
    x0, y0, x1, y1 = rect
    high, middle = y1 - y0, (y0 + y1) / 2
    overlap = np.minimum(ink[:, 3], y1) - np.maximum(ink[:, 1], y0)
    beside = ink[(overlap >= 0.7 * (ink[:, 3] - ink[:, 1])) & (ink[:, 3] - ink[:, 1] <= high)]
    while True:
        left = beside[(beside[:, 0] < x0) & (beside[:, 2] > x0 - NEAR * high)]
        right = beside[(beside[:, 2] > x1) & (beside[:, 0] < x1 + NEAR * high)]
        wider0 = min([x0, *(float(b[0]) - ASIDE_MM for b in left if not rules.between(float(b[0]), x0, middle))])
        wider1 = max([x1, *(float(b[2]) + ASIDE_MM for b in right if not rules.between(x1, float(b[2]), middle))])
        if wider0 >= x0 and wider1 <= x1:
            return (x0, y0, x1, y1)
        x0, x1 = wider0, wider1


def _without_twins(rects: list[Rect]) -> list[Rect]:
    """Boxes that grew into one another are one line."""
    kept: list[Rect] = []
    for rect in sorted(rects, key=lambda r: r[2] - r[0], reverse=True):
        if not any(_share(rect, other) > 0.6 for other in kept):
            kept.append(rect)
    return sorted(kept, key=lambda r: (r[1], r[0]))


def _share(a: Rect, b: Rect) -> float:
    """How much of a lies in b."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high) / max(1e-6, (a[2] - a[0]) * (a[3] - a[1]))
