"""Cells that people write into in two lines: where the lines part, so that a reader of single lines gets them one by one."""

import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Line
from ocr.ink import strokes_of

Grey = NDArray[np.uint8]
Rgb = NDArray[np.uint8]

CORE = 0.3
LEAST_LINE_MM, LEAST_BOTH_MM, UNEVEN = 1.5, 4.7, 1.8
"""Heights of a line and of both; one line of 12 pt is 4.3 mm high. The lines differ at most by this factor."""
GAP_SHARE, EDGE_SHARE = 0.03, 0.06
"""Ink of a row, as a share of the fullest rows', that still is a gap between lines; and that already belongs to a line."""


def parting_row(picture: Rgb, level: Grey, px_per_mm: float) -> int | None:
    """The row in pixels at which two lines of writing part; None where one line stands (or more than two).

    picture, level: one cell with little around its writing, as `ocr.cut.trimmed` gives it.
    """
    ink = strokes_of(picture, level, px_per_mm, CORE).sum(axis=1).astype(np.float32)
    full = float(np.percentile(ink, 90))
    inked = np.flatnonzero(ink > EDGE_SHARE * full)
    if not full or inked[-1] + 1 - inked[0] < LEAST_BOTH_MM * px_per_mm:
        return None
    bands = _bands(ink > GAP_SHARE * full)
    heights = [(end - start) / px_per_mm for start, end in bands]
    if len(bands) != 2 or min(heights) < LEAST_LINE_MM or max(heights) > UNEVEN * min(heights):
        return None
    return (bands[0][1] + bands[1][0]) // 2


def _bands(inked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last (exclusive) row of each run of inked rows."""
    edges = np.flatnonzero(np.diff(np.pad(inked.astype(np.int8), 1)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def joined(lines: list[Line]) -> Line:
    """One line from those that stand below each other, without a blank between; as sure as the least sure of them."""
    if len(lines) == 1 or not all(line.text for line in lines):
        return lines[0] if len(lines) == 1 else Line("", 0.0, (), ())
    return Line("".join(line.text for line in lines), min(line.confidence for line in lines), (), ())
