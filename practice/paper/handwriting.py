"""Texts as people write them: real digits one by one, letters in handwriting-like fonts, none quite level or quite in its place."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from practice.paper.commuting_sheet import BIRTH_GAPS
from practice.paper.fonts import PRINT_FOR_MISSING, missing_glyphs, width_mm
from practice.paper.hand_slip import DATE_GAPS, PREPRINTED
from practice.paper.marks import MM_PER_PT, Colour, Mark, PenDigit, Rect, Words
from practice.paper.pen import Half, examples_of
from slips.form import Field

PENS: tuple[Colour, ...] = ((22, 22, 26), (28, 34, 92), (58, 58, 62))
INK_OF_SQUARE = 20 / 28
"""A digit's ink is 20 of the 28 pixels its square is high."""
PAD_MM = 1.2
STEP_MM = 3.6
WRITING_PT = 11.5


@dataclass(frozen=True)
class Writer:
    """Who fills the slip in: one font for letters, one pen, and the half of the digits that may be used."""

    font: str
    pen: Colour
    half: Half
    rng: random.Random


def by_hand(field: Field, rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """The marks of one field. text: as written (¥ and all) for free fields; for boxes one character a box."""
    if field.kind == "date":
        yield from _date(field, rect, text, writer)
    elif field.cells:
        yield from _boxed(field, rect, text, writer)
    elif field.kind in ("code", "choice", "digits") and text.isascii():
        yield from _spaced(rect, text, writer)
    else:
        yield from _letters(rect, text, writer)


def _boxed(field: Field, rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """Figures stand at the right end, as money does; codes fill their boxes exactly."""
    x0, y0, x1, y1 = rect
    wide = (x1 - x0) / field.cells
    if len(text) > field.cells:
        raise ValueError(f"{field.name}: {text!r} needs more than {field.cells} boxes")
    high = min((y1 - y0) * 0.74, wide * 0.92)
    for number, letter in enumerate(text.rjust(field.cells)):
        if letter != " " and number not in PREPRINTED.get(field.name, {}):
            yield _letter(letter, x0 + (number + 0.5) * wide, (y0 + y1) / 2, high, writer)


def _date(field: Field, rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """The figures of an ISO date into the gaps of 令和_年_月_日, of a birthday into those of _年_月_日."""
    year, month, day = (int(part) for part in text.split("-"))
    western = field.name.endswith("_birth")
    x0, y0, _, y1 = rect
    numbers = (year if western else year - 2018, month, day)
    for gap, number in zip(BIRTH_GAPS if western else DATE_GAPS, numbers, strict=True):
        digits = str(number)
        for place, digit in enumerate(digits):
            x = x0 + gap + (place - (len(digits) - 1) / 2) * 3.1
            yield _letter(digit, x, (y0 + y1) / 2, 3.7, writer)


def _spaced(rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """A code without boxes: evenly, from the left."""
    x0, y0, x1, y1 = rect
    step = min(STEP_MM, (x1 - x0 - 2 * PAD_MM) / len(text))
    for number, letter in enumerate(text):
        yield _letter(letter, x0 + PAD_MM + (number + 0.5) * step, (y0 + y1) / 2, 4.1, writer)


def _letter(letter: str, x: float, y: float, ink_mm: float, writer: Writer) -> Mark:
    """One digit from the collection, or another sign in the writer's font."""
    rng = writer.rng
    x, y = x + rng.uniform(-0.25, 0.25), y + rng.uniform(-0.25, 0.25)
    if not letter.isdigit():
        font = PRINT_FOR_MISSING if missing_glyphs(letter, writer.font) else writer.font
        return Words(letter, x, y, ink_mm / MM_PER_PT * 1.1, font, "middle", writer.pen)
    example = rng.choice(examples_of(int(letter), writer.half))
    return PenDigit(int(letter), example, x, y, ink_mm / INK_OF_SQUARE * rng.uniform(0.94, 1.04), writer.pen)


def _letters(rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """Running text, letter by letter: sizes, heights and tilts differ a little; a letter that the font lacks is taken from print."""
    x0, y0, x1, y1 = rect
    rng, middle = writer.rng, (y0 + y1) / 2
    lacking = missing_glyphs(text, writer.font)
    fonts = [PRINT_FOR_MISSING if letter in lacking else writer.font for letter in text]
    wide = sum(width_mm(letter, font, WRITING_PT) for letter, font in zip(text, fonts, strict=True)) * 1.03
    size = WRITING_PT * min(1.0, (x1 - x0 - 2 * PAD_MM) / wide)
    x = x0 + PAD_MM
    for letter, font in zip(text, fonts, strict=True):
        here = size * rng.uniform(0.95, 1.03)
        if not letter.isspace():
            yield Words(
                letter, x, middle + rng.uniform(-0.25, 0.25), here, font, "left", writer.pen, rng.uniform(-2.5, 2.5)
            )
        x += width_mm(letter, font, size) * rng.uniform(0.99, 1.04)


def written_figures(rect: Rect, text: str, writer: Writer) -> Iterator[Mark]:
    """An amount with its commas, written close together above something struck out; as high as the rect, right end at its right end."""
    _, y0, x1, y1 = rect
    high = (y1 - y0) * 0.9
    x = x1
    for letter in reversed(text):
        wide = high * (0.72 if letter.isdigit() else 0.36)
        x -= wide
        down = 0.0 if letter.isdigit() else high * 0.3
        yield _letter(letter, x + wide / 2, (y0 + y1) / 2 + down, high, writer)
