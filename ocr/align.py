"""Which form a page is, and where each millimetre of the form lies on it.

SIFT features and one affine map tell the form and its turn; labels printed on the blank page then shift the map to a fraction
of a pixel. A map that no scanner could have made is doubted (facts: 1 page of 120 lay 452 px off with enough features agreeing).
Where labels show that the paper was not flat, or only a photo's perspective explains the page, it is drawn anew as it would
lie on glass (ocr.flat), and everything after works on that picture.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.another import is_there_another
from ocr.bend import Bend, bend_through
from ocr.blank import MM_PER_INCH, Alike, Blank, Features, alike, features_of, scaled
from ocr.flat import Place, Points, flattened
from ocr.label_places import Cut, shifts_of, without_label
from ocr.pages import Page
from ocr.slant import finest_px_per_mm, slant_doubt, slant_of, through
from slips.model import Box

Affine = NDArray[np.float64]
"""2 × 3: (x_mm, y_mm, 1) on the form → (x_px, y_px) on the page."""

FEWEST_AGREEING = 40
CLEAR_LEAD = 1.3
TOLERANCE_MM = 0.6
SCALES = (0.97, 1.03)
STEEPEST_DEG = 4.0
MOST_SHEAR, MOST_STRETCH = 0.01, 0.03
LONGEST_MM = 297.0
FEWEST_IN_LINE, ENOUGH_IN_LINE, ALL_IN_LINE = 4, 0.7, 0.9
"""Labels that must lie where one affine map says: to be believed at all; so many that no bend need be looked for."""
PAPER_MM = (120.0, 460.0)
"""The longer side of any paper that is scanned: a resolution by which the picture is larger or smaller is none."""
EDGE_MM = 0.5
MOST_OFF = 1 / 3
PLAINLY = 1.1
NO_LABELS, NOT_IN_LINE = "様式の見出しが所定の位置に見つかりません", "様式の見出しの並びが合いません"


@dataclass(frozen=True)
class Alignment:
    """A page laid onto a form. turn: quarter turns the page was rotated by, in degrees clockwise; doubt: "" or why not to trust it.

    flat: the page drawn anew, where it was photographed or bent: to_page then leads to this picture, not to the page's own.
    off: fields that nobody must read: not wholly on the page's picture, or without their label beside them.
    """

    blank: Blank
    to_page: Affine
    turn: int
    agreeing: int
    doubt: str = ""
    flat: NDArray[np.uint8] | None = None
    off: frozenset[str] = frozenset()

    @property
    def px_per_mm(self) -> float:
        """How finely the page was scanned."""
        return float(math.sqrt(abs(np.linalg.det(self.to_page[:, :2]))))

    def on_page(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """A point of the form in pixels of the picture."""
        x, y = self.to_page @ (x_mm, y_mm, 1.0)
        return float(x), float(y)

    def picture(self, page: Page) -> NDArray[np.uint8]:
        """What to_page leads to (RGB): the page as it came, or drawn anew."""
        return page.image if self.flat is None else self.flat

    def on_form(self, x_px: float, y_px: float) -> tuple[float, float]:
        """A point of the picture in fractions of the form."""
        x_mm, y_mm = np.linalg.solve(self.to_page[:, :2], np.array((x_px, y_px)) - self.to_page[:, 2])
        return float(x_mm / self.blank.form.width_mm), float(y_mm / self.blank.form.height_mm)


def align(page: Page, blanks: Sequence[Blank], redraw: bool = True) -> list[Alignment]:
    """The page laid onto the form it shows, best first; more than one where features do not tell which; none where it is none.

    redraw False: never draws the page anew (flat is None), for who must change the page's own pixels.
    """
    grey = np.asarray(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), np.uint8)
    px_per_mm = px_per_mm_of(page)
    small, factor = scaled(grey, px_per_mm)
    found = features_of(small)
    found = Features(found.points / np.float32(factor), found.descriptors)
    enough = [a for a in (alike(blank, found) for blank in blanks) if len(a.on_form) >= FEWEST_AGREEING]
    may_redraw = redraw and not page.words  # a page with words of its own was never on glass, nor before a camera
    by_scanner = _best(_laid(a, px_per_mm) for a in enough)
    laid = [_settled(a, partial(through, a.to_page), page, found, may_redraw) for a in by_scanner]
    if not may_redraw or any(not a.doubt for a in laid):
        return laid
    flat = page.dpi > 0 and any(a.doubt not in (NO_LABELS, NOT_IN_LINE) for a in laid)
    fewest = max(FEWEST_AGREEING, _most(by_scanner) * (PLAINLY if flat else 1.0))
    photos = [p for p in (_photographed(a, page, found, px_per_mm, fewest) for a in enough) if p]
    return _best(photos) or laid


def _most(found: Sequence[Alignment]) -> int:
    return max((a.agreeing for a in found), default=0)


def _best(found: Iterable[Alignment | None]) -> list[Alignment]:
    """Those that about as many features agree on as on the best, the best first."""
    there = [a for a in found if a]
    near = [a for a in there if a.agreeing * CLEAR_LEAD > _most(there)]
    return sorted(near, key=lambda a: a.agreeing, reverse=True)


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
    if len(found.off) > MOST_OFF * len(found.blank.form.fields):
        return "紙の一部が写っていません"
    return ""


def _signed(turn: int) -> float:
    return float(turn if turn <= 180 else turn - 360)


def px_per_mm_of(page: Page) -> float:
    """By the file's own resolution, else as if the page were A4."""
    longest = max(page.image.shape)
    if page.dpi and PAPER_MM[0] <= longest / page.dpi * MM_PER_INCH <= PAPER_MM[1]:
        return page.dpi / MM_PER_INCH
    return float(longest / LONGEST_MM)


def _expected_px_per_mm(found: Alignment, page: Page) -> list[float]:
    """By the file's own resolution, and by the paper filling the picture; either may be what happened."""
    form = found.blank.form
    height, width = page.image.shape[:2]
    if found.turn % 180:
        height, width = width, height
    by_paper = math.sqrt(width / form.width_mm * height / form.height_mm)
    return [by_paper, *([page.dpi / MM_PER_INCH] if page.dpi else [])]


def _off(blank: Blank, place: Place, page: Page) -> frozenset[str]:
    """Fields of which a corner lies beyond the picture, or on its very edge."""
    form = blank.form
    height, width = page.image.shape[:2]
    names = []
    for field in form.fields:
        x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, field.box)
        left, top, right, bottom = x0 - EDGE_MM, y0 - EDGE_MM, x1 + EDGE_MM, y1 + EDGE_MM
        seen = place(np.array([(left, top), (right, top), (left, bottom), (right, bottom)], np.float64))
        if seen.min() < 0 or (seen > (width, height)).any():
            names.append(field.name)
    return frozenset(names)


def in_mm(width_mm: float, height_mm: float, box: Box) -> tuple[float, float, float, float]:
    """A box in fractions of the page, in millimetres."""
    x0, y0, x1, y1 = box
    return (x0 * width_mm, y0 * height_mm, x1 * width_mm, y1 * height_mm)


def _laid(shared: Alike, px_per_mm: float) -> Alignment | None:
    cv2.setRNGSeed(0)  # the same page gives the same answer
    source, target = shared.on_form.astype(np.float32), shared.on_page.astype(np.float32)
    found, inside = cv2.estimateAffine2D(source, target, ransacReprojThreshold=TOLERANCE_MM * px_per_mm, maxIters=4000)
    if found is None or int(inside.sum()) < FEWEST_AGREEING:
        return None
    turn = round(math.degrees(math.atan2(found[1, 0], found[0, 0])) / 90) * 90 % 360
    return Alignment(shared.blank, np.asarray(found, np.float64), turn, int(inside.sum()))


def _photographed(shared: Alike, page: Page, features: Features, px_per_mm: float, fewest: float) -> Alignment | None:
    """The page as a camera saw it; None where fewer features than `fewest` say so.

    A page that lies flat by its labels, from a file that knows its resolution, comes from a scanner unless perspective shows plainly.
    """
    slant = slant_of(shared.on_form, shared.on_page, TOLERANCE_MM * px_per_mm)
    if not slant or slant[1] < fewest:
        return None
    seen, agreeing = slant
    form = shared.blank.form
    size_mm = (form.width_mm, form.height_mm)
    if doubt := slant_doubt(seen, size_mm, page.image.shape):
        to_page = np.array([[px_per_mm, 0, 0], [0, px_per_mm, 0]], np.float64)
        return Alignment(shared.blank, to_page, 0, agreeing, doubt)
    place = partial(through, seen)
    flat, to_page = flattened(page.image, place, size_mm, finest_px_per_mm(seen, size_mm))
    return _settled(Alignment(shared.blank, to_page, 0, agreeing, flat=flat), place, page, features, True)


def _settled(rough: Alignment, place: Place, page: Page, features: Features, redraw: bool) -> Alignment:
    """The map moved to the labels, and doubted where it still is none that paper and glass could make.

    place: where points of the form lie on the page as it came.
    """
    found = _moved_to_labels(rough, place, page, redraw)
    if found.doubt:
        return found
    if is_there_another(found.blank, place, features):
        return replace(found, doubt="一つの画像に伝票が2枚以上写っています。1枚ずつスキャンし直してください")
    if found.flat is not None:
        page = replace(page, image=found.flat, dpi=found.px_per_mm * MM_PER_INCH)
    blank = found.blank
    lost = without_label(blank.labels, blank.landmarks, partial(region_of_blank, blank), _plain(found, page))
    return replace(found, doubt=geometry_doubt(found, page) or _labels_doubt(lost, blank), off=found.off | lost)


def _plain(found: Alignment, page: Page) -> Cut:
    """Rectangles of the page as through a red glass, which takes seals off the labels."""
    return partial(region, np.ascontiguousarray(found.picture(page)[:, :, 0]), found.to_page)


def _labels_doubt(lost: frozenset[str], blank: Blank) -> str:
    many = len(lost) > MOST_OFF * len(blank.form.fields)
    return f"見出しが所定の位置にない欄が多すぎます（{len(lost)}か所）" if many else ""


def _moved_to_labels(rough: Alignment, place: Place, page: Page, redraw: bool) -> Alignment:
    """The labels of the blank page brought onto the page's own, by one affine map or by a smooth bend; doubted where neither does."""
    landmarks = rough.blank.landmarks
    shifts = shifts_of(landmarks, partial(region_of_blank, rough.blank), _plain(rough, page))
    if len(shifts) < max(FEWEST_IN_LINE, len(landmarks) // 3):
        return replace(rough, doubt=NO_LABELS)
    places, moves = np.array([s[:2] for s in shifts]), np.array([s[2:] for s in shifts])
    correction, inside = cv2.estimateAffine2D(
        places.astype(np.float32), (places + moves).astype(np.float32), ransacReprojThreshold=TOLERANCE_MM / 2
    )
    in_line = 0 if correction is None else int(inside.sum())
    if in_line < ALL_IN_LINE * len(shifts) and redraw:
        form = rough.blank.form
        if bend := bend_through(places, moves, (form.width_mm, form.height_mm)):
            return _bent(rough, bend, place, page)
    if in_line < max(FEWEST_IN_LINE, ENOUGH_IN_LINE * len(shifts)):
        return replace(rough, doubt=NOT_IN_LINE)
    moving = np.asarray(correction, np.float64)
    moved = rough.to_page @ np.vstack([moving, (0, 0, 1)])
    off = _off(rough.blank, lambda points: place(through(moving, points)), page)
    return replace(rough, to_page=np.asarray(moved, np.float64), off=off)


def _bent(rough: Alignment, bend: Bend, place: Place, page: Page) -> Alignment:
    """The page drawn anew along the bend."""

    def bent(points: Points) -> Points:
        return place(points + bend.moved(points))

    form = rough.blank.form
    flat, to_page = flattened(page.image, bent, (form.width_mm, form.height_mm), rough.px_per_mm)
    return replace(rough, to_page=to_page, turn=0, flat=flat, off=_off(rough.blank, bent, page))


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
