"""Which place on a page of free layout holds which field: by label and side, by row and column, by pattern; two equal claims give none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr.free_labels import PAIR, UNDER, Label, parts_of, plain
from ocr.free_page import Rect
from ocr.free_sides import SIDES, WITH_TAX, Search, key, said
from ocr.free_text import Glyph, Sheet, Word
from ocr.free_values import FIGURES, WRITINGS, value_in
from slips.form import Field, Form
from slips.written import canonical

PARTS = re.compile(r"[:;()/,、]")
ONE_PIECE = ("date", "code", "kana")
HOLDER = re.compile(r"[ァ-ヴー]{1,4}\)[ァ-ヴー・]{2,}|[ァ-ヴー・]{2,}\([ァ-ヴー]{1,4}\)?")
"""A firm as banks write it, with カ) or (カ: known without a label."""


RATE_WORDS = ("10", "8", "標準", "軽減")


@dataclass(frozen=True)
class Place:
    """A field's value on the page. text: as compared with other places; confidence: the least of the words it stands in."""

    field: str
    text: str
    rect: Rect
    confidence: float
    glyphs: tuple[Glyph, ...]
    label: str = ""


def places_of(search: Search, form: Form) -> dict[str, Place]:
    """One place for each field (cells of tables aside) that has exactly one best; a field with none, or with several, is not there."""
    found: dict[str, Place] = {}
    for field in form.fields:
        if "." not in field.name and (value := _value_of(search, field)):
            found[field.name] = value[0]
            if not rate_of(field.name) or says_rate(value[0].label):  # 小計 may be of either rate: ocr.free_claims
                search = replace(search, claimed=search.claimed | {key(g) for g in value[1]})
    return found


def rate_of(name: str) -> str:
    """tax_10 → "10"; "" for a field of no rate."""
    end = name.rpartition("_")[2]
    return end if end.isdigit() else ""


def says_rate(label: str) -> bool:
    """Whether a label says of which tax rate its figure is."""
    return any(word in label for word in RATE_WORDS)


Found = tuple[Place, list[Glyph]]


def _value_of(search: Search, field: Field) -> Found | None:
    """The field's labels in their order: the first that has a value beside it decides."""
    for label in field.labels:
        if found := list(_beside(search, field, label)):
            return found[0] if len({place.text for place, _ in found}) == 1 else None
    if "anywhere" in field.sides:
        found = list(_anywhere(search, field))
        if len({place.text for place, _ in found}) == 1:
            return max(found, key=lambda f: f[0].rect[3] - f[0].rect[1])
    return None


def _beside(search: Search, field: Field, label: str) -> Iterator[Found]:
    parts = parts_of(label)
    if PAIR in label:
        yield from _crossing(search, field, label, *parts)
        return
    if UNDER in label:
        yield from _listed(search, field, label, *parts)
        return
    for printed in search.labels.get(parts[0][0], ()):
        for side in field.sides:
            value = SIDES[side](search, field, printed) if side in SIDES else []
            if value:
                yield _found(search.sheet, field, value, label)
                break


def _crossing(search: Search, field: Field, label: str, rows: Sequence[str], columns: Sequence[str]) -> Iterator[Found]:
    """What belongs to a row's label and to a column's: beside the one that follows the other on a line, else where they cross."""
    heads = [c for text in columns for c in search.labels.get(text, ())]
    for row in (r for text in rows for r in search.labels.get(text, ())):
        near = [c for c in heads if _follows(search, row, c)]
        value = value_in(field, search.written(near[0].rest), after=near[0].rect[2]) if near else []
        if not value and (before := [c for c in heads if _qualifies(row, c)]):
            value = value_in(field, search.written(row.rest), after=row.rect[2]) if before else []
        above = [c for c in heads if c.rect[3] <= row.rect[1] + 1.0]
        if not value and above:
            value = _in_column(search, field, row, _heading(search, above))
        if value:
            yield _found(search.sheet, field, value, label)


def _heading(search: Search, above: Sequence[Label]) -> Label:
    """Of the headings nearest above a row, the one that is with or without tax as the goods are; else the first of its words."""
    lowest = max(c.rect[3] for c in above)
    level = [c for c in above if c.rect[3] > lowest - (c.rect[3] - c.rect[1]) / 2]
    return next((c for c in level if (WITH_TAX in c.text) == search.with_tax), level[0])


def _follows(search: Search, row: Label, column: Label) -> bool:
    """Whether a label stands in the row of another, after it, and no third label's row begins between them."""
    level = search.sheet.rows[row.word]
    if column.word not in level or column.rect[0] < row.rect[2] - 0.01:
        return False
    others = [label for text, places in search.labels.items() if "%" in text for label in places]
    return not any(o.word in level and row.rect[2] <= o.rect[0] < column.rect[0] for o in others)


def _qualifies(row: Label, head: Label) -> bool:
    """税抜金額(10%対象): the row's word stands close behind the other."""
    high = head.rect[3] - head.rect[1]
    level = head.rect[1] < (row.rect[1] + row.rect[3]) / 2 < head.rect[3]
    return level and 0 <= row.rect[0] - head.rect[2] + 0.01 < 1.5 * high


def _listed(search: Search, field: Field, label: str, firsts: Sequence[str], seconds: Sequence[str]) -> Iterator[Found]:
    """What stands beside a label right under another one."""
    for first in (p for text in firsts for p in search.labels.get(text, ())):
        for second in (p for text in seconds for p in search.labels.get(text, ()) if _is_under(first, p)):
            if value := value_in(field, search.written(second.rest), after=second.rect[2]):
                yield _found(search.sheet, field, value, label)


def _is_under(row: Label, head: Label) -> bool:
    """消費税 on the line under 10%対象額, as a list has it."""
    high = row.rect[3] - row.rect[1]
    gap = head.rect[1] - row.rect[3]
    return -0.5 * high < gap < 1.2 * high and min(row.rect[2], head.rect[2]) > max(row.rect[0], head.rect[0])


def _in_column(search: Search, field: Field, row: Label, head: Label) -> list[Glyph]:
    """The value in a row whose nearest heading is `head`."""
    words = search.sheet.words
    for index in search.sheet.after(row.word):
        nearest = min(search.sheet.rows[head.word], key=lambda w: _apart(words[index].rect, words[w].rect))
        if nearest == head.word:
            return value_in(field, search.written(words[index].glyphs))
    return []


def _apart(a: Rect, b: Rect) -> tuple[float, float]:
    """How far apart two boxes are across; of those that overlap, whose middles are nearer."""
    gap = max(0.0, max(a[0], b[0]) - min(a[2], b[2]))
    return (gap, abs(a[0] + a[2] - b[0] - b[2]))


def _anywhere(search: Search, field: Field) -> Iterator[Found]:
    """Every place outside the table of goods that the field's pattern, choices or date writing tells from all else."""
    top, bottom = search.body
    for word in search.sheet.words:
        if not top <= word.middle <= bottom:
            for piece in _pieces(search, word, field):
                value = _fitting(field, piece)
                if value:
                    yield _found(search.sheet, field, value, "")


def _pieces(search: Search, word: Word, field: Field) -> Iterator[list[Glyph]]:
    """A word cut at gaps, colons, brackets and labels (a choice may itself be a label of another field)."""
    piece: list[Glyph] = []
    for glyph in word.glyphs:
        other = key(glyph) in search.claimed or (key(glyph) in search.own and field.kind != "choice")
        ends = other or (PARTS.match(glyph.char) is not None and field.kind not in ONE_PIECE)
        if piece and (ends or (glyph.apart and field.kind not in ONE_PIECE)):
            yield piece
            piece = []
        if not ends:
            piece.append(glyph)
    if piece:
        yield piece


def _fitting(field: Field, piece: list[Glyph]) -> list[Glyph]:
    text = said(piece)
    if field.kind == "choice":
        choices = "|".join(field.choices)
        choice = re.match(choices, text) or re.search(rf"({choices})(?=(預金)?(\d{{7}}|$))", text)
        return piece[choice.start() : choice.end()] if choice else []
    if field.kind == "kana":
        holder = HOLDER.search(text)
        return piece[holder.start() : holder.end()] if holder else []
    pattern = WRITINGS["date"].pattern if field.kind == "date" else field.pattern
    if not pattern:
        return []
    if field.kind in FIGURES:
        match = re.search(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])", text)
        fits = bool(match and canonical(field.kind, match[0], field.pattern))
        return piece[match.start() : match.end()] if match and fits else []
    return piece if re.fullmatch(pattern, text) else []


def _found(sheet: Sheet, field: Field, glyphs: list[Glyph], label: str) -> Found:
    text = "".join(g.char for g in glyphs)
    text = canonical(field.kind, text, field.pattern, field.choices) or text  # ¥1,000- and 1,000 are one
    return Place(
        field.name, text, rect_of(sheet, glyphs), confidence_of(sheet, glyphs), tuple(glyphs), plain(label)
    ), glyphs


def rect_of(sheet: Sheet, glyphs: Sequence[Glyph]) -> Rect:
    """The box of characters; where they begin or end a word, the word's own edge."""
    words = [sheet.words[g.word] for g in glyphs]
    left = min(w.rect[0] if g == w.glyphs[0] else g.left for g, w in zip(glyphs, words, strict=True))
    right = max(w.rect[2] if g == w.glyphs[-1] else g.right for g, w in zip(glyphs, words, strict=True))
    return (left, min(w.rect[1] for w in words), right, max(w.rect[3] for w in words))


def confidence_of(sheet: Sheet, glyphs: Sequence[Glyph]) -> float:
    return min(sheet.words[g.word].confidence for g in glyphs)
