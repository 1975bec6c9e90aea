"""A field of an aligned page becomes a cell: an upright picture at the scan's own resolution, never sharper, never cleaned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.align import Alignment, in_mm, region
from ocr.ink import Ink, extent, has_red_ink, ink_of, levelled, red_channel
from slips.model import Box

Rgb = NDArray[np.uint8]
FINEST_PX_PER_MM = 300 / 25.4
WIDEN_MM = 0.6
WIDEST_MM = 1.8


@dataclass(frozen=True)
class Cell:
    """One field cut out. image: RGB (a seal's red already faded); rect_mm: where on the form; red: red ink lay on it.

    cut_off: writing runs over the edge even of the widened cell, so nothing read here can be trusted.
    """

    image: Rgb
    rect_mm: tuple[float, float, float, float]
    px_per_mm: float
    ink: Ink
    red: bool
    cut_off: bool

    @property
    def is_blank(self) -> bool:
        """No ink at all; a cell whose only ink is red is not called blank."""
        return self.ink.is_blank and not self.red


@dataclass(frozen=True)
class Laid:
    """A page on its form, ready to be cut. level: its red channel with streaks evened out, for measuring ink."""

    image: Rgb
    level: NDArray[np.uint8]
    found: Alignment


def laid(image: Rgb, found: Alignment) -> Laid:
    """The page picture (RGB) and where the form lies on it."""
    return Laid(image, levelled(image), found)


def cell_of(page: Laid, box: Box) -> Cell:
    """The field's cell on the page, widened where its edge cuts through writing."""
    form = page.found.blank.form
    rect = in_mm(form.width_mm, form.height_mm, box)
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    widened = 0.0
    while True:
        picture = region(page.image, page.found.to_page, rect, px_per_mm)
        level = region(page.level, page.found.to_page, rect, px_per_mm)
        red = has_red_ink(picture)
        ink = ink_of(picture, level, px_per_mm)
        if not any(ink.cut) or widened >= WIDEST_MM:
            seen = red_channel(picture) if red and not ink.is_blank else picture
            return Cell(seen, rect, px_per_mm, ink, red, any(ink.cut))
        widened += WIDEN_MM
        left, top, right, bottom = (WIDEN_MM * side for side in ink.cut)
        rect = (rect[0] - left, rect[1] - top, rect[2] + right, rect[3] + bottom)


def trimmed(cell: Cell, aside_mm: float, above_mm: float) -> tuple[Rgb, tuple[int, int]]:
    """The cell cut down to its writing with a margin, and where that cut starts (x, y); the whole cell where it is blank."""
    height, width = cell.image.shape[:2]
    reach = extent(cell.ink, cell.px_per_mm)
    if reach is None:
        return cell.image, (0, 0)
    aside, above = round(aside_mm * cell.px_per_mm), round(above_mm * cell.px_per_mm)
    left, top = max(0, reach[0] - aside), max(0, reach[1] - above)
    right, bottom = min(width, reach[2] + aside), min(height, reach[3] + above)
    return np.ascontiguousarray(cell.image[top:bottom, left:right]), (left, top)

