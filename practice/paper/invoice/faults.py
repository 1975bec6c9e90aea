"""Invoices that are wrong on purpose, each in one named way."""

import random
from dataclasses import dataclass, replace

from practice.paper.fonts import HAND_FONTS, chosen
from practice.paper.handwriting import PENS, Writer, written_figures
from practice.paper.invoice.page import Invoice, drawn_invoice
from practice.paper.marks import Line, Mark, Rect, Words
from practice.paper.pen import Half

FAULTS = ("sum_mismatch", "struck_amount", "struck_line", "hidden_amount")
_OFF = (-10_000, -1_000, -900, 900, 1_000, 9_000, 10_000)


def mistotalled(sound: Invoice, seed: int, embed: bool) -> Invoice:
    """The same invoice asking for more or less than its lines and taxes come to."""
    rng = random.Random(f"mistotalled/{seed}")
    total = sound.bill.total
    wrong = rng.choice([total + off for off in _OFF if total + off > 0])
    return drawn_invoice(replace(sound.bill, total=wrong), sound.layout, seed, embed)


@dataclass(frozen=True)
class Layered:
    """A page whose text layer lies: marks are drawn as text, pictured as a picture, layer holds the words that nobody sees."""

    marks: tuple[Mark, ...]
    pictured: tuple[Mark, ...]
    layer: tuple[Words, ...]


def layered(sound: Invoice, lying: Invoice, seed: int) -> Layered:
    """What is seen is sound, what is read from the text layer says another amount.

    Even seeds: the whole page is a picture with a text layer, as scanning software writes it. Odd seeds: a page of text on which
    only the amounts are pictures.
    """
    other = tuple(mark for mark in lying.sheet.marks if isinstance(mark, Words))
    if seed % 2 == 0:
        return Layered((), sound.sheet.marks, other)
    alike = set(sound.sheet.marks) & set(lying.sheet.marks)
    seen = tuple(mark for mark in sound.sheet.marks if mark not in alike)
    return Layered(
        tuple(mark for mark in sound.sheet.marks if mark in alike),
        seen,
        tuple(mark for mark in other if mark not in alike),
    )


def struck(sound: Invoice, seed: int, name: str, half: Half) -> tuple[tuple[Mark, ...], str]:
    """The marks of a field struck through with two lines and written anew above them by hand, and the new canonical text."""
    rng = random.Random(f"struck/{seed}")
    old = int(sound.texts[name])
    new = rng.choice([old + off for off in _OFF if old + off > 0])
    x0, y0, x1, y1 = sound.sheet.rooms[name]
    pen = rng.choice(PENS)
    middle = (y0 + y1) / 2
    lines = (
        Line(x0 - 1, middle - 0.5, x1 + 1, middle - 0.5, 0.3, pen),
        Line(x0 - 1, middle + 0.5, x1 + 1, middle + 0.5, 0.3, pen),
    )
    above: Rect = (x0, y0 - 4.4, x1 + 1, y0 + 0.2)
    return (*lines, *written_figures(above, f"{new:,}", Writer(chosen(HAND_FONTS, rng), pen, half, rng))), str(new)
