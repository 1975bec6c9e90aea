"""Boxed fields (one character a box): a strip of the boxes' insides, so that no reader takes a box's side for a 1; and each box alone."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cut import Cell, Grey, Rgb
from ocr.ink import SPECK_MM, mask_of

INSET_MM = 0.4
ASIDE_MM, ABOVE_MM = 0.5, 0.6
GAP_MM = 1.5
LEAST_INK_MM2 = 0.25

PX_PER_MM = 8.0  # boxes are looked at one by one at this resolution, however fine the scan
BESIDE_MM = 0.7
"""A character may run over its box by so much."""
SIDE_PX, INK_PX = 28, 20
SHORTEST_MM, TALLEST_MM = 2.0, 9.0
STROKE, LEAST_STROKE_MM2, PRINT_NEAR_MM = 0.4, 0.12, 0.3
DARKEST, LEAST_DEPTH, SHADE_MOST = 0.003, 40, 1.25
SOFT_PX = 0.8


@dataclass(frozen=True)
class Boxes:
    """pictures: boxes × 28 × 28, 0 (paper) to about 1 (the field's darkest ink), each character's mass in the middle.

    inked: which boxes hold more ink than dust; the others' pictures are empty.
    """

    pictures: NDArray[np.float32]
    inked: NDArray[np.bool_]


def pictures_of(plain: Grey, form_here: Grey, boxes: int) -> Boxes:
    """Each box's character alone, in the writing of the collections that readers of digits are trained on.

    plain: the field with BESIDE_MM around it at PX_PER_MM, printed colours faded; form_here: the same part of the blank form.
    What the form prints is left out where the middle and size of the writing are measured; the pictures show everything.
    """
    shade = shade_of(plain)
    soft = np.asarray(cv2.GaussianBlur(shade, (0, 0), SOFT_PX), np.float32)
    strokes = (soft > STROKE).astype(np.uint8) * (1 - _printed(form_here))
    beside, wide = BESIDE_MM * PX_PER_MM, (shade.shape[1] - 2 * BESIDE_MM * PX_PER_MM) / boxes
    pictures = np.zeros((boxes, SIDE_PX, SIDE_PX), np.float32)
    inked = np.zeros(boxes, np.bool_)
    for i in range(boxes):
        window = slice(max(0, round(i * wide)), round((i + 1) * wide + 2 * beside))
        place = _place(strokes[:, window], soft[:, window], round(beside))
        if place is not None:
            inked[i] = True
            pictures[i] = _picture(soft[:, window], *place)
    return Boxes(pictures, inked)


def shade_of(plain: Grey) -> NDArray[np.float32]:
    """How dark each pixel is: 0 the paper, 1 the darkest ink of the field."""
    counted = np.cumsum(np.bincount(plain.ravel(), minlength=256)) / plain.size
    paper, dark = int(np.searchsorted(counted, 0.5)), int(np.searchsorted(counted, DARKEST))
    shades = np.clip((paper - np.arange(256)) / max(LEAST_DEPTH, paper - dark), 0, SHADE_MOST)
    return np.asarray(cv2.LUT(plain, shades.astype(np.float32)), np.float32)


def _printed(form_here: Grey) -> Grey:
    """1 on and close to what the form itself prints."""
    dark = (form_here.astype(np.int16) < float(np.median(form_here)) - 18).astype(np.uint8)
    side = 2 * round(PRINT_NEAR_MM * PX_PER_MM) + 1
    return np.asarray(cv2.dilate(dark, np.ones((side, side), np.uint8)), np.uint8)


def _place(strokes: Grey, soft: NDArray[np.float32], beside: int) -> tuple[float, float, float] | None:
    """Middle (x, y) of the mass of a box's own strokes and their size, in pixels of the window; None without any."""
    if not strokes.any():
        return None
    count, numbers, stats, centres = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    width = strokes.shape[1]
    large, inside = LEAST_STROKE_MM2 * PX_PER_MM**2, (beside, width - beside)
    own = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= large and inside[0] <= centres[n][0] < inside[1]]
    longest = stats[own, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(initial=0)
    if longest < SPECK_MM * PX_PER_MM:  # two grains of dust make no 8
        return None
    lefts, tops, wides, highs = (stats[own, i] for i in range(4))
    size = max((lefts + wides).max() - lefts.min(), (tops + highs).max() - tops.min())
    weight = np.zeros(count, np.float32)
    weight[own] = 1
    mass = cv2.moments(soft * weight[numbers])
    x, y = mass["m10"] / mass["m00"], mass["m01"] / mass["m00"]
    return x, y, float(min(max(size, SHORTEST_MM * PX_PER_MM), TALLEST_MM * PX_PER_MM))


def _picture(soft: NDArray[np.float32], x: float, y: float, size: float) -> NDArray[np.float32]:
    scale, middle = size / INK_PX, (SIDE_PX - 1) / 2
    matrix = np.array([[scale, 0, x - scale * middle], [0, scale, y - scale * middle]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(soft, matrix, (SIDE_PX, SIDE_PX), flags=flags, borderValue=0), np.float32)


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
    if not len(written):  # a stroke as thin as a pixel
        written = np.flatnonzero(ink.any(axis=1))
    top, bottom = inside.start + written[0], inside.start + written[-1] + 1
    return slice(max(inside.start, int(top) - margin), min(inside.stop, int(bottom) + margin))


def _columns(ink: NDArray[np.uint8], inside: slice, px_per_mm: float) -> slice:
    """The columns of one box that hold its character, with a margin; a gap where it is empty."""
    written, margin = np.flatnonzero(ink.sum(axis=0) > 0), round(ASIDE_MM * px_per_mm)
    if not len(written):
        return slice(inside.start, min(inside.stop, inside.start + round(GAP_MM * px_per_mm)))
    left, right = inside.start + int(written[0]) - margin, inside.start + int(written[-1]) + 1 + margin
    return slice(max(inside.start, left), min(inside.stop, right))
