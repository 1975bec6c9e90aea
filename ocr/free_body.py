"""The table of goods on a page of free layout: its columns by their headings, and where it ends."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ocr.free_labels import ENDING, Label, Labels, parts_of, plain
from ocr.free_page import Rect
from ocr.free_text import Glyph, Sheet
from slips.form import Field, Form, Table

FEWEST_COLUMNS = 3
FIGURES = ("qty", "unit_price", "amount")
RATE = re.compile(r"(?<!\d)(10|8)(%|$)")
NO_MORE = re.compile("以.?余白|軽減(税率)?.*対象")
"""What vendors write under the last line, the second character often misread; and what their mark means."""
STRANGE_MM, LONGEST_UNIT = 40.0, 4
"""What writing that a column does not expect is farther from it."""
NEAR_MM = 6.0
"""How far beside its heading a column may begin."""
GOODS_MM, FEWEST_LETTERS = 25.0, 3
PAYING = ("digits", "kana", "name", "code", "date")
"""Kinds of fields whose labels stand under the goods as well as over them (bank, holder of the account)."""


@dataclass(frozen=True)
class Body:
    """The table of goods, in mm. head: the headings' top; top, bottom: from under the headings to the first total;
    columns: heading's box and column name; asides: heights within it at which a sum stands that is no line (日計)."""

    top: float
    bottom: float
    head: float = 0.0
    columns: tuple[tuple[Rect, str], ...] = ()
    asides: tuple[tuple[float, float], ...] = ()


NO_BODY = Body(0.0, 0.0)
Heading = tuple[Label, Sequence[tuple[str, int]]]
"""A printed heading, and the columns it may name with its place among that column's words: the first are the surest."""


def body_of(sheet: Sheet, form: Form, table: Table, labels: Labels) -> Body:
    """Where the table of goods stands; NO_BODY where fewer than three of its headings stand on one line."""
    names = _headings(form, table)
    printed = [(p, names[text]) for text, found in labels.items() if text in names for p in found]
    printed = [heading for label, ways in printed for heading in _apart(sheet, names, label, ways)]
    lines = [[h for h in printed if h[0].word in sheet.rows[label.word]] for label, _ in printed]
    heads = max((_assigned(line) for line in lines), key=lambda line: len(set(line.values()) - {""}), default={})
    labelled = list(heads)
    columns = [(label.rect, heads[label]) for label in labelled]
    columns += _strange(sheet, labelled, names, set(heads.values()) - {""}) if labelled else []
    columns = _with_goods(sheet, columns)
    found = {name for _, name in columns} - {""}
    if len(found) < FEWEST_COLUMNS or "amount" not in found:
        return NO_BODY
    top, head = max(label.rect[3] for label in labelled), min(label.rect[1] for label in labelled)
    open_ended = Body(top, sheet.page.height_mm, head, tuple(sorted(columns)))
    return _ended(sheet, form, labels, open_ended)


def _headings(form: Form, table: Table) -> dict[str, list[tuple[str, int]]]:
    """Label → columns that it names, each with the label's place in the column's list."""
    names: dict[str, list[tuple[str, int]]] = {}
    for column in table.columns:
        for place, label in enumerate(form.by_name[f"{table.name}.0.{column}"].labels):
            names.setdefault(plain(label), []).append((column, place))
    return names


def _apart(
    sheet: Sheet, names: Mapping[str, list[tuple[str, int]]], label: Label, ways: list[tuple[str, int]]
) -> list[tuple[Label, list[tuple[str, int]]]]:
    """A heading over several words each of which is one (数量　単位) is as many headings."""
    words = [w for w in sheet.rows[label.word] if _overlap(sheet.words[w].rect, label.rect) > 0]
    texts = [plain("".join(g.char for g in sheet.words[w].glyphs)) for w in words]
    if len(words) < 2 or not all(text in names for text in texts):
        return [(label, ways)]
    return [(Label(t, w, sheet.words[w].rect, ()), names[t]) for t, w in zip(texts, words, strict=True)]


def _assigned(line: Sequence[Heading]) -> dict[Label, str]:
    """Each heading's column: of two that name one column the surer has it, the other is a column of no field (摘要 beside 品名)."""
    result = {label: "" for label, _ in line}
    wishes = [(place, label.rect[0], column, label) for label, ways in line for column, place in ways]
    for _, _, column, label in sorted(wishes, key=lambda w: w[:3]):
        if not result[label] and column not in result.values():
            result[label] = column
    return result


def _strange(
    sheet: Sheet, heads: Sequence[Label], names: Mapping[str, Sequence[tuple[str, int]]], found: set[str]
) -> Iterator[tuple[Rect, str]]:
    """Words beside the headings that are none: columns of no field, or a heading misread."""
    known, found = {(round(label.rect[0], 2), label.rect[1]) for label in heads}, set(found)
    for index in sheet.rows[heads[0].word]:
        word = sheet.words[index]
        own = [label for label in heads if label.word == index or _overlap(word.rect, label.rect) > 0]
        if not own:
            name = _misread(sheet, index, names, found)
            found |= {name}
            yield word.rect, name
        for piece in pieces_of(word.glyphs) if own else ():
            rect = (piece[0].left, word.rect[1], piece[-1].right, word.rect[3])
            if not any(_overlap(rect, label.rect) > 0 for label in own) and (round(rect[0], 2), rect[1]) not in known:
                yield rect, ""


def pieces_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """A word cut at its gaps (税込金額 消費税率 摘要 was found as one line)."""
    pieces: list[list[Glyph]] = []
    for glyph in glyphs:
        if not pieces or glyph.apart:
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces


def _overlap(a: Rect, b: Rect) -> float:
    return min(a[2], b[2]) - max(a[0], b[0])


def _misread(sheet: Sheet, word: int, names: Mapping[str, Sequence[tuple[str, int]]], found: set[str]) -> str:
    """The only column still missing that a heading names but for one character, and whose writing stands under it; "" where it is
    none or could be several."""
    said = plain("".join(g.char for g in sheet.words[word].glyphs))
    if said in names:
        return ""
    near = {
        column
        for label, ways in names.items()
        for column, _ in ways
        if column not in found
        and len(label) == len(said) >= 2
        and sum(a != b for a, b in zip(label, said, strict=True)) == 1
    }
    if len(near) > 1:  # 単仙 may be 単価 or 単位
        near = {column for column in near if _has_writing_of(sheet, word, column)}
    return near.pop() if len(near) == 1 else ""


def _has_writing_of(sheet: Sheet, heading: int, column: str) -> bool:
    """Whether what stands next under a heading is what its column expects."""
    own = sheet.words[heading].rect
    under = [
        w for w in sheet.words if w.rect[1] > own[1] + 1 and w.middle > own[3] and _overlap(w.rect, own) > -NEAR_MM
    ]
    return bool(under) and _suits(min(under, key=lambda w: w.middle).glyphs, column)


def _with_goods(sheet: Sheet, columns: list[tuple[Rect, str]]) -> list[tuple[Rect, str]]:
    """Where no heading of the goods could be read, the column of no field under which most words stand is theirs."""
    words = {
        rect: sum(_letters(w.glyphs) for w in sheet.words if w.middle > rect[3] and _overlap(w.rect, rect) > -GOODS_MM)
        for rect, name in columns
        if not name
    }
    if any(name == "item" for _, name in columns) or max(words.values(), default=0) < FEWEST_LETTERS:
        return columns
    goods = max(words, key=lambda rect: words[rect])
    return [(rect, "item" if rect == goods else name) for rect, name in columns]


def _letters(glyphs: Sequence[Glyph]) -> int:
    """How many letters, where they are most of the writing."""
    letters = sum(g.char.isalpha() for g in glyphs)
    return letters if 2 * letters > len(glyphs) else 0


def column_of(sheet: Sheet, body: Body, word: int) -> str:
    """The column of the nearest heading that no ruled line parts from the word."""
    own = sheet.words[word]
    return column_at(sheet, body, own.rect, own.glyphs)


def column_at(sheet: Sheet, body: Body, rect: Rect, glyphs: Sequence[Glyph]) -> str:
    """The column in which such writing stands there."""
    middle, level = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2

    def far(column: tuple[Rect, str]) -> tuple[bool, float, float]:
        left, _, right, _ = column[0]
        gap = max(0.0, max(left, rect[0]) - min(right, rect[2]))
        strange = gap > 0 and not _suits(glyphs, column[1])
        apart = gap + (STRANGE_MM if strange else 0.0)
        return (sheet.rules.between(middle, (left + right) / 2, level), apart, abs(middle - (left + right) / 2))

    return min(body.columns, key=far)[1]


def _suits(glyphs: Sequence[Glyph], column: str) -> bool:
    """Whether such writing is to be expected in a column: words in a description, figures in the others."""
    figures = sum(g.char.isdigit() for g in glyphs)
    if column == "item":
        return figures < len(glyphs)
    if column == "unit":
        return not figures and len(glyphs) <= LONGEST_UNIT
    if column == "rate":
        return RATE.match("".join(g.char for g in glyphs)) is not None or not figures
    return figures == len(glyphs) if not column else 2 * figures >= len(glyphs)


def _ended(sheet: Sheet, form: Form, labels: Labels, body: Body) -> Body:
    """The table down to what ends it: a note that nothing follows, a sum, or the bank; but never above a line that is one.

    A line is one for sure where its quantity times its price is its amount: sums above such a line belong to a day or a delivery.
    """
    last = max((sheet.words[i].middle for i in _sure_lines(sheet, body)), default=body.top)
    sums = [label for label in _sums(sheet, form, labels) if label.rect[1] > body.top]
    notes = [w.rect[1] for w in sheet.words if w.middle > last and NO_MORE.search("".join(g.char for g in w.glyphs))]
    paid = [label.rect[1] for label in _paid(form, labels) if label.rect[1] > last]
    of_days = {label.text for label in sums if label.rect[1] < last}  # the last day has one too
    totals = [label.rect[1] for label in sums if label.rect[1] > last and label.text not in of_days]
    bottom = min(totals + notes + paid, default=body.bottom)
    asides = tuple(
        (p.rect[1], p.rect[3]) for p in sums if p.rect[1] < last or (p.text in of_days and p.rect[1] < bottom)
    )
    return Body(body.top, bottom, body.head, body.columns, asides)


def _sure_lines(sheet: Sheet, body: Body) -> Iterator[int]:
    """The amounts of lines under the headings where quantity × price = amount; the quantity may stand nearer to the unit's heading."""
    below = [i for i, w in enumerate(sheet.words) if w.middle > body.top]
    columns = {i: column_of(sheet, body, i) for i in below}
    for i in (i for i in below if columns[i] == "amount"):
        amount = figure_in(sheet.words[i].glyphs)
        beside = [j for j in sheet.rows[i] if j != i and columns.get(j) in (*FIGURES, "unit")]
        figures = [figure_in(sheet.words[j].glyphs) for j in beside]
        if amount and any(a * b == amount for a, b in combinations(figures, 2)):
            yield i


def figure_in(glyphs: Sequence[Glyph]) -> int:
    """The figure that a cell begins with, 0 where it is none."""
    match = re.match(r"[¥\\Y]?([\d,]+)", "".join(g.char for g in glyphs))
    digits = match[1].replace(",", "") if match else ""
    return int(digits) if digits else 0


def _sums(sheet: Sheet, form: Form, labels: Labels) -> list[Label]:
    """Labels of the form's own money fields that have a figure beside or under them."""
    sums = _words_of(f for f in form.fields if f.kind == "money" and "." not in f.name)
    sums = {text for text in sums if not RATE.fullmatch(text)}  # a rate alone stands in a column of its own
    return [label for text in sums for label in labels.get(text, ()) if _has_figure(sheet, label)]


def _paid(form: Form, labels: Labels) -> list[Label]:
    """Labels of what is no money and stands under the goods: whole words only, with a gap or a colon behind them."""
    texts = _words_of(f for f in form.fields if f.kind in PAYING and "." not in f.name)
    return [p for text in texts if len(text) > 2 and text[0] != ENDING for p in labels.get(text, ()) if _is_whole(p)]


def _is_whole(label: Label) -> bool:
    behind = next(iter(label.rest), None)
    return behind is None or behind.apart or behind.word != label.word or not behind.char.isalnum()


def _words_of(fields: Iterator[Field]) -> set[str]:
    return {word for f in fields for text in f.labels for part in parts_of(text) for word in part}


def _has_figure(sheet: Sheet, label: Label) -> bool:
    return any(g.char.isdigit() for g in label.rest) or not sheet.after(label.word)
