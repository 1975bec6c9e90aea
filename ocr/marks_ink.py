"""What somebody added to a part of a form: the page compared with the blank form, laid over each other anew just there."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import Alignment, region, region_of_blank
from ocr.cut import FINEST_PX_PER_MM, Laid

Grey = NDArray[np.uint8]
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres of the form."""

SEARCH_MM, ALIKE, BLUR_MM = 0.7, 0.5, 0.3
SOFT_MM = 0.13
LEAST_CONTRAST, NOISE_TIMES = 12.0, 5.0
PRINT_CONTRAST, PRINT_MM = 18, 0.35


@dataclass(frozen=True)
class Patch:
    """A part of the page, upright. left, top: its corner in millimetres of the form.

    added: 1 where ink is that the form does not print; printed: 1 on and close to its print; red: how red, 0..255, noise evened out.
    seen: whether the form's own print shows on the page as it should (True where it prints nothing here).
    """

    added: Grey
    printed: Grey
    red: NDArray[np.float32]
    px_per_mm: float
    left: float
    top: float
    seen: bool

    def px(self, rect: Rect) -> tuple[int, int, int, int]:
        """A rectangle of the form in pixels of the patch, kept inside it."""
        height, width = self.added.shape
        x0, x1 = (round((x - self.left) * self.px_per_mm) for x in (rect[0], rect[2]))
        y0, y1 = (round((y - self.top) * self.px_per_mm) for y in (rect[1], rect[3]))
        return max(0, x0), max(0, y0), min(width, x1), min(height, y1)


def patch_of(page: Laid, rect: Rect) -> Patch:
    """The patch of the page on a rectangle of the form, at the scan's own resolution, never finer than readers look."""
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    form = region_of_blank(page.found.blank, rect, px_per_mm)
    printed = _printed(form, px_per_mm)
    rect_here, alike = _place(page, rect, form, printed, px_per_mm)
    level = region(page.level, page.found.to_page, rect_here, px_per_mm)
    grey = cv2.GaussianBlur(level, (0, 0), SOFT_MM * px_per_mm).astype(np.float32)
    red = _redness(region(page.image, page.found.to_page, rect_here, px_per_mm))
    red = np.asarray(cv2.GaussianBlur(red, (0, 0), 2 * SOFT_MM * px_per_mm), np.float32)
    added = (grey < _paper(grey, printed)).astype(np.uint8) * (1 - printed)
    return Patch(added, printed, red, px_per_mm, rect[0], rect[1], alike >= ALIKE)


def _redness(colour: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How far red exceeds green and blue, 0 or more."""
    return np.asarray(cv2.subtract(colour[:, :, 0], cv2.max(colour[:, :, 1], colour[:, :, 2])), np.float32)


def _place(page: Laid, rect: Rect, form: Grey, printed: Grey, px_per_mm: float) -> tuple[Rect, float]:
    """Where the form's print of the rectangle really lies, told by that print, and how like it is (1 where it prints nothing)."""
    if not printed.any():
        return rect, 1.0
    x0, y0, x1, y1 = rect
    around = (x0 - SEARCH_MM, y0 - SEARCH_MM, x1 + SEARCH_MM, y1 + SEARCH_MM)
    wide = cv2.GaussianBlur(region(page.plain, page.found.to_page, around, px_per_mm), (0, 0), BLUR_MM * px_per_mm)
    soft = cv2.GaussianBlur(form, (0, 0), BLUR_MM * px_per_mm)
    scores = np.asarray(cv2.matchTemplate(wide, soft, cv2.TM_CCOEFF_NORMED), np.float32)
    _, _, _, (left, top) = cv2.minMaxLoc(scores)
    near = cv2.dilate(printed, np.ones((3, 3), np.uint8)) > 0
    height, width = form.shape
    alike = float(np.corrcoef(wide[top : top + height, left : left + width][near], soft[near])[0, 1])
    if not alike >= ALIKE:
        return rect, 0.0
    dx = _peak(scores[top], left) / px_per_mm - SEARCH_MM
    dy = _peak(scores[:, left], top) / px_per_mm - SEARCH_MM
    return (x0 + dx, y0 + dy, x1 + dx, y1 + dy), alike


def _peak(scores: NDArray[np.float32], top: int) -> float:
    """Where between pixels the highest score lies: the tip of a parabola through it and its neighbours."""
    before, at, after = np.pad(scores, 1, mode="edge")[top : top + 3].astype(float)
    bend = before - 2 * at + after
    return top + (0.5 * (before - after) / bend if bend < 0 else 0.0)


def _printed(form: Grey, px_per_mm: float) -> Grey:
    """1 on and close to what the blank form prints."""
    dark = (form.astype(np.int16) < float(np.median(form)) - PRINT_CONTRAST).astype(np.uint8)
    side = 2 * max(1, round(PRINT_MM * px_per_mm)) + 1
    return np.asarray(cv2.dilate(dark, np.ones((side, side), np.uint8)), np.uint8)


def _paper(grey: NDArray[np.float32], printed: Grey) -> float:
    """The darkness at which the paper ends, told from its own noise."""
    bare = grey[printed == 0]
    if not bare.size:
        return 0.0
    paper = float(np.median(bare))
    noise = 1.4826 * float(np.median(np.abs(bare - paper)))
    return paper - max(LEAST_CONTRAST, NOISE_TIMES * noise)


def in_mm(found: Alignment, box: tuple[float, float, float, float], around_mm: float = 0.0) -> Rect:
    """A box in fractions of the form as millimetres, wider by `around_mm` on every side but never beyond the paper."""
    form = found.blank.form
    return (
        max(0.0, box[0] * form.width_mm - around_mm),
        max(0.0, box[1] * form.height_mm - around_mm),
        min(form.width_mm, box[2] * form.width_mm + around_mm),
        min(form.height_mm, box[3] * form.height_mm + around_mm),
    )
