"""The strokes that somebody put into one field, apart from what the form itself prints there."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import region, region_of_blank
from ocr.cut import FINEST_PX_PER_MM, Laid
from ocr.ink import RULE_MM, SPECK_MM, mask_of

Mask = NDArray[np.uint8]
Rect = tuple[float, float, float, float]
CORE, DARKEST, PAPER = 0.33, 90, 85
INK_BLACK, BLACK_PRINT, PALEST, RULE_REACH_MM, PRINT_MM, PRINT_GAIN, PRINT_LEAD = 235.0, 0.5, 0.06, 0.4, 0.2, 1.1, 0.15


@dataclass(frozen=True)
class Writing:
    """The writing of one field, cut down to it. ink: 1 on strokes that the form does not print; printed: 1 where it does; place: mm."""

    ink: Mask
    printed: Mask
    px_per_mm: float
    place: Rect


def writing_on(page: Laid, rect: Rect) -> Writing:
    """The writing on a rectangle of the form (mm)."""
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    picture = region(page.image, page.found.to_page, rect, px_per_mm)
    level = region(page.level, page.found.to_page, rect, px_per_mm)
    form = region_of_blank(page.found.blank, rect, px_per_mm)
    dark = float(np.percentile(level, PAPER)) - level.astype(np.float32)
    mask = mask_of(picture, level, px_per_mm)
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
