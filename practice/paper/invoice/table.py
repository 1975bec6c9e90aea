"""The table of an invoice's lines: any columns in any order, ruled fully, between rows, under the heading only, or not at all."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from practice.paper.invoice.bill import Bill, Row
from practice.paper.invoice.blocks import RULE, Piece, put, rule
from practice.paper.invoice.look import Look
from practice.paper.marks import Colour, Rect, Tint
from practice.paper.sheet import THICK, THIN, Sheet, frame

DITTO = "〃"
Rules = Literal["full", "rows", "head", "none", "columns"]


@dataclass(frozen=True)
class Column:
    """what: on, item, item_mark (the reduced-rate mark behind it), qty, unit, qty_unit, unit_price, rate, mark, amount, number,
    code (the vendor's own of an article), slip (the number of a delivery note) or remark (nearly always empty)."""

    what: str
    heading: str
    width_mm: float
    align: Literal["left", "middle", "right"] = "left"


@dataclass(frozen=True)
class Style:
    """rules: how the table is ruled; row_mm: height of a printed line; at_least: rows that are there even if nothing stands in them.

    heads_aside: headings stand as their columns do; day_sums: what the sum under the lines of each day is called ("" for none);
    last: what is written under the last line (以下余白).
    """

    rules: Rules
    row_mm: float = 6.5
    head_mm: float = 7.0
    at_least: int = 0
    head_tint: Colour | None = None
    row_tint: Colour | None = None
    heads_aside: bool = False
    day_sums: str = ""
    last: str = ""


def table(bill: Bill, look: Look, x: float, y: float, columns: Sequence[Column], style: Style) -> tuple[Sheet, float]:
    """The drawn table and its lower edge."""
    wide = sum(c.width_mm for c in columns)
    sheet = _head(columns, x, y, look, style)
    top, edges = y + style.head_mm, [y, y + style.head_mm]
    written = _written(bill, style)
    for place in range(max(len(written), style.at_least)):
        entry = written[place] if place < len(written) else None
        bottom = top + style.row_mm * (len(bill.rows[entry].item) if isinstance(entry, int) else 1)
        rect = (x, top, x + wide, bottom)
        if style.row_tint and place % 2:
            sheet += Sheet((Tint(rect, style.row_tint),))
        if isinstance(entry, int):
            sheet += _row(bill, entry, columns, rect, look)
        elif entry:
            sheet += _aside(entry, columns, rect, look)
        edges.append(bottom)
        top = bottom
    return sheet + _rules(columns, x, edges, style), top


def _written(bill: Bill, style: Style) -> list[int | tuple[str, str]]:
    """From top to bottom: the number of a line, or (words, figure) of what is none."""
    entries: list[int | tuple[str, str]] = []
    for number, row in enumerate(bill.rows):
        entries.append(number)
        if style.day_sums and (number + 1 == len(bill.rows) or bill.rows[number + 1].on != row.on):
            yen = sum(other.amount for other in bill.rows if other.on == row.on)
            entries.append((style.day_sums, f"{yen:,}"))
    return [*entries, (style.last, "")] if style.last else entries


def _aside(entry: tuple[str, str], columns: Sequence[Column], rect: Rect, look: Look) -> Sheet:
    """A row that is no line: its words in the column of goods, its figure among the amounts."""
    sheet, x, middle = Sheet(), rect[0], (rect[1] + rect[3]) / 2
    for column in columns:
        if column.what in ("item", "item_mark"):
            sheet += put(entry[0], x + column.width_mm / 2, middle, look, 0.0, "middle")
        if column.what == "amount" and entry[1]:
            sheet += put(entry[1], x + column.width_mm - 1.5, middle, look, 0.0, "right")
        x += column.width_mm
    return sheet


def _head(columns: Sequence[Column], x: float, y: float, look: Look, style: Style) -> Sheet:
    wide = sum(c.width_mm for c in columns)
    sheet = Sheet((Tint((x, y, x + wide, y + style.head_mm), style.head_tint),)) if style.head_tint else Sheet()
    for column in columns:
        align = column.align if style.heads_aside else "middle"
        at = {"left": x + 1.5, "middle": x + column.width_mm / 2, "right": x + column.width_mm - 1.5}[align]
        sheet += put(column.heading, at, y + style.head_mm / 2, look, 0.0, align, column.width_mm - 1.0)
        x += column.width_mm
    return sheet


def _row(bill: Bill, number: int, columns: Sequence[Column], rect: Rect, look: Look) -> Sheet:
    sheet, x = Sheet(), rect[0]
    before = bill.rows[number - 1] if number and look.dittos else None
    for column in columns:
        cell = (x, rect[1], x + column.width_mm, rect[3])
        sheet += _cell(f"lines.{number}", bill.rows[number], before, column, cell, look)
        x += column.width_mm
    return sheet


def _cell(prefix: str, row: Row, before: Row | None, column: Column, rect: Rect, look: Look) -> Sheet:
    x0, y0, x1, y1 = rect
    at = {"left": x0 + 1.5, "middle": (x0 + x1) / 2, "right": x1 - 1.5}[column.align]
    pieces = _pieces(prefix, row, column.what, look)
    if before and pieces and column.what in ("on", "item", "item_mark", "unit") and _same(row, before, column.what):
        return Sheet() + put(
            (pieces[0][0], DITTO) if isinstance(pieces[0], tuple) else DITTO,
            (x0 + x1) / 2,
            (y0 + y1) / 2,
            look,
            0.0,
            "middle",
        )
    sheet = Sheet()
    step = (y1 - y0) / max(1, len(pieces))
    for line, piece in enumerate(pieces):
        sheet += put(piece, at, y0 + step * (line + 0.5), look, 0.0, column.align, x1 - x0 - 2.0)
    return sheet


def _pieces(prefix: str, row: Row, what: str, look: Look) -> list[Piece]:
    """What stands in a cell, line by line; a bare string is no field of the truth."""
    reduced = row.rate == "8"
    match what:
        case "on":
            return [f"{row.on.month}/{row.on.day}"]
        case "item":
            return [(f"{prefix}.item", line) for line in row.item]
        case "item_mark":
            *rest, last = row.item
            return [(f"{prefix}.item", line) for line in (*rest, f"{last} {look.mark}" if reduced else last)]
        case "mark":
            return [look.mark] if reduced else []
        case "number":
            return [str(int(prefix.partition(".")[2]) + 1)]
        case "rate":
            return [(f"{prefix}.rate", f"{row.rate}%")]
        case "amount":
            return [(f"{prefix}.amount", look.cell_yen(row.amount))]
        case "code":
            return [f"{zlib.crc32(row.item[0].encode()) % 90_000 + 10_000}"]
        case "slip":
            return [f"{row.on.month:02d}{row.on.day:02d}-{zlib.crc32(row.item[0].encode()) % 90 + 10}"]
        case "remark":
            return []
    if not row.qty:
        return []
    match what:
        case "qty":
            return [(f"{prefix}.qty", f"{row.qty:,}")]
        case "unit":
            return [(f"{prefix}.unit", row.unit)]
        case "qty_unit":
            return [(f"{prefix}.qty+{prefix}.unit", f"{row.qty:,}{row.unit}")]
        case "unit_price":
            return [(f"{prefix}.unit_price", look.cell_yen(row.unit_price))]
    raise ValueError(f"no column of an invoice is called {what!r}")


def _same(row: Row, before: Row, what: str) -> bool:
    """May 〃 stand here? Never below postage, which has no unit."""
    name = what.removesuffix("_mark")
    return bool(before.qty) and getattr(row, name) == getattr(before, name) and len(row.item) == 1


def _rules(columns: Sequence[Column], x: float, edges: Sequence[float], style: Style) -> Sheet:
    right, top, bottom = x + sum(c.width_mm for c in columns), edges[0], edges[-1]
    match style.rules:
        case "none":
            return Sheet()
        case "head":
            return rule(x, right, edges[0], THICK) + rule(x, right, edges[1], THIN) + rule(x, right, bottom, THICK)
        case "columns":
            sheet = frame((x, top, right, bottom), THICK) + rule(x, right, edges[1], THIN, RULE)
            for column in columns[:-1]:
                x += column.width_mm
                sheet += frame((x, top, x, bottom), THIN, RULE)
            return sheet
        case "rows":
            sheet = Sheet()
            for y in edges[1:]:
                sheet += rule(x, right, y, THIN, RULE)
            return sheet + rule(x, right, top, THICK) + rule(x, right, bottom, THICK)
        case "full":
            sheet = frame((x, top, right, bottom), THICK)
            for y in edges[1:-1]:
                sheet += rule(x, right, y, THIN, RULE)
            for column in columns[:-1]:
                x += column.width_mm
                sheet += frame((x, top, x, bottom), THIN, RULE)
            return sheet
