"""Line items of a page of free layout: the rows of its table by their figures, descriptions of two lines joined."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ocr.free_body import FIGURES, RATE, Body, column_at, column_of, figure_in, pieces_of
from ocr.free_page import Rect
from ocr.free_places import Place, confidence_of, rect_of
from ocr.free_text import Glyph, Sheet, is_level
from ocr.free_values import value_in
from slips.form import Field, Form, Table

NARROW = (*FIGURES, "unit", "rate")
DITTO = frozenset('〃"″々')
REDUCED = re.compile(r"(?P<mark>[※*＊★◆●○◎#☆▲■軽])[^0-9A-Za-z]{0,8}軽減")
UNSEEN_MARK = re.compile(r"[「『(]?[」』)]?(印?は|印)軽減")
"""The same sentence without the mark: readers overlook ※ more than any other."""
MARKS = frozenset("※*＊★◆")
SUM = re.compile(r"計[)\]】〕」]*$")
NEXT_LINE = 1.6
"""Times the height of a line, how far below another a second line of the same description may stand."""


def cells_of(sheet: Sheet, form: Form, table: Table, body: Body) -> list[Place]:
    """The cells of every row, at most as many rows as the table can have; none where there are more."""
    rows = _rows(sheet, body)
    if len(rows) > table.rows:
        return []
    mark = reduced_mark(sheet)
    places: list[Place] = []
    for number, row in enumerate(rows):
        prefix = f"{table.name}.{number}."
        fields = {column: form.by_name[prefix + column] for column in table.columns}
        places += _cells(sheet, row, fields, mark)
    return places


Row = Mapping[str, Sequence[Glyph]]
"""Column name → the characters in it, top to bottom, left to right."""


def _rows(sheet: Sheet, body: Body) -> list[Row]:
    inside = [
        i
        for i, w in enumerate(sheet.words)
        if w.rect[1] >= body.top - 0.5 * w.height
        and body.top < w.middle < body.bottom
        and not any(top < w.middle < bottom for top, bottom in body.asides)
    ]
    columns = {i: column_of(sheet, body, i) for i in inside}
    figures = [i for i in inside if columns[i] in FIGURES and _is_figure(sheet.words[i].glyphs)]
    bands: list[list[int]] = []
    for i in sorted(figures, key=lambda i: sheet.words[i].middle):
        home = next((b for b in bands if any(is_level(sheet.words[i], sheet.words[j]) for j in b)), None)
        if home is None:
            bands.append([i])
        else:
            home.append(i)
    rows: list[list[int]] = [list(b) for b in bands]
    for i in sorted(set(inside) - set(figures), key=lambda i: sheet.words[i].middle):
        at = _row_of(sheet, i, bands, columns)
        if at is not None and columns[i]:
            rows[at].append(i)
    return _without_sums([_by_column(sheet, body, row, columns) for row in rows])


def _without_sums(rows: Sequence[Row]) -> list[Row]:
    """The rows without 【伝票計】: words that say so, or that nobody can read beside the sum of the lines above; no other figure."""
    kept: list[Row] = []
    since = 0
    for row in rows:
        said = "".join(g.char for g in row.get("item", ()))
        bare = not row.get("qty") and not row.get("unit_price")
        if bare and (SUM.search(said) or (len(said) < 2 and since == figure_in(row.get("amount", ())) > 0)):
            since = 0
        else:
            since += figure_in(row.get("amount", ()))
            kept.append(row)
    return kept


def _is_figure(glyphs: Sequence[Glyph]) -> bool:
    return any(g.char.isdigit() for g in glyphs)


def _row_of(sheet: Sheet, word: int, bands: Sequence[Sequence[int]], columns: Mapping[int, str]) -> int | None:
    """The row a word belongs to: on its line, else (a second line of a description) the row it stands close under or over."""
    own = sheet.words[word]
    level = [n for n, band in enumerate(bands) if any(is_level(own, sheet.words[i]) for i in band)]
    if level:
        return level[0]
    if columns[word] != "item" or not bands:
        return None
    return _row_near(sheet, word, bands)


def _row_near(sheet: Sheet, word: int, bands: Sequence[Sequence[int]]) -> int | None:
    """The nearest row that no level rule parts from the word; of two as near, the one above."""
    own = sheet.words[word]

    def far(number: int) -> tuple[bool, float]:
        middle = sum(sheet.words[i].middle for i in bands[number]) / len(bands[number])
        low, high = sorted((middle, own.middle))
        x = (own.rect[0] + own.rect[2]) / 2
        ruled = any(low < y < high and left <= x <= right for y, left, right in sheet.rules.level)
        return (ruled, abs(own.middle - middle) - (0.2 * own.height if middle < own.middle else 0.0))

    nearest = min(range(len(bands)), key=far)
    ruled, distance = far(nearest)
    return None if ruled or distance > NEXT_LINE * 1.5 * own.height else nearest


def _by_column(sheet: Sheet, body: Body, row: Sequence[int], columns: Mapping[int, str]) -> Row:
    cells: dict[str, list[Glyph]] = {}
    for i in in_lines(sheet, row):
        for column, glyphs in _parts(sheet, body, i, columns[i]):
            marks = all(g.char in MARKS or g.char == "軽" for g in glyphs)
            cells.setdefault("rate" if marks else column, []).extend(glyphs)
    return cells


def _parts(sheet: Sheet, body: Body, word: int, column: str) -> list[tuple[str, Sequence[Glyph]]]:
    """A word by its columns: figures of neighbouring columns are sometimes found as one line (2,010 10%)."""
    glyphs = sheet.words[word].glyphs
    pieces = pieces_of(glyphs) if column in NARROW else [list(glyphs)]
    own = [(column_at(sheet, body, rect_of(sheet, piece), piece), piece) for piece in pieces]
    apart = len({name for name, _ in own}) == len(own) and all(name in NARROW for name, _ in own)
    return list(own) if len(own) > 1 and apart else [(column, glyphs)]


def in_lines(sheet: Sheet, words: Sequence[int]) -> list[int]:
    """Words in the order of reading: line by line, each from the left."""
    lines: list[list[int]] = []
    for i in sorted(words, key=lambda i: sheet.words[i].middle):
        if lines and is_level(sheet.words[lines[-1][0]], sheet.words[i]):
            lines[-1].append(i)
        else:
            lines.append([i])
    return [i for line in lines for i in sorted(line, key=lambda i: sheet.words[i].rect[0])]


def _cells(sheet: Sheet, row: Row, fields: Mapping[str, Field], mark: str) -> Iterator[Place]:
    for column, field in fields.items():
        if column == "rate":
            continue
        glyphs = _cell(row, column, field, mark)
        if glyphs:
            text = "".join(g.char for g in glyphs)
            yield Place(field.name, text, rect_of(sheet, glyphs), confidence_of(sheet, glyphs), tuple(glyphs))


def _cell(row: Row, column: str, field: Field, mark: str) -> Sequence[Glyph]:
    glyphs = list(row.get(column, ()))
    if column in ("qty", "unit") and not (row.get("qty") and row.get("unit")):  # 3箱: the unit stands behind the number
        counted = [*row.get("qty", ()), *row.get("unit", ())]
        number = _number(counted)
        return counted[len(number) :] if column == "unit" else number or _ditto(counted)
    if column == "item":
        return _without_mark(glyphs, mark)
    if column == "qty":
        return _number(glyphs) or _ditto(glyphs)
    if field.kind == "money":
        return value_in(field, glyphs) or _ditto(glyphs)
    return glyphs


def _number(glyphs: Sequence[Glyph]) -> list[Glyph]:
    match = re.match(r"\d[\d,]*(\.\d+)?", "".join(g.char for g in glyphs))
    return list(glyphs[: match.end()]) if match else []


def _ditto(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return list(glyphs) if glyphs and all(g.char in DITTO for g in glyphs) else []


def _without_mark(glyphs: list[Glyph], mark: str) -> list[Glyph]:
    """The description without the mark of the reduced rate before, within brackets or behind it."""
    marks = MARKS | {mark} - {"軽"}
    return [g for i, g in enumerate(glyphs) if not (g.char in marks and i in (0, len(glyphs) - 1))]


def reduced_mark(sheet: Sheet) -> str:
    """The mark that this vendor explains as the reduced rate (※は軽減税率対象); "" where none is explained."""
    said = ["".join(g.char for g in word.glyphs) for word in sheet.words]
    for text in said:
        if match := REDUCED.search(text):
            return str(match["mark"])
    return "※" if any(UNSEEN_MARK.match(text) for text in said) else ""


def rates_of(sheet: Sheet, table: Table, body: Body, only: str) -> dict[str, tuple[str, Rect, float, bool]]:
    """lines.N.rate → (rate, box, confidence, whether it is printed as a figure).

    A line says its rate itself, or by the vendor's mark; a line without the mark has the other rate. only: the one rate that the
    page's sums know ("" where they know two or none).
    """
    mark = reduced_mark(sheet)
    found = {}
    for number, row in enumerate(_rows(sheet, body)):
        name = f"{table.name}.{number}.rate"
        glyphs = list(row.get("rate", ()))
        match = RATE.search("".join(g.char for g in glyphs))
        everything = [g for cell in row.values() for g in cell]
        box = rect_of(sheet, glyphs or list(row.get("amount", ())) or everything)
        if match:
            found[name] = (match[1], box, confidence_of(sheet, glyphs), True)
        elif any(g.char == (mark or "※") for g in everything) or any(g.char == "軽" for g in glyphs):
            found[name] = ("8", box, confidence_of(sheet, everything), False)
        elif mark or only:
            found[name] = ("8" if only == "8" else "10", box, confidence_of(sheet, everything), False)
    return found
