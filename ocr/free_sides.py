"""What stands beside a label: to its right, under it, before it or above it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr.free_labels import ENDING, SPREAD, Label, Labels, others_of, parts_of
from ocr.free_text import Glyph, Sheet, Word
from ocr.free_values import value_in
from slips.form import Field, Form

BELOW, BELOW_MM = 2.5, 6.0
LEFT_OF_MM = 25.0
LEFT_APART_MM, LEFT_RUNS_MM = 60.0, 8.0
ABOVE_ROWS = 5
KINDS_OF_BRANCH, KIND_APART_MM = ("支店", "営業部", "出張所", "支所"), 6.0
WITH_TAX = "税込"
Key = tuple[int, float]


@dataclass(frozen=True)
class Search:
    """A page with its labels. own: every character that belongs to a label; body: top (headings included) and bottom of the table of goods, in mm;
    with_tax: its headings say that its figures contain the tax."""

    sheet: Sheet
    labels: Labels
    own: frozenset[Key]
    claimed: frozenset[Key]
    body: tuple[float, float]
    with_tax: bool = False

    def written(self, glyphs: Sequence[Glyph]) -> list[Glyph]:
        """The characters up to the next label, or to another field's value."""
        for at, glyph in enumerate(glyphs):
            if key(glyph) in self.own or key(glyph) in self.claimed:
                return list(glyphs[:at])
        return list(glyphs)


def key(glyph: Glyph) -> Key:
    return (glyph.word, glyph.left)


def search_on(sheet: Sheet, form: Form, labels: Labels, body: tuple[float, float]) -> Search:
    with_tax = any(WITH_TAX in text and _is_inside(p, body) for text, places in labels.items() for p in places)
    labels = {text: [p for p in places if not _is_inside(p, body)] for text, places in labels.items()}
    whole = [label for text, places in labels.items() if not text.startswith(ENDING) for label in places]
    own = frozenset(key(g) for label in whole for g in _glyphs_of(sheet, label))
    bare = Search(sheet, labels, own, frozenset(), body)
    others = [Field("", "", kind, (0, 0, 1, 1)) for kind in ("date", "money", "code")]
    claimed = {
        key(g)
        for text in set(others_of(form)) - own_labels(form)
        for label in labels.get(text, ())
        for field in others
        for rest in (bare.written(label.rest), _under(bare, label))
        for g in value_in(field, rest)
    }
    return Search(sheet, labels, own, frozenset(claimed), body, with_tax)


def own_labels(form: Form) -> set[str]:
    """Labels of the form's own fields."""
    return {
        word for f in form.fields if "." not in f.name for text in f.labels for part in parts_of(text) for word in part
    }


def _is_inside(label: Label, body: tuple[float, float]) -> bool:
    """Words among the goods and their headings are nobody's labels."""
    return body[0] <= (label.rect[1] + label.rect[3]) / 2 < body[1]


def _glyphs_of(sheet: Sheet, label: Label) -> list[Glyph]:
    x0, _, x1, _ = label.rect
    row = sheet.rows[label.word]
    return [g for w in row for g in sheet.words[w].glyphs if x0 - 0.01 <= g.left and g.right <= x1 + 0.01]


def said(glyphs: Sequence[Glyph]) -> str:
    return "".join(g.char for g in glyphs)


def _right(search: Search, field: Field, label: Label) -> list[Glyph]:
    value = value_in(field, search.written(label.rest), after=label.rect[2])
    return _with_kind(field, value, label.rest) if field.kind == "name" else value


def _with_kind(field: Field, value: list[Glyph], rest: Sequence[Glyph]) -> list[Glyph]:
    """A name and the word behind it that says what it is: 支店 is a label, too, but in 中島　支店 it is part of the name."""
    behind = [g for g in rest if value and g.left >= value[-1].right - 0.01]
    for kind in KINDS_OF_BRANCH:
        longer = [*value, *behind[: len(kind)]]
        close = said(behind).startswith(kind) and behind[0].left - value[-1].right < KIND_APART_MM
        if close and field.pattern and re.fullmatch(field.pattern, said(longer)):  # never a bank: 百五銀行　支店名
            return longer
    return value


def _below(search: Search, field: Field, label: Label) -> list[Glyph]:
    return value_in(field, _under(search, label))


def _under(search: Search, label: Label) -> list[Glyph]:
    """What stands right under a label, in its column; nothing where another label does."""
    x0, y0, x1, y1 = label.rect
    reach = y1 + max(BELOW_MM, BELOW * (y1 - y0))
    under = [
        (w.rect[1], i)
        for i, w in enumerate(search.sheet.words)
        if (y0 + y1) / 2 < w.rect[1] < reach and w.middle > y1 and _overlaps(w, x0, x1)
    ]
    if not under:
        return []
    nearest = min(under)[1]
    word = search.sheet.words[nearest]
    if word.rect[0] < x0 - LEFT_OF_MM:
        return []
    following = [g for i in (nearest, *search.sheet.after(nearest)) for g in search.sheet.words[i].glyphs]
    return search.written(following)


def _overlaps(word: Word, x0: float, x1: float) -> bool:
    return min(word.rect[2], x1) > max(word.rect[0], x0)


def _left(search: Search, field: Field, label: Label) -> list[Glyph]:
    """What stands before a label (a name before 御中), back to the first wide gap."""
    row = search.sheet.rows[label.word]
    before = [g for w in row for g in search.sheet.words[w].glyphs if g.right <= label.rect[0] + 0.01]
    run: list[Glyph] = []
    for glyph in reversed(before):
        gap = (run[-1].left if run else label.rect[0]) - glyph.right
        if gap > (LEFT_RUNS_MM if run else LEFT_APART_MM) or key(glyph) in search.own:
            break
        run.append(glyph)
    run.reverse()
    return run if not field.pattern or re.fullmatch(field.pattern, said(run)) else []


def _above(search: Search, field: Field, label: Label) -> list[Glyph]:
    """The first line above a label, left edges in line, that fits the field's pattern (a firm's name above its address)."""
    x0, y0, _, y1 = label.rect
    words = sorted(
        (w for w in search.sheet.words if w.rect[3] < y1 and w.middle < y0 and abs(w.rect[0] - x0) < LEFT_RUNS_MM),
        key=lambda w: -w.middle,
    )
    for below, word in pairwise([None, *words[:ABOVE_ROWS]]):
        if word is None or (below and below.rect[1] - word.rect[3] > SPREAD):
            break
        glyphs = search.written(word.glyphs)
        if len(glyphs) == len(word.glyphs) and glyphs and re.fullmatch(field.pattern or ".+", said(glyphs)):
            return glyphs
    return []


Side = Callable[[Search, Field, Label], list[Glyph]]
SIDES: Mapping[str, Side] = {"right": _right, "below": _below, "left": _left, "above": _above}
