"""Figures that somebody corrected: struck out, blackened, or sealed with a small correction seal (訂正印).

Looked for only where figures stand. A stroke counts when it is straight, longer than a figure is wide, and has figures above *and*
below it: underlines, rules, dashes and the bars of 7 have them on one side at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import in_mm
from ocr.cut import Laid
from ocr.red_pen import is_struck_in_red
from ocr.scribbles import scribbled
from ocr.small_seals import has_small_seal
from ocr.writing import Mask, Rect, Writing, writing_on
from slips.form import Field
from slips.model import Reading, Text

ENGINE, VERSION = "strokes", "1"
CORRECTABLE = ("money", "digits", "fiscal_year", "code", "date")
STRUCK, BLACKENED, SEALED = "抹消線", "塗りつぶし", "訂正印"

AROUND_MM = 0.3
SLOPES = np.linspace(-0.9, 0.9, 31)
STEEP = 1.2
SHORTEST_MM, LONGEST_MM, SHARE, PER_HEIGHT = 4.2, 9.0, 0.6, 1.25
"""How long a stroke must be: a share of the writing's width, between two bounds, and longer than the figures are high."""
BARE = 0.5
"""Share of a run that must lie off the form's own print (the sides of boxes) to be judged."""
STRAIGHT = 0.985
CLEAR_MM, FIGURE_MM = 0.4, 2.6
BESIDE = 0.28
THICKEST_MM, THIN = 1.1, 0.15
"""What is higher than this is no pen stroke but a blot or a thick figure; a share of each run must be a mere stroke."""
JOINED = 0.9


def corrections(page: Laid, fields: Sequence[Field]) -> list[Reading]:
    """A Reading (kind "correction", its text says how) for each field of figures that bears a trace of correction."""
    figures = (f for f in fields if f.kind in CORRECTABLE and not f.mark and f.name not in page.found.off)
    found = ((field, _how(page, field)) for field in figures)
    return [
        Reading(f.name, ENGINE, VERSION, "cell", tuple(Text(how, sure, f.box) for how, sure in ways), "correction")
        for f, ways in found
        if ways
    ]


def _how(page: Laid, field: Field) -> list[tuple[str, float]]:
    form = page.found.blank.form
    rect = _wider(in_mm(form.width_mm, form.height_mm, field.box), AROUND_MM)
    writing = writing_on(page, rect)
    if not writing.ink.any():
        return []
    struck = max(_struck(writing), float(is_struck_in_red(page, rect, writing.place)))
    black = 0.0 if struck else scribbled(writing)
    sealed = float(has_small_seal(page, in_mm(form.width_mm, form.height_mm, field.box)))
    return [(way, sure) for way, sure in ((STRUCK, struck), (BLACKENED, black), (SEALED, sealed)) if sure]


def _wider(rect: Rect, by_mm: float) -> Rect:
    return (rect[0] - by_mm, rect[1] - by_mm, rect[2] + by_mm, rect[3] + by_mm)


def _struck(writing: Writing) -> float:
    """How straight the straightest stroke through figures is, 0 where there is none."""
    px_per_mm = writing.px_per_mm
    height, width = writing.ink.shape
    shortest = max(SHORTEST_MM * px_per_mm, PER_HEIGHT * height)
    length = round(min(max(SHARE * width, shortest), max(LONGEST_MM * px_per_mm, shortest)))
    if width < length or height < 2 * CLEAR_MM * px_per_mm or _widest(writing) < JOINED * length:
        return 0.0
    thick = np.asarray(cv2.dilate(writing.ink, np.ones((3, 1), np.uint8)) * (1 - writing.printed), np.uint8)
    best = 0.0
    for slope in SLOPES[np.abs(SLOPES) * length <= STEEP * height]:
        upright = _Shear(slope, width, height)
        straight = _runs(upright(thick), upright(writing.printed), length)
        if straight.max() >= STRAIGHT:
            best = max(best, _through_figures(upright(writing.ink), straight, length, px_per_mm))
    return best


def _widest(writing: Writing) -> int:
    """Width of the widest piece of joined ink: without a stroke through them figures stand apart."""
    joined = cv2.morphologyEx(writing.ink | writing.printed, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return int(stats[1:, 2].max(initial=0))


@dataclass(frozen=True)
class _Shear:
    """Brings strokes of one slope to the level: columns slide up or down."""

    slope: float
    width: int
    height: int

    def __call__(self, mask: Mask) -> Mask:
        tall = int(abs(self.slope) * self.width) + 1
        matrix = np.array([[1, 0, 0], [-self.slope, 1, tall if self.slope > 0 else 0]], np.float64)
        return np.asarray(
            cv2.warpAffine(mask, matrix, (self.width, self.height + tall), flags=cv2.INTER_NEAREST), np.uint8
        )


def _runs(mask: Mask, printed: Mask | None, length: int) -> NDArray[np.float32]:
    """For each pixel the share of ink among the `length` pixels of its row around it, those apart that the form prints on itself."""
    size = (length, 1)
    ink = cv2.blur(mask.astype(np.float32), size, borderType=cv2.BORDER_CONSTANT)
    if printed is None or not printed.any():
        return np.asarray(ink, np.float32)
    bare = 1 - cv2.blur(printed.astype(np.float32), size, borderType=cv2.BORDER_CONSTANT)
    return np.where(bare >= BARE, ink / np.maximum(bare, BARE), 0).astype(np.float32)


def _through_figures(mask: Mask, straight: NDArray[np.float32], length: int, px_per_mm: float) -> float:
    """The straightest run that has figures on both sides; strokes as straight as itself are no figures."""
    strokes = cv2.dilate((straight >= STRAIGHT).astype(np.uint8), np.ones((3, length), np.uint8))
    figures = np.asarray(mask * (1 - strokes), np.uint8)
    thin = mask - cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((round(THICKEST_MM * px_per_mm), 1), np.uint8))
    thin = np.asarray(cv2.dilate(thin, np.ones((3, 1), np.uint8)), np.uint8)
    clear, reach = round(CLEAR_MM * px_per_mm), round(FIGURE_MM * px_per_mm)
    above = _fallen(figures, clear, reach)
    below: Mask = np.flipud(_fallen(np.ascontiguousarray(np.flipud(figures)), clear, reach)).copy()
    both = (
        (straight >= STRAIGHT)
        & (_runs(np.asarray(thin, np.uint8), None, length) >= THIN)
        & (_runs(above, None, length) >= BESIDE)
        & (_runs(below, None, length) >= BESIDE)
    )
    return float(straight[both].max(initial=0.0))


def _fallen(mask: Mask, clear: int, reach: int) -> Mask:
    """1 where ink stands in the same column between `clear` and `clear` + `reach` pixels higher."""
    fallen = np.zeros_like(mask)
    fallen[clear:] = cv2.dilate(mask, np.ones((reach, 1), np.uint8), anchor=(0, reach - 1))[: len(mask) - clear]
    return fallen
