"""Ditto marks (〃) known by their shape: readers of text take the two small strokes for 11, Il or い."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cut import Cell, trimmed
from ocr.ink import strokes_of
from slips.form import Field
from slips.model import Reading, Text

ENGINE, VERSION, DITTO = "marks", "1", "〃"
TEXTS = ("text", "name", "address", "kana", "choice")
HIGH_MM, WIDE_MM, UNLIKE, APART_MM, LEVEL_MM = (0.9, 2.5), 1.7, 1.6, (0.4, 1.7), 0.6
CORE, AROUND_MM, LEAST_LEAN = 0.5, 1.0, 0.4


def ditto_readings(seen: Iterable[tuple[Field, Cell]]) -> list[Reading]:
    """A Reading (kind "mark") for each text cell of a table that holds nothing but two small strokes of one kind."""
    tabled = ((field, cell) for field, cell in seen if field.kind in TEXTS and field.name.count(".") == 2)
    found = [field for field, cell in tabled if _is_ditto(cell)]
    return [Reading(f.name, ENGINE, VERSION, "ditto", (Text(DITTO, 1.0, f.box),), "mark") for f in found]


def _is_ditto(cell: Cell) -> bool:
    """Two strokes, smaller than a letter, alike, side by side; figures (11) are higher."""
    if not 1 <= len(cell.ink.marks) <= 2:
        return False
    picture, level = trimmed(cell, AROUND_MM, AROUND_MM)
    cores = strokes_of(picture, level, cell.px_per_mm, CORE)  # blur joins the two
    _, numbers, stats, middles = cv2.connectedComponentsWithStats(cores, connectivity=8)
    if len(stats) != 3:
        return False
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH] / cell.px_per_mm, stats[1:, cv2.CC_STAT_HEIGHT] / cell.px_per_mm
    small = HIGH_MM[0] <= heights.min() and heights.max() <= HIGH_MM[1] and widths.max() <= WIDE_MM
    apart, off_level = np.abs(middles[2] - middles[1]) / cell.px_per_mm
    beside = APART_MM[0] <= apart <= APART_MM[1] and off_level <= LEVEL_MM
    leans = [_lean(np.asarray(numbers == stroke, np.uint8)) for stroke in (1, 2)]
    parallel = (
        min(np.abs(leans)) >= LEAST_LEAN and leans[0] * leans[1] > 0
    )  # the strokes of ハ are not, those of い stand upright
    return bool(small and beside and parallel and heights.max() <= UNLIKE * heights.min())


def _lean(stroke: NDArray[np.uint8]) -> float:
    """Which way a stroke leans and how straight it is: -1..1, 0 for upright or round."""
    moments = cv2.moments(stroke, binaryImage=True)
    return float(moments["mu11"] / max(1.0, (moments["mu20"] * moments["mu02"]) ** 0.5))
