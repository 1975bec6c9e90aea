"""A field of an aligned page becomes a cell: an upright picture at the scan's own resolution, never sharper, never cleaned."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import Alignment, in_mm, region, region_of_blank
from ocr.ink import PRINT_EDGE_MM, Ink, extent, has_red_ink, ink_of, levelled, printed_here, red_channel
from slips.model import Box

Rgb = NDArray[np.uint8]
Grey = NDArray[np.uint8]
FINEST_PX_PER_MM = 240 / 25.4  # no reader looks closer
WIDEN_MM = 0.6
WIDEST_MM = 1.8
FRAME_MM, FRAME_IN_MM, FRAME_PX_PER_MM, FRAME_BLUR_PX, FRAME_ALIKE = 1.2, 0.3, 200 / 25.4, 5, 0.4
FRAME_PART_ALIKE, FRAME_CONTRAST = 0.3, 6
"""Thirds of frames of 30 pages, ten ways aged: .5 and more where the frame is printed in ink; what lies over one leaves 0 of it."""
SURROUNDINGS_MM, COARSE_PX_PER_MM, LIGHT = 6.0, 2.0, 90
DARKEST, PAPER, LEAST_RANGE, DEEPEST = 1, 60, 20, 204


@dataclass(frozen=True)
class Cell:
    """One field cut out. image: RGB (a seal's red already faded); level: for finding ink; red: red ink lay on it.

    cut_off: writing runs over the edge even of the widened cell, so nothing read here can be trusted.
    astray: it runs over the upper or lower edge further than print ever does, so it may belong to the next row.
    """

    image: Rgb
    level: Grey
    px_per_mm: float
    ink: Ink
    red: bool
    cut_off: bool = False
    astray: bool = False

    @property
    def is_blank(self) -> bool:
        """No ink at all; a cell whose only ink is red is not called blank."""
        return self.ink.is_blank and not self.red


@dataclass(frozen=True)
class Laid:
    """A page on its form, ready to be cut. plain: its red channel; level: that with streaks evened out, for measuring ink."""

    image: Rgb
    plain: Grey
    level: Grey
    found: Alignment


def laid(image: Rgb, found: Alignment) -> Laid:
    """The page picture (RGB) and where the form lies on it."""
    plain = np.ascontiguousarray(image[:, :, 0])
    return Laid(image, plain, levelled(plain), found)


def cell_of(page: Laid, box: Box, widen: bool = True) -> Cell:
    """The field's cell on the page, widened where its edge cuts through writing."""
    form = page.found.blank.form
    rect = in_mm(form.width_mm, form.height_mm, box)
    widened, astray = 0.0, False
    while True:
        cell = _cell(page, rect)
        astray |= widened > 0 and (cell.ink.cut[1] or cell.ink.cut[3])
        cell = replace(cell, astray=astray)
        if not widen or not any(cell.ink.cut):
            return cell
        if widened >= WIDEST_MM:
            return replace(cell, cut_off=True)
        widened += WIDEN_MM
        left, top, right, bottom = (WIDEN_MM * side for side in cell.ink.cut)
        rect = (rect[0] - left, rect[1] - top, rect[2] + right, rect[3] + bottom)


def _cell(page: Laid, rect: tuple[float, float, float, float]) -> Cell:
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    picture = region(page.image, page.found.to_page, rect, px_per_mm)
    level = region(page.level, page.found.to_page, rect, px_per_mm)
    beyond = round(PRINT_EDGE_MM * px_per_mm)  # what the form prints just outside reaches in
    x0, y0, x1, y1 = (edge + side * beyond / px_per_mm for edge, side in zip(rect, (-1, -1, 1, 1), strict=True))
    print_here = printed_here(region_of_blank(page.found.blank, (x0, y0, x1, y1), px_per_mm), beyond)
    ink = ink_of(picture, level, px_per_mm, print_here, _paper_around(page, rect))
    red = has_red_ink(picture)
    return Cell(red_channel(picture) if red and not ink.is_blank else picture, level, px_per_mm, ink, red)


def _paper_around(page: Laid, rect: tuple[float, float, float, float]) -> float:
    """How light the paper is on and around a cell."""
    x0, y0, x1, y1 = rect
    wider = (x0 - SURROUNDINGS_MM, y0 - SURROUNDINGS_MM, x1 + SURROUNDINGS_MM, y1 + SURROUNDINGS_MM)
    return float(np.percentile(region(page.level, page.found.to_page, wider, COARSE_PX_PER_MM), LIGHT))


def frame_is_seen(page: Laid, box: Box) -> bool:
    """Whether the form's own print around a field shows on the page; where it does not (a fold, a slip of paper on top), a field
    without ink is hidden, not blank."""
    form, blank = page.found.blank.form, page.found.blank
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, box)
    rect = (x0 - FRAME_MM, y0 - FRAME_MM, x1 + FRAME_MM, y1 + FRAME_MM)
    here = cv2.blur(
        region(page.plain, page.found.to_page, rect, FRAME_PX_PER_MM), (FRAME_BLUR_PX, FRAME_BLUR_PX)
    ).astype(np.float32)
    form_here = cv2.blur(region_of_blank(blank, rect, FRAME_PX_PER_MM), (FRAME_BLUR_PX, FRAME_BLUR_PX)).astype(
        np.float32
    )
    ring = np.ones(here.shape, bool)
    inner = round((FRAME_MM + FRAME_IN_MM) * FRAME_PX_PER_MM)
    ring[inner:-inner, inner:-inner] = False
    return _are_alike(here[ring], form_here[ring], FRAME_ALIKE) and all(
        _are_alike(here[part], form_here[part], FRAME_PART_ALIKE)
        for part in _thirds(ring)
        if form_here[part].std() > FRAME_CONTRAST
    )


def _thirds(ring: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The ring's left, middle and right: what lies over a part of a field hides a part of its frame."""
    width = ring.shape[1]
    columns = np.arange(width)[None]
    return [ring & (columns >= width * i // 3) & (columns < width * (i + 1) // 3) for i in range(3)]


def _are_alike(here: NDArray[np.float32], form_here: NDArray[np.float32], enough: float) -> bool:
    seen, wanted = here - here.mean(), form_here - form_here.mean()
    return bool(seen @ wanted > enough * np.linalg.norm(seen) * np.linalg.norm(wanted))


def trimmed(cell: Cell, aside_mm: float, above_mm: float) -> tuple[Rgb, Grey]:
    """The cell cut down to its writing with a margin, picture and level; the whole cell where it is blank."""
    height, width = cell.level.shape
    reach = extent(cell.ink, cell.px_per_mm) or (0, 0, width, height)
    aside, above = round(aside_mm * cell.px_per_mm), round(above_mm * cell.px_per_mm)
    rows = slice(max(0, reach[1] - above), min(height, reach[3] + above))
    columns = slice(max(0, reach[0] - aside), min(width, reach[2] + aside))
    return np.ascontiguousarray(cell.image[rows, columns]), np.ascontiguousarray(cell.level[rows, columns])


def stretched(image: Rgb) -> Rgb:
    """Contrast brought near the full range, for faint toner: paper to white, the darkest ink to dark grey."""
    dark, paper = np.percentile(image, (DARKEST, PAPER))
    spread = 255 - (paper - image.astype(np.float32)) * (DEEPEST / max(LEAST_RANGE, paper - dark))
    return np.asarray(np.clip(spread, 0, 255), np.uint8)


def with_margin(image: Rgb, aside_px: int) -> Rgb:
    """The picture with more of its own paper to its left and right: the edge of whiter paper beside it would be read as a 1."""
    paper = [float(part) for part in np.percentile(image, PAPER, axis=(0, 1))]
    return np.asarray(cv2.copyMakeBorder(image, 0, 0, aside_px, aside_px, cv2.BORDER_CONSTANT, value=paper), np.uint8)
