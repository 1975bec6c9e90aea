"""Figures that somebody corrected: struck out, blackened, or sealed with a small correction seal (訂正印).

Looked for only where figures stand. A stroke counts when it is straight, longer than a figure is wide, and has figures above *and*
below it: underlines, rules, dashes and the bars of 7 have them on one side at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import in_mm, region, region_of_blank
from ocr.cut import FINEST_PX_PER_MM, Laid
from ocr.ink import RULE_MM, SPECK_MM, mask_of
from ocr.red_pen import is_struck_in_red
from ocr.small_seals import has_small_seal
from slips.form import Field
from slips.model import Reading, Text

Mask = NDArray[np.uint8]
Rect = tuple[float, float, float, float]
ENGINE, VERSION = "strokes", "1"
CORRECTABLE = ("money", "digits", "fiscal_year", "code", "date")
STRUCK, BLACKENED, SEALED = "抹消線", "塗りつぶし", "訂正印"

AROUND_MM = 0.3
CORE, DARKEST = 0.33, 90
PAPER, CROWDED, CROWDED_CONTRAST = 85, 0.35, 60
INK_BLACK, BLACK_PRINT, PALEST, RULE_REACH_MM, PRINT_MM, PRINT_GAIN, PRINT_LEAD = 235.0, 0.5, 0.06, 0.4, 0.2, 1.1, 0.15
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
BLACK_MM, BLACK = 3.6, 0.71


@dataclass(frozen=True)
class Writing:
    """The writing of one field, cut down to it. ink: 1 on strokes that the form does not print; printed: 1 where it does; place: mm."""

    ink: Mask
    printed: Mask
    px_per_mm: float
    place: Rect


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
    writing = _writing(page, rect)
    struck = max(_struck(writing), float(is_struck_in_red(page, rect, writing.place)))
    black = 0.0 if struck else _blackness(writing)
    sealed = float(has_small_seal(page, in_mm(form.width_mm, form.height_mm, field.box)))
    return [(way, sure) for way, sure in ((STRUCK, struck), (BLACKENED, black), (SEALED, sealed)) if sure]


def _wider(rect: Rect, by_mm: float) -> Rect:
    return (rect[0] - by_mm, rect[1] - by_mm, rect[2] + by_mm, rect[3] + by_mm)


def _writing(page: Laid, rect: Rect) -> Writing:
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    picture = region(page.image, page.found.to_page, rect, px_per_mm)
    level = region(page.level, page.found.to_page, rect, px_per_mm)
    form = region_of_blank(page.found.blank, rect, px_per_mm)
    dark = float(np.percentile(level, PAPER)) - level.astype(np.float32)
    crowded = np.asarray(dark > CROWDED_CONTRAST, np.uint8)  # where half the paper is ink, its middle grey is no paper
    mask = crowded if crowded.mean() > CROWDED else mask_of(picture, level, px_per_mm)
    if not mask.any():
        return Writing(mask[:0, :0], mask[:0, :0], px_per_mm, rect)
    full = float(np.percentile(dark[mask > 0], DARKEST))
    printed = _printed(form, px_per_mm)
    enough = (mask > 0) & (dark > CORE * full)  # dark enough that blurred neighbours stand apart
    beyond_print = (printed == 0) | (dark > (printed * PRINT_GAIN + PRINT_LEAD) * full)
    ink = _without_specks(enough & beyond_print, px_per_mm)
    left, top, wide, high = cv2.boundingRect(ink)
    part = (slice(top, top + high), slice(left, left + wide))
    hidden = (enough & ~beyond_print)[part].astype(np.uint8)
    x, y = rect[0] + left / px_per_mm, rect[1] + top / px_per_mm
    place = (x, y, x + wide / px_per_mm, y + high / px_per_mm)
    return Writing(np.ascontiguousarray(ink[part]), np.ascontiguousarray(hidden), px_per_mm, place)


def _printed(form: Mask, px_per_mm: float) -> NDArray[np.float32]:
    """How dark the form prints on and close to each pixel, 0..1 of the way to black; rules and letters reach further than pale boxes."""
    paper = float(np.median(form))
    near, far = (_darkest(form, reach_mm * px_per_mm) for reach_mm in (PRINT_MM, RULE_REACH_MM))
    dark = (paper - np.where(far < paper - BLACK_PRINT * INK_BLACK, far, near)) / INK_BLACK
    return np.where(dark > PALEST, dark, 0).astype(np.float32)


def _darkest(form: Mask, reach_px: float) -> NDArray[np.float32]:
    side = 2 * round(reach_px) + 1
    return cv2.erode(form, np.ones((side, side), np.uint8)).astype(np.float32)


def _without_specks(mask: NDArray[np.bool_], px_per_mm: float) -> Mask:
    """Without dust, and without what is left of rules along the edge."""
    height, width = mask.shape
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    left, top, wide, high = stats[:, :4].T
    on_edge = (left <= 0) | (top <= 0) | (left + wide >= width) | (top + high >= height)
    rule = on_edge & (np.minimum(wide, high) <= RULE_MM * px_per_mm)
    kept = (np.maximum(wide, high) >= SPECK_MM * px_per_mm) & ~rule
    kept[0] = False
    return np.asarray(kept[numbers], np.uint8)


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


def _blackness(writing: Writing) -> float:
    """The largest share of ink on any spot as high as the figures and wider than one of them, 0 where no figure need be blackened."""
    height, width = writing.ink.shape
    wide, high = max(round(BLACK_MM * writing.px_per_mm), round(1.4 * height)), round(0.8 * height)
    if width < wide or not high:
        return 0.0
    black = float(cv2.blur(writing.ink.astype(np.float32), (wide, high), borderType=cv2.BORDER_CONSTANT).max())
    return black if black > BLACK else 0.0
