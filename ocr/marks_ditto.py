"""Ditto marks (〃) known by their shape: readers of text take the two small strokes for 11, Il or い."""

from collections.abc import Iterable

from ocr.cut import Cell
from slips.form import Field
from slips.model import Reading, Text

ENGINE, VERSION, DITTO = "marks", "1", "〃"
TEXTS = ("text", "name", "address", "kana", "choice")
HIGH_MM, WIDE_MM, UNLIKE, APART_MM, LEVEL_MM = (0.9, 2.5), 1.7, 1.5, (0.4, 2.4), 0.6


def ditto_readings(seen: Iterable[tuple[Field, Cell]]) -> list[Reading]:
    """A Reading (kind "mark") for each text cell of a table that holds nothing but two small strokes of one kind."""
    tabled = ((field, cell) for field, cell in seen if field.kind in TEXTS and field.name.count(".") == 2)
    found = [field for field, cell in tabled if _is_ditto(cell)]
    return [Reading(f.name, ENGINE, VERSION, "ditto", (Text(DITTO, 1.0, f.box),), "mark") for f in found]


def _is_ditto(cell: Cell) -> bool:
    """Two strokes, smaller than a letter, alike, side by side; figures (11) are higher."""
    if len(cell.ink.marks) != 2:
        return False
    (x0, y0, x1, y1), (u0, v0, u1, v1) = ([edge / cell.px_per_mm for edge in mark] for mark in sorted(cell.ink.marks))
    heights, widths = sorted((y1 - y0, v1 - v0)), (x1 - x0, u1 - u0)
    alike = HIGH_MM[0] <= heights[0] and heights[1] <= min(HIGH_MM[1], UNLIKE * heights[0]) and max(widths) <= WIDE_MM
    apart, off_level = (u0 + u1 - x0 - x1) / 2, abs(v0 + v1 - y0 - y1) / 2
    return alike and APART_MM[0] <= apart <= APART_MM[1] and off_level <= LEVEL_MM
