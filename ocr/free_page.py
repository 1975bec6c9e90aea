"""A page of free layout stood upright: turned, straightened, its lines of text found and cut at ruled lines.

Millimetres are those of the upright page, from its top left corner.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import Affine, px_per_mm_of, region
from ocr.cut import FINEST_PX_PER_MM, Grey, Rgb
from ocr.ink import has_red_ink, levelled, red_channel
from ocr.lines import LineFinder
from ocr.pages import Page
from ocr.rapid import RapidOcr
from slips.model import Box, Crop

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""

STEEPEST_DEG = 12.0
SENSE_LINES = 8
SENSE_PX_PER_MM = 150 / 25.4
SENSE_ASIDE = 0.25
THIN = 4


@dataclass(frozen=True)
class Upright:
    """image: RGB, px_per_mm to the millimetre; level: its red channel, streaks evened out; lines: where text stands, in mm.

    to_page: (x_mm, y_mm, 1) → pixels of the page as it came.
    """

    image: Rgb
    level: Grey
    px_per_mm: float
    to_page: Affine
    lines: tuple[Rect, ...]

    @property
    def width_mm(self) -> float:
        return float(self.image.shape[1] / self.px_per_mm)

    @property
    def height_mm(self) -> float:
        return float(self.image.shape[0] / self.px_per_mm)

    def fractions(self, rect: Rect) -> Box:
        """A rectangle in millimetres as fractions of the page, cut at its edges."""
        x0, y0, x1, y1 = rect
        across, down = self.width_mm, self.height_mm
        return (max(0.0, x0 / across), max(0.0, y0 / down), min(1.0, x1 / across), min(1.0, y1 / down))

    def pixels(self, rect: Rect) -> tuple[slice, slice]:
        """Rows and columns of a rectangle, at least one of each: on a page that leans, a line may begin beyond the edge."""
        height, width = self.level.shape
        x0, y0, x1, y1 = (round(edge * self.px_per_mm) for edge in rect)
        top, left = min(max(0, y0), height - 1), min(max(0, x0), width - 1)
        return slice(top, min(height, max(y1, top + 1))), slice(left, min(width, max(x1, left + 1)))


def upright(page: Page, finder: LineFinder, reader: RapidOcr) -> Upright | None:
    """The page turned so that its text reads from left to right; None where there is no text on it."""
    px_per_mm = px_per_mm_of(page)
    seen = _without_seals(page.image)
    quarter, quads = _lying(seen, finder)
    if not len(quads):
        return None
    to_page, size_mm = _frame(page.image.shape[:2], quarter, _tilt(quads), px_per_mm)
    lines = [_straightened(q, quarter, page.image.shape[:2], to_page) for q in quads]
    if _is_upside_down(seen, to_page, lines, reader):
        to_page, lines = _turned_over(to_page, lines, size_mm)
    finest = min(px_per_mm, FINEST_PX_PER_MM)
    image = region(page.image, to_page, (0.0, 0.0, *size_mm), finest)
    level = levelled(np.ascontiguousarray(image[:, :, 0]))
    return Upright(image, level, finest, to_page, tuple(lines))


def _without_seals(image: Rgb) -> Rgb:
    return red_channel(image) if has_red_ink(image[::THIN, ::THIN]) else image


def _lying(image: Rgb, finder: LineFinder) -> tuple[int, NDArray[np.float32]]:
    """Quarter turns (0 or 1, counter-clockwise) after which the lines run across, and where they are then, in pixels."""
    quads = finder.quads(image)
    steep = np.abs(quads[:, 4]) > 45
    lengths = quads[:, 2] * (quads[:, 2] > 2 * quads[:, 3])
    if lengths[steep].sum() <= lengths[~steep].sum():
        return 0, quads
    return 1, finder.quads(np.ascontiguousarray(np.rot90(image)))


def _tilt(quads: NDArray[np.float32]) -> float:
    """Degrees clockwise that the lines lean, as most of their length says."""
    flat = quads[(np.abs(quads[:, 4]) < STEEPEST_DEG) & (quads[:, 2] > 3 * quads[:, 3])]
    if not len(flat):
        return 0.0
    order = np.argsort(flat[:, 4])
    run = np.cumsum(flat[order, 2])
    return float(flat[order[int(np.searchsorted(run, run[-1] / 2))], 4])


def _frame(shape: tuple[int, ...], quarter: int, tilt: float, px_per_mm: float) -> tuple[Affine, tuple[float, float]]:
    """The map from millimetres of the upright page to pixels of the page as it came, and the upright page's size in mm."""
    height, width = shape[:2]
    across, down = (height, width) if quarter else (width, height)
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    middle = np.array((across / 2, down / 2))
    turned = np.array(((cos, -sin), (sin, cos)))
    lean = np.column_stack([turned * px_per_mm, middle - turned @ middle])
    if quarter:  # what np.rot90 had turned counter-clockwise goes back: x = width - y', y = x'
        lean = np.array(((0, -1), (1, 0))) @ lean + np.array(((0, 0, width), (0, 0, 0)))
    return np.asarray(lean, np.float64), (across / px_per_mm, down / px_per_mm)


def _straightened(quad: NDArray[np.float32], quarter: int, shape: tuple[int, ...], to_page: Affine) -> Rect:
    """A found box, in millimetres of the straightened page, level there."""
    x, y, long, high, angle = (float(v) for v in quad)
    if abs(angle) > 45:  # a single character, or upright writing
        long, high = high, long
    on_page = (shape[1] - y, x) if quarter else (x, y)
    across, down = np.linalg.solve(to_page[:, :2], np.array(on_page) - to_page[:, 2])
    scale = math.sqrt(abs(np.linalg.det(to_page[:, :2])))
    half_long, half_high = long / scale / 2, high / scale / 2
    return (float(across - half_long), float(down - half_high), float(across + half_long), float(down + half_high))


def _is_upside_down(image: Rgb, to_page: Affine, lines: list[Rect], reader: RapidOcr) -> bool:
    """Whether the longest lines read better the other way up."""
    longest = sorted(lines, key=lambda r: (r[2] - r[0]) * min(1.0, r[3] - r[1]), reverse=True)[:SENSE_LINES]
    cuts = [region(image, to_page, _wider(r), SENSE_PX_PER_MM) for r in longest]
    over = [np.ascontiguousarray(c[::-1, ::-1]) for c in cuts]
    read = reader.lines([Crop("", c, (0, 0, 1, 1), "sense", "text") for c in (*cuts, *over)])
    sure = [line.confidence for line in read]
    return sum(sure[len(cuts) :]) > sum(sure[: len(cuts)])


def _wider(rect: Rect) -> Rect:
    x0, y0, x1, y1 = rect
    aside = SENSE_ASIDE * (y1 - y0)
    return (x0 - aside, y0, x1 + aside, y1)


def _turned_over(to_page: Affine, lines: list[Rect], size_mm: tuple[float, float]) -> tuple[Affine, list[Rect]]:
    across, down = size_mm
    over = np.array(((-1, 0, across), (0, -1, down), (0, 0, 1)))
    return to_page @ over, [(across - x1, down - y1, across - x0, down - y0) for x0, y0, x1, y1 in lines]


def encoded(page: Upright, px_per_mm: float, quality: int) -> bytes:
    """The upright page as JPEG."""
    factor = min(1.0, px_per_mm / page.px_per_mm)
    small = cv2.resize(page.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, quality))
    return packed.tobytes()
