"""Boxed fields (one character a box): a strip of the boxes' insides, so that no reader takes a box's side for a 1."""

import itertools

import numpy as np

from ocr.cut import Cell, Grey, Rgb
from ocr.ink import mask_of

INSET_MM = 0.4
LEAST_INK_MM2 = 0.25


def strip(cell: Cell, boxes: int) -> tuple[Rgb, Grey]:
    """The insides of the boxes side by side, empty ones before and after the writing left out; and the same of `level`."""
    inset = round(INSET_MM * cell.px_per_mm)
    height, width = cell.level.shape
    edges = [round(width * i / boxes) for i in range(boxes + 1)]
    mask, least = mask_of(cell.image, cell.level, cell.px_per_mm), LEAST_INK_MM2 * cell.px_per_mm**2
    rows = slice(inset, height - inset)
    insides = [slice(a + inset, b - inset) for a, b in itertools.pairwise(edges)]
    full = [i for i, columns in enumerate(insides) if mask[rows, columns].sum() > least]
    if not full:
        return cell.image, cell.level
    kept = insides[full[0] : full[-1] + 1]
    return (
        np.ascontiguousarray(np.hstack([cell.image[rows, columns] for columns in kept])),
        np.ascontiguousarray(np.hstack([cell.level[rows, columns] for columns in kept])),
    )
