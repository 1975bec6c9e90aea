"""What may be a field's value among the characters beside a label: only writing that its kind allows, only as far as it runs on."""

import re
from collections.abc import Sequence

from ocr.free_labels import OVERLOOKED
from ocr.free_text import Glyph
from slips.form import Field
from slips.written import canonical

FIGURES = ("money", "digits", "code", "date", "fiscal_year")
APART_MM = 110.0
"""How far from its label an amount may stand; whatever else, see TEXT_APART_MM."""
TEXT_APART_MM, SIGN_APART_MM = 45.0, 25.0
RUNS_ON_MM = 4.0
"""Gap within a value, from one word to the next."""
SIGNS = "¥\\Y"
SKIPPED = frozenset(":;…=") | OVERLOOKED
WRITINGS = {
    "money": re.compile(r"金?[¥\\Y]?(?P<v>\d[\d,.;]*)(円|也|-|ー|※|\*)*"),
    "digits": re.compile(r"(?P<v>\d+)"),
    "code": re.compile(r"(?P<v>[0-9A-Za-z][0-9A-Za-z/_-]*)"),
    "fiscal_year": re.compile(r"(?P<v>(令和|R)?\d{1,4})年?度?"),
    "date": re.compile(r"(?P<v>(令和|平成|[RH])?(\d{1,4}|元)[年./-]\d{1,2}[月./-]\d{1,2}日?)"),
}
COMMAS = str.maketrans(".;", ",,")
"""What a comma is misread as."""
NEGATIVE = frozenset("-−▲△")
BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕"}


def value_in(field: Field, glyphs: Sequence[Glyph], after: float | None = None) -> list[Glyph]:
    """The characters of the value that these begin with, after colons and words in brackets; empty where none can be.

    after: the right edge of the label, in mm, from which the value may not be too far off.
    """
    most = APART_MM if field.kind in FIGURES else TEXT_APART_MM
    for begin in (b for b in _beginnings(glyphs) if b < len(glyphs)):
        if after is not None and glyphs[begin].left - after > most:
            return []
        if found := _value_at(field, glyphs, begin):
            return found
    return []


def _beginnings(glyphs: Sequence[Glyph]) -> list[int]:
    """Where a value may begin: at once, or after signs and one pair of brackets, in this order."""
    at = 0
    found = []
    while at < len(glyphs) and (glyphs[at].char in SKIPPED):
        if glyphs[at].char in BRACKETS:
            found.append(at + 1)
            closing = [i for i, g in enumerate(glyphs[: at + 24]) if i > at and g.char == BRACKETS[glyphs[at].char]]
            at = closing[0] if closing else at
        at += 1
    if at < len(glyphs):
        found.append(at)
    return found


def _value_at(field: Field, glyphs: Sequence[Glyph], begin: int) -> list[Glyph]:
    if field.kind == "choice":
        return _choice_at(field, glyphs, begin)
    if field.kind not in WRITINGS:
        return _text_at(field, glyphs, begin)
    run = _running_on(glyphs, begin)
    match = WRITINGS[field.kind].match("".join(g.char for g in run))
    counted = field.kind == "money" or (field.kind == "digits" and not field.pattern)
    if not match or (counted and not _ends_there(run, match.end())):
        return []
    text = match["v"].translate(COMMAS) if field.kind == "money" else match["v"]
    if not canonical(field.kind, text, field.pattern):
        return []
    if begin and glyphs[begin - 1].char in NEGATIVE:
        return []
    return list(run[: match.end()]) if field.kind == "money" else list(run[match.start("v") : match.end("v")])


def _ends_there(run: Sequence[Glyph], end: int) -> bool:
    """Whether a figure is a number of its own: not 10 of 10%, not 3 of 3丁目."""
    if end >= len(run):
        return True
    after, last = run[end], run[end - 1]
    return after.apart or after.word != last.word or not (after.char.isalnum() or after.char in "%/:")


def _running_on(glyphs: Sequence[Glyph], begin: int) -> list[Glyph]:
    """From a character on, up to the first wide gap; a sign for yen may stand a little off."""
    run: list[Glyph] = []
    for glyph in glyphs[begin:]:
        if run:
            gap = glyph.left - run[-1].right
            if gap > (SIGN_APART_MM if run[-1].char in SIGNS else RUNS_ON_MM):
                break
        run.append(glyph)
    return run


def _choice_at(field: Field, glyphs: Sequence[Glyph], begin: int) -> list[Glyph]:
    run = _running_on(glyphs, begin)
    text = "".join(g.char for g in run)
    choice = next((c for c in sorted(field.choices, key=len, reverse=True) if text.startswith(c)), "")
    return run[: len(choice)]


def _text_at(field: Field, glyphs: Sequence[Glyph], begin: int) -> list[Glyph]:
    """The rest of the word, and words close behind it."""
    run: list[Glyph] = []
    for glyph in glyphs[begin:]:
        if run and glyph.word != run[-1].word and glyph.left - run[-1].right > RUNS_ON_MM / 2:
            break
        run.append(glyph)
    if field.pattern:
        run = _fitting(field, run)
    return run


def _fitting(field: Field, run: list[Glyph]) -> list[Glyph]:
    """The longest beginning that the field's pattern allows."""
    match = re.match(field.pattern, "".join(g.char for g in run))
    return run[: match.end()] if match else []
