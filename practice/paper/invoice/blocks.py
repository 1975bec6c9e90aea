"""Pieces that invoices are put together from. What a field's value stands in is kept as a room, so that the truth says only what is printed."""

from collections.abc import Sequence
from typing import Literal

from practice.paper.fonts import PRINT_FOR_MISSING, missing_glyphs, width_mm
from practice.paper.invoice.look import Look
from practice.paper.marks import BLACK, MM_PER_PT, Colour, Line, Rect, Tint, Words
from practice.paper.sheet import THIN, Sheet, frame

GAP_MM = 2.0
Align = Literal["left", "middle", "right"]
RULE: Colour = (90, 90, 90)
Piece = str | tuple[str, str]
"""A printed text, or (the name of a field, its text); two fields in one text: "qty+unit"."""


def put(
    what: Piece, x: float, y: float, look: Look, size_pt: float = 0.0, align: Align = "left", room_mm: float = 0.0
) -> Sheet:
    """One run of text around the height y; room_mm: it is set smaller where it would be wider."""
    name, text = ("", what) if isinstance(what, str) else what
    size = size_pt or look.size_pt
    font = PRINT_FOR_MISSING if missing_glyphs(text, look.font) else look.font
    wide = width_mm(text, font, size)
    if room_mm and wide > room_mm:
        size, wide = size * room_mm / wide, room_mm
    left = x - {"left": 0.0, "middle": wide / 2, "right": wide}[align]
    half = size * MM_PER_PT * 0.55
    rooms: dict[str, Rect] = dict.fromkeys(name.split("+") if name else (), (left, y - half, left + wide, y + half))
    return Sheet((Words(text, x, y, size, font, align),), rooms)


def run(pieces: Sequence[Piece], x: float, y: float, look: Look, size_pt: float = 0.0, align: Align = "left") -> Sheet:
    """Pieces one after the other with a gap between them; x is the left or the right end."""
    size = size_pt or look.size_pt
    if align == "right":
        x -= sum(_wide(p, look, size) for p in pieces) + GAP_MM * (len(pieces) - 1)
    sheet = Sheet()
    for piece in pieces:
        sheet += put(piece, x, y, look, size)
        x += _wide(piece, look, size) + GAP_MM
    return sheet


def _wide(what: Piece, look: Look, size_pt: float) -> float:
    text = what if isinstance(what, str) else what[1]
    font = PRINT_FOR_MISSING if missing_glyphs(text, look.font) else look.font
    return width_mm(text, font, size_pt)


def stack(
    rows: Sequence[Sequence[Piece]], x: float, y: float, look: Look, step_mm: float, size_pt: float = 0.0
) -> Sheet:
    """Runs one below the other."""
    sheet = Sheet()
    for number, row in enumerate(rows):
        sheet += run(row, x, y + number * step_mm, look, size_pt)
    return sheet


def grid(
    rows: Sequence[Sequence[Piece]],
    x: float,
    y: float,
    widths: Sequence[float],
    height: float,
    look: Look,
    aligns: str = "",
    size_pt: float = 0.0,
    ruled: bool = True,
    tint: Colour | None = None,
) -> Sheet:
    """Cells in rows. aligns: one of l, m, r a column; tint: of the first column."""
    sheet = Sheet()
    ways: dict[str, Align] = {"l": "left", "m": "middle", "r": "right"}
    for row, cells in enumerate(rows):
        left, top = x, y + row * height
        for column, cell in enumerate(cells):
            wide = widths[column]
            rect = (left, top, left + wide, top + height)
            if tint and column == 0:
                sheet += Sheet((Tint(rect, tint),))
            if ruled:
                sheet += frame(rect, THIN, RULE)
            align = ways[(aligns or "l" * len(widths))[column]]
            at = {"left": left + 1.5, "middle": left + wide / 2, "right": left + wide - 1.5}[align]
            sheet += put(cell, at, top + height / 2, look, size_pt, align, wide - 2.0)
            left += wide
    return sheet


def rule(x0: float, x1: float, y: float, width_mm: float = THIN, colour: Colour = BLACK) -> Sheet:
    """A horizontal rule."""
    return Sheet((Line(x0, y, x1, y, width_mm, colour),))
