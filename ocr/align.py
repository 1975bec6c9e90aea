"""Which form a page is, and where each millimetre of the form lies on it.

SIFT features and one affine map tell the form and its turn; labels printed on the blank page then shift the map to a fraction
of a pixel. A map that no scanner could have made is doubted (facts: 1 page of 120 lay 452 px off with enough features agreeing).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.blank import MM_PER_INCH, Blank, Features, features_of, pairs, scaled
from ocr.pages import Page
from slips.model import Box

Affine = NDArray[np.float64]
"""2 × 3: (x_mm, y_mm, 1) on the form → (x_px, y_px) on the page."""

FEWEST_AGREEING = 40
CLEAR_LEAD = 1.3
TOLERANCE_MM = 0.6
SCALES = (0.97, 1.03)
STEEPEST_DEG = 4.0
MOST_SHEAR, MOST_STRETCH = 0.01, 0.03
SEARCH_MM = 2.5
LABEL_PX_PER_MM = 160 / 25.4
ALIKE = 0.55
LONGEST_MM = 297.0


@dataclass(frozen=True)
class Alignment:
    """A page laid onto a form. turn: quarter turns the page was rotated by, in degrees clockwise; doubt: "" or why not to trust it."""

    blank: Blank
    to_page: Affine
    turn: int
    agreeing: int
    doubt: str = ""

    @property
    def px_per_mm(self) -> float:
        """How finely the page was scanned."""
        return float(math.sqrt(abs(np.linalg.det(self.to_page[:, :2]))))

    def on_page(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """A point of the form in pixels of the page."""
        x, y = self.to_page @ (x_mm, y_mm, 1.0)
        return float(x), float(y)

    def on_form(self, x_px: float, y_px: float) -> tuple[float, float]:
        """A point of the page in fractions of the form."""
        x_mm, y_mm = np.linalg.solve(self.to_page[:, :2], np.array((x_px, y_px)) - self.to_page[:, 2])
        return float(x_mm / self.blank.form.width_mm), float(y_mm / self.blank.form.height_mm)


def align(page: Page, blanks: Sequence[Blank]) -> list[Alignment]:
    """The page laid onto the form it shows, best first; more than one where features do not tell which; none where it is none."""
    grey = np.asarray(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), np.uint8)
    px_per_mm = px_per_mm_of(page)
    small, factor = scaled(grey, px_per_mm)
    found = features_of(small)
    found = Features(found.points / np.float32(factor), found.descriptors)
    rough = [a for a in (_laid(blank, found, px_per_mm) for blank in blanks) if a]
    most = max((a.agreeing for a in rough), default=0)
    near = sorted((a for a in rough if a.agreeing * CLEAR_LEAD > most), key=lambda a: a.agreeing, reverse=True)
    laid = [_moved_to_labels(a, grey) for a in near]
    return [replace(a, doubt=a.doubt or geometry_doubt(a, page)) for a in laid]


def geometry_doubt(found: Alignment, page: Page) -> str:
    """Why no scanner could have laid the paper so, in a few words for a clerk; "" where it could."""
    (a, b, _), (c, d, _) = found.to_page
    across, down = math.hypot(a, c), math.hypot(b, d)
    tilt = math.degrees(math.atan2(c, a)) - _signed(found.turn)
    tilt = (tilt + 180) % 360 - 180
    if a * d - b * c <= 0:
        return "裏返しに写っています"
    if abs(tilt) > STEEPEST_DEG:
        return f"傾きが大きすぎます（{abs(tilt):.1f}度）"
    if abs(across / down - 1) > MOST_STRETCH or abs(a * b + c * d) / (across * down) > MOST_SHEAR:
        return "紙がゆがんで写っています"
    if not any(all(SCALES[0] <= s / e <= SCALES[1] for s in (across, down)) for e in _expected_px_per_mm(found, page)):
        return "縮尺が様式と合いません"
    if not _all_fields_on(found, page):
        return "紙の一部が写っていません"
    return ""


def _signed(turn: int) -> float:
    return float(turn if turn <= 180 else turn - 360)


def px_per_mm_of(page: Page) -> float:
    """By the file's own resolution, else as if the page were A4."""
    if page.dpi:
        return page.dpi / MM_PER_INCH
    return float(max(page.image.shape) / LONGEST_MM)


def _expected_px_per_mm(found: Alignment, page: Page) -> list[float]:
    """By the file's own resolution, and by the paper filling the picture; either may be what happened."""
    form = found.blank.form
    height, width = page.image.shape[:2]
    if found.turn % 180:
        height, width = width, height
    by_paper = math.sqrt(width / form.width_mm * height / form.height_mm)
    return [by_paper, *([page.dpi / MM_PER_INCH] if page.dpi else [])]


def _all_fields_on(found: Alignment, page: Page) -> bool:
    form = found.blank.form
    height, width = page.image.shape[:2]
    for field in form.fields:
        x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, field.box)
        for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):
            px, py = found.on_page(x, y)
            if not (0 <= px <= width and 0 <= py <= height):
                return False
    return True


def in_mm(width_mm: float, height_mm: float, box: Box) -> tuple[float, float, float, float]:
    """A box in fractions of the page, in millimetres."""
    x0, y0, x1, y1 = box
    return (x0 * width_mm, y0 * height_mm, x1 * width_mm, y1 * height_mm)


def _laid(blank: Blank, page: Features, px_per_mm: float) -> Alignment | None:
    alike = pairs(blank.features, page)
    if len(alike) < FEWEST_AGREEING:
        return None
    source, target = blank.features.points[alike[:, 0]], page.points[alike[:, 1]]
    cv2.setRNGSeed(0)  # the same page gives the same answer
    found, inside = cv2.estimateAffine2D(source, target, ransacReprojThreshold=TOLERANCE_MM * px_per_mm, maxIters=4000)
    if found is None or int(inside.sum()) < FEWEST_AGREEING:
        return None
    turn = round(math.degrees(math.atan2(found[1, 0], found[0, 0])) / 90) * 90 % 360
    return Alignment(blank, np.asarray(found, np.float64), turn, int(inside.sum()))


def _moved_to_labels(rough: Alignment, grey: NDArray[np.uint8]) -> Alignment:
    """The map moved so that the labels of the blank page fall onto the page's own; doubted where they do not lie in one plane."""
    shifts = [s for s in (_shift(rough, grey, anchor.box) for anchor in rough.blank.form.anchors) if s]
    if len(shifts) < max(4, len(rough.blank.form.anchors) // 3):
        return replace(rough, doubt="様式の見出しが所定の位置に見つかりません")
    places = np.array([(x, y, 1.0) for x, y, _, _ in shifts])
    moves = np.array([(dx, dy) for _, _, dx, dy in shifts])
    correction, inside = cv2.estimateAffine2D(
        places[:, :2].astype(np.float32),
        (places[:, :2] + moves).astype(np.float32),
        ransacReprojThreshold=TOLERANCE_MM / 2,
    )
    if correction is None or int(inside.sum()) < max(4, 0.7 * len(shifts)):
        return replace(rough, doubt="様式の見出しの並びが合いません")
    moved = rough.to_page @ np.vstack([correction, (0, 0, 1)])
    return replace(rough, to_page=np.asarray(moved, np.float64))


def _shift(found: Alignment, grey: NDArray[np.uint8], box: Box) -> tuple[float, float, float, float] | None:
    """Where a label is and how far off, in mm (x, y, dx, dy), by sliding the blank page's picture of it; None if unlike."""
    form, scale = found.blank.form, LABEL_PX_PER_MM
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, box)
    label = region_of_blank(found.blank, (x0, y0, x1, y1), scale)
    around = region(grey, found.to_page, (x0 - SEARCH_MM, y0 - SEARCH_MM, x1 + SEARCH_MM, y1 + SEARCH_MM), scale)
    scores = np.asarray(cv2.matchTemplate(around, label, cv2.TM_CCOEFF_NORMED), np.float32)
    _, best, _, (left, top) = cv2.minMaxLoc(scores)
    if best < ALIKE:
        return None
    dx, dy = _finer(scores[top], left), _finer(scores[:, left], top)
    return ((x0 + x1) / 2, (y0 + y1) / 2, dx / scale - SEARCH_MM, dy / scale - SEARCH_MM)


def _finer(scores: NDArray[np.float32], top: int) -> float:
    """The place of the highest score between pixels, by a parabola through its neighbours."""
    if not 0 < top < len(scores) - 1:
        return float(top)
    before, at, after = (float(scores[top + i]) for i in (-1, 0, 1))
    bend = before - 2 * at + after
    return top + (0.5 * (before - after) / bend if bend else 0.0)


def region(
    picture: NDArray[np.uint8], to_page: Affine, rect_mm: tuple[float, float, float, float], px_per_mm: float
) -> NDArray[np.uint8]:
    """A rectangle of the form, upright, at px_per_mm; what lies beyond the picture repeats its edge."""
    x0, y0, x1, y1 = rect_mm
    size = (max(1, round((x1 - x0) * px_per_mm)), max(1, round((y1 - y0) * px_per_mm)))
    to_mm = np.array([[1 / px_per_mm, 0, x0 + 0.5 / px_per_mm], [0, 1 / px_per_mm, y0 + 0.5 / px_per_mm], [0, 0, 1]])
    matrix = to_page @ to_mm
    matrix[:, 2] -= 0.5  # pixel centres, not corners
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def region_of_blank(blank: Blank, rect_mm: tuple[float, float, float, float], px_per_mm: float) -> NDArray[np.uint8]:
    """The same rectangle of the blank page."""
    straight = np.array([[blank.px_per_mm, 0, 0], [0, blank.px_per_mm, 0]], np.float64)
    return region(blank.picture, straight, rect_mm, px_per_mm)
