"""The ink of an upright page by its boxes, its ruled lines, and what they make of the lines that a detector found."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.free_page import Rect, Upright

Ink = NDArray[np.float64]
"""n × 4: left, top, right, bottom of each piece of ink, in mm."""

COARSE_PX_PER_MM = 150 / 25.4
LEAST_DARK, NOISE_TIMES, SHADE_MM = 30, 4.5, 8.0
RULE_MM, THIN_MM = 9.0, 1.0
LEAST_INK_MM, MOST_INK_MM = 0.9, 14.0
ASIDE_MM = 0.3
TALL, WHITE_ACROSS, LEAST_LINE, AROUND = 1.6, 0.17, 0.3, 0.15
"""Shares of a line's usual height: taller is several lines, this much white parts two, what is lower is none, so far round its ink a box reaches."""
NEAR = 0.5
"""Share of a line's height within which ink beside it belongs to it (a first digit that the detector cut off)."""


@dataclass(frozen=True)
class Rules:
    """Ruled lines in mm: upright as (x, top, bottom), level as (y, left, right)."""

    upright: tuple[tuple[float, float, float], ...] = ()
    level: tuple[tuple[float, float, float], ...] = ()

    def between(self, x0: float, x1: float, y: float) -> bool:
        """Whether an upright rule parts two places at height y."""
        low, high = sorted((x0, x1))
        return any(low < x < high and top <= y <= bottom for x, top, bottom in self.upright)


def ink_and_rules(page: Upright) -> tuple[Ink, Rules]:
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


def _boxes(mask: NDArray[np.uint8]) -> Ink:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = stats[1:, :4].astype(np.float64)
    found[:, 2:] += found[:, :2]
    return found


def pieces(line: Rect, ink: Ink, rules: Rules) -> list[Rect]:
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


def in_lines(rects: list[Rect], ink: Ink) -> list[Rect]:
    """The boxes, each one over several lines of text cut into these (a column set closely is sometimes found as one)."""
    if not rects:
        return []
    usual = float(np.median([y1 - y0 for _, y0, _, y1 in rects]))
    return [cut for r in rects for cut in (_cut(r, ink, usual) if r[3] - r[1] > TALL * usual else [r])]


def _cut(rect: Rect, ink: Ink, usual: float) -> list[Rect]:
    """A tall box cut where white paper lies across it; itself where none does (a title is tall, too)."""
    own = inside(ink, rect)
    own = own[(own[:, 3] - own[:, 1]) < TALL * usual]
    lines: list[list[float]] = []
    for x0, y0, x1, y1 in own[np.argsort(own[:, 1])].tolist():
        if lines and y0 - lines[-1][3] < WHITE_ACROSS * usual:
            last = lines[-1]
            lines[-1] = [min(last[0], x0), last[1], max(last[2], x1), max(last[3], y1)]
        else:
            lines.append([x0, y0, x1, y1])
    lines = [line for line in lines if line[3] - line[1] > LEAST_LINE * usual]
    if len(lines) < 2:
        return [rect]
    around = AROUND * usual
    return [(x0 - around, y0 - around, x1 + around, y1 + around) for x0, y0, x1, y1 in lines]


def grown(rect: Rect, ink: Ink, rules: Rules) -> Rect:
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


def without_twins(rects: list[Rect]) -> list[Rect]:
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


def inside(ink: Ink, rect: Rect) -> Ink:
    x, y = (ink[:, 0] + ink[:, 2]) / 2, (ink[:, 1] + ink[:, 3]) / 2
    return ink[(x > rect[0]) & (x < rect[2]) & (y > rect[1]) & (y < rect[3])]


def ink_height(ink: Ink, rect: Rect) -> float:
    own = inside(ink, rect)
    return float((own[:, 3] - own[:, 1]).max(initial=0.0))
