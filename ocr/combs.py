"""Boxed fields (one character a box): a strip of the boxes' insides, so that no reader takes a box's side for a 1."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.cut import Cell, Grey, Rgb
from ocr.ink import mask_of

INSET_MM = 0.4
ASIDE_MM, ABOVE_MM = 0.5, 0.6
GAP_MM = 1.5
LEAST_INK_MM2 = 0.25


def strip(cell: Cell, boxes: int) -> tuple[Rgb, Grey]:
    """The characters side by side as if they were written without boxes, picture and level.

    Empty boxes before and after the writing are left out, those between become a gap. The whole cell where all are empty.
    """
    mask, px_per_mm = mask_of(cell.image, cell.level, cell.px_per_mm), cell.px_per_mm
    inside = _insides(mask.shape, boxes, round(INSET_MM * px_per_mm))
    full = [i for i, (rows, columns) in enumerate(inside) if mask[rows, columns].sum() > LEAST_INK_MM2 * px_per_mm**2]
    if not full:
        return cell.image, cell.level
    kept = inside[full[0] : full[-1] + 1]
    rows = _rows(np.hstack([mask[place] for place in kept]), kept[0][0], px_per_mm)
    columns = [_columns(mask[place], place[1], px_per_mm) for place in kept]
    return (
        np.ascontiguousarray(np.hstack([cell.image[rows, part] for part in columns])),
        np.ascontiguousarray(np.hstack([cell.level[rows, part] for part in columns])),
    )


def _insides(shape: tuple[int, ...], boxes: int, inset: int) -> list[tuple[slice, slice]]:
    """Rows and columns of each box without its sides."""
    height, width = shape
    edges = [round(width * i / boxes) for i in range(boxes + 1)]
    return [(slice(inset, height - inset), slice(a + inset, b - inset)) for a, b in pairwise(edges)]


def _rows(ink: NDArray[np.uint8], inside: slice, px_per_mm: float) -> slice:
    """The rows that hold the writing, with a margin."""
    written, margin = np.flatnonzero(ink.sum(axis=1) > 1), round(ABOVE_MM * px_per_mm)
    top, bottom = inside.start + written[0], inside.start + written[-1] + 1
    return slice(max(inside.start, int(top) - margin), min(inside.stop, int(bottom) + margin))


def _columns(ink: NDArray[np.uint8], inside: slice, px_per_mm: float) -> slice:
    """The columns of one box that hold its character, with a margin; a gap where it is empty."""
    written, margin = np.flatnonzero(ink.sum(axis=0) > 0), round(ASIDE_MM * px_per_mm)
    if not len(written):
        return slice(inside.start, min(inside.stop, inside.start + round(GAP_MM * px_per_mm)))
    left, right = inside.start + int(written[0]) - margin, inside.start + int(written[-1]) + 1 + margin
    return slice(max(inside.start, left), min(inside.stop, right))
