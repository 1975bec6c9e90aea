"""A blank form as marks: ruled rows of labels and rooms. A room is the ruled cell that one field of the form is written into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from practice.paper.fonts import FORM_GOTHIC, ink_mm, width_mm
from practice.paper.marks import BLACK, Colour, Line, Mark, Rect, Tint, Words

THIN, THICK = 0.2, 0.45
LABEL_PT = 9.0
ROW_GAP_MM = 0.7
ROW_TINT: Colour = (240, 240, 240)


@dataclass(frozen=True)
class Sheet:
    """A blank form. rooms: the ruled cell of each field; labels: the ink of every printed text, by text (first one wins);
    seats: where officers put their seals."""

    marks: tuple[Mark, ...] = ()
    rooms: Mapping[str, Rect] = field(default_factory=dict)
    labels: Mapping[str, Rect] = field(default_factory=dict)
    seats: tuple[Rect, ...] = ()

    def __add__(self, other: "Sheet") -> "Sheet":
        rooms, labels = {**self.rooms, **other.rooms}, {**other.labels, **self.labels}
        return Sheet(self.marks + other.marks, rooms, labels, self.seats + other.seats)


def words(
    text: str, x: float, y: float, size_pt: float = LABEL_PT, font: str = FORM_GOTHIC, align: str = "left"
) -> Sheet:
    """A printed text; align says whether x is its left, middle or right."""
    width = width_mm(text, font, size_pt)
    left = x - {"left": 0.0, "middle": width / 2, "right": width}[align]
    ink = ink_mm(text, font, size_pt)
    place = (left + ink[0], y + ink[1], left + ink[2], y + ink[3])
    return Sheet((Words(text, left, y, size_pt, font),), {}, {text: place})


def frame(rect: Rect, width_mm: float = THIN, colour: Colour = BLACK) -> Sheet:
    """Four lines around a rectangle."""
    x0, y0, x1, y1 = rect
    sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
    return Sheet(tuple(Line(*side, width_mm, colour) for side in sides))


def label_cell(text: str, rect: Rect, size_pt: float = LABEL_PT) -> Sheet:
    """A ruled cell with a text in its middle, one line for each line of it."""
    x0, y0, x1, y1 = rect
    lines = text.split("\n")
    step = size_pt * 0.3528 * 1.15
    top = (y0 + y1) / 2 - step * (len(lines) - 1) / 2
    sheet = frame(rect)
    for number, line in enumerate(lines):
        sheet += words(line, (x0 + x1) / 2, top + number * step, size_pt, align="middle")
    return sheet


def room(name: str, rect: Rect) -> Sheet:
    """A ruled cell that a field is written into."""
    return frame(rect) + Sheet((), {name: rect}, {})


Cell = tuple[float, str]
"""Width in mm and what the cell is: a label, "@" and the name of a field, or SEAT."""
SEAT = "#"


def ruled_row(x: float, y: float, height: float, cells: Sequence[Cell], size_pt: float = LABEL_PT) -> Sheet:
    """Cells side by side from x."""
    sheet = Sheet()
    for width, what in cells:
        sheet += _cell(what, (x, y, x + width, y + height), size_pt)
        x += width
    return sheet


def _cell(what: str, rect: Rect, size_pt: float) -> Sheet:
    if what == SEAT:
        return frame(rect) + Sheet(seats=(rect,))
    return room(what[1:], rect) if what.startswith("@") else label_cell(what, rect, size_pt)


def line_table(name: str, rect: Rect, header: float, rows: int, columns: Sequence[tuple[float, str, str]]) -> Sheet:
    """Line items: a header, then rows told apart by a light tint, not by rules: a rule on the border of two rows would be ink in both.

    columns: width in mm, heading, column name. The rows keep ROW_GAP_MM away from the header's and the frame's rules.
    """
    x0, y0, x1, y1 = rect
    height = (y1 - y0 - header - 2 * ROW_GAP_MM) / rows
    tops = [y0 + header + ROW_GAP_MM + row * height for row in range(rows)]
    sheet = Sheet(tuple(Tint((x0, top, x1, top + height), ROW_TINT) for top in tops[1::2]))
    for width, heading, column in columns:
        sheet += label_cell(heading, (x0, y0, x0 + width, y0 + header)) + frame((x0, y0, x0 + width, y1))
        places = {f"{name}.{row}.{column}": (x0, top, x0 + width, top + height) for row, top in enumerate(tops)}
        sheet += Sheet((), places, {})
        x0 += width
    return sheet
