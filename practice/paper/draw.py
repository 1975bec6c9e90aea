"""A form drawn blank, or filled with the texts of a slip, as marks; how a canonical text is written on paper."""

import random
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from practice.paper.commuting_sheet import commuting_sheet
from practice.paper.fonts import (
    EMBEDDABLE_FONTS,
    HAND_FONTS,
    PRINT_FONTS,
    PRINT_FOR_MISSING,
    chosen,
    missing_glyphs,
    width_mm,
)
from practice.paper.hand_slip import hand_slip
from practice.paper.handwriting import PENS, Writer, by_hand
from practice.paper.marks import Mark, Rect, Words
from practice.paper.pen import Half
from practice.paper.school_slip import school_slip
from practice.paper.sheet import Sheet
from practice.paper.words import amount_in_words
from slips.form import Field, Form
from slips.form_file import form_from
from slips.model import Box

SHEETS: dict[str, Callable[[], Sheet]] = {
    "school-slip": school_slip,
    "school-slip-hand": hand_slip,
    "commuting-subsidy": commuting_sheet,
}
PAD_MM = 1.0
SMALLEST_PT = 7.5


def form_of(name: str, folder: Path) -> Form:
    """The form `name` from folder/name.toml."""
    path = folder / f"{name}.toml"
    return form_from(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def blank(form: Form) -> tuple[Mark, ...]:
    """The marks of the blank form."""
    return SHEETS[form.name]().marks


def written(field: Field, text: str) -> str:
    """A canonical text as it stands on paper: 123400 → 123,400, 2026-11-05 → 令和8年11月5日 (a birthday 2026年…), 2026 → 8."""
    if field.kind == "money":
        return f"¥{int(text):,}" if field.name == "amount" else f"{int(text):,}"
    if field.kind == "date":
        on = date.fromisoformat(text)
        if field.name.endswith("_birth"):
            return f"{on.year}年{on.month}月{on.day}日"
        return f"令和{on.year - 2018}年{on.month}月{on.day}日"
    if field.kind == "words":
        return amount_in_words(int(text))
    if field.kind == "kana":
        return unicodedata.normalize("NFKC", text).replace("-", "ー")
    if field.kind == "fiscal_year":
        return str(int(text) - 2018)
    return text


def field_rect(form: Form, field: Field) -> Rect:
    """The box of a field in millimetres."""
    return rect_of(form, field.box)


def rect_of(form: Form, box: Box) -> Rect:
    """A box on the form's page in millimetres."""
    x0, y0, x1, y1 = box
    return (x0 * form.width_mm, y0 * form.height_mm, x1 * form.width_mm, y1 * form.height_mm)


def is_hand(form: Form) -> bool:
    """Is this form filled in by hand?"""
    return not all(field.printed for field in form.fields)


def filled(
    form: Form, texts: Mapping[str, str], rng: random.Random, half: Half, embed: bool = False
) -> tuple[Mark, ...]:
    """The marks of the texts: what the form promises to be printed in one print font, the rest by one writer's hand.

    half: of the handwritten digits; embed: only fonts that a PDF can carry.
    """
    font = chosen(EMBEDDABLE_FONTS if embed else PRINT_FONTS, rng)
    writer = Writer(chosen(HAND_FONTS, rng), rng.choice(PENS), half, rng)
    marks: list[Mark] = []
    for name, text in texts.items():
        field = form.by_name[name]
        marks += [_printed_field(form, field, text, font)] if field.printed else handwritten(form, field, text, writer)
    return tuple(marks)


def handwritten(form: Form, field: Field, text: str, writer: Writer) -> list[Mark]:
    """The marks of one field by a writer's hand; the amount that is paid has a ¥ before it, so that no figure can be added."""
    if field.name in ("amount", "claim_amount"):
        text = f"¥{text}"
    elif not (field.cells or field.kind == "date"):
        text = written(field, text)
    if field.kind == "fiscal_year":
        text = written(field, text)
    return list(by_hand(field, field_rect(form, field), text, writer))


def _printed_field(form: Form, field: Field, text: str, font: str) -> Words:
    x0, y0, x1, y1 = field_rect(form, field)
    text = written(field, text)
    font = PRINT_FOR_MISSING if missing_glyphs(text, font) else font
    size = fitting_pt(text, font, x1 - x0 - 2 * PAD_MM, 16.0 if field.name == "amount" else 10.5)
    middle = (y0 + y1) / 2
    if field.kind == "money" or field.name.endswith(".qty"):
        return Words(text, x1 - PAD_MM, middle, size, font, "right")
    return Words(text, x0 + PAD_MM, middle, size, font)


def fitting_pt(text: str, font: str, room_mm: float, wanted_pt: float) -> float:
    """The wanted size, or the largest one that lets the text fit."""
    wide = width_mm(text, font, wanted_pt)
    if wide <= room_mm:
        return wanted_pt
    size = wanted_pt * room_mm / wide
    if size < SMALLEST_PT:
        raise ValueError(f"{text!r} would be {size:.1f} pt high in {room_mm:.0f} mm: too small to be read")
    return size
