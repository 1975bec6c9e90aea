"""One page of a sample: the marks on it, its seals, and what stands on it; pages whose text layer lies, or whose amount is struck out."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from practice.paper.corrections import Hand, a_hand, around, corrected, figures_in
from practice.paper.fonts import HAND_FONTS, chosen
from practice.paper.handwriting import PENS, Writer, written_figures
from practice.paper.layered import layered
from practice.paper.made_up import Texts, World
from practice.paper.marks import Line, Mark, PenDigit, Rect, Words
from practice.paper.pen import Half
from practice.paper.seal import Seal

HIDDEN, STRUCK = "hidden_amount", "struck_amount"
"""Faults of many papers: a digital page whose text layer says another amount; an amount struck out and written anew."""
CORRECTED = {
    "struck_once": "one line",
    "crossed_amount": "cross",
    "struck_in_red": "red line",
    "scribbled_amount": "scribble",
    "blackened_amount": "blackened",
    "sealed_amount": "seal",
    "overwritten_digit": "overwritten",
}
"""Faults of the prepared forms: the way in which an amount is corrected, see practice.paper.corrections."""
_OFF = (-10_000, -1_000, -900, 900, 1_000, 9_000, 10_000)


@dataclass(frozen=True)
class Page:
    """One page of a sample: the marks on it and the canonical texts of its fields.

    seal_places: where the profiles with seals press officers' seals; seals: those that belong on the page, likewise;
    own_seals: those that stand on it under every profile; more: what else its truth says; pictured, layer: what a digital page shows
    as a picture only, and the words that it says but does not show.
    """

    form: str
    marks: tuple[Mark, ...]
    texts: Texts
    fault: str = ""
    handwritten: bool = False
    size_mm: tuple[float, float] = (210.0, 297.0)
    seal_places: tuple[Rect, ...] = ()
    seals: tuple[Seal, ...] = ()
    own_seals: tuple[Seal, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    pictured: tuple[Mark, ...] = ()
    layer: tuple[Words, ...] = ()

    @property
    def truth(self) -> dict[str, Any]:
        """As it stands in the file beside the sample."""
        head = {"form": self.form, "handwritten": self.handwritten, "fault": self.fault}
        return {**head, "fields": self.texts, **self.more}


@dataclass(frozen=True)
class Maker:
    """What pages are made from. embed: only fonts that a PDF can carry; half: which half of the handwritten digits."""

    world: World
    forms: Path
    half: Half
    embed: bool


def written_in(marks: Iterable[Mark]) -> str:
    """The font in which most letters among the marks are written; "" without letters."""
    letters: Counter[str] = Counter()
    for mark in marks:
        if isinstance(mark, Words):
            letters[mark.font] += len(mark.text)
    return letters.most_common(1)[0][0] if letters else ""


def lying(maker: Maker, page: Page, said: tuple[Mark, ...], amount: str, seed: int) -> Page:
    """The page as a digital one whose text layer is that of `said`."""
    if not maker.embed:
        raise ValueError("a hidden text layer stands on a digital page only: --profile digital")
    made = layered(page.marks, said, seed)
    more = {**page.more, "hidden": {"amount": amount}}
    return replace(page, marks=made.marks, pictured=made.pictured, layer=made.layer, more=more)


def struck(maker: Maker, page: Page, name: str, ink: Rect, seed: int) -> Page:
    """The page with an amount, whose ink lies there, struck out with two lines and another one written above it by hand."""
    rng = random.Random(f"struck/{seed}")
    old = int(page.texts[name])
    new = rng.choice([old + off for off in _OFF if old + off > 0])
    x0, y0, x1, y1 = ink
    pen, middle = rng.choice(PENS), (y0 + y1) / 2
    lines = tuple(Line(x0 - 1, middle + off, x1 + 1, middle + off, 0.3, pen) for off in (-0.5, 0.5))
    above = (x0, y0 - 4.4, x1 + 1, y0 + 0.2)
    figures = written_figures(above, f"{new:,}", Writer(chosen(HAND_FONTS, rng), pen, maker.half, rng))
    more = {**page.more, "struck": {name: page.texts[name]}}
    return replace(page, marks=(*page.marks, *lines, *figures), texts=page.texts | {name: str(new)}, more=more)


def corrected_amount(maker: Maker, page: Page, name: str, room: Rect, fault: str, seed: int) -> Page:
    """The page with the amount in a room corrected in the way of CORRECTED: a new one above it by hand, or one digit made another."""
    rng = random.Random(f"{fault}/{seed}")
    figures = figures_in(page.marks, room)
    pens = [mark.colour for mark in page.marks if isinstance(mark, PenDigit)]
    hand = a_hand(rng, pens[0] if pens and rng.random() < 0.5 else None, maker.half)
    made = corrected(CORRECTED[fault], figures, hand)
    old = page.texts[name]
    new, above = (_with_digit(old, made.changed), ()) if made.changed else _anew(old, around(figures), hand, maker, rng)
    more = {**page.more, "struck": {name: old}}
    return replace(
        page,
        marks=(*page.marks, *made.marks, *above),
        own_seals=(*page.own_seals, *made.seals),
        texts=page.texts | {name: new},
        more=more,
    )


def _with_digit(text: str, changed: tuple[int, int]) -> str:
    at, digit = changed
    return f"{text[:at]}{digit}{text[at + 1 :]}"


def _anew(old: str, ink: Rect, hand: Hand, maker: Maker, rng: random.Random) -> tuple[str, tuple[Mark, ...]]:
    new = str(rng.choice([int(old) + off for off in _OFF if int(old) + off > 0]))
    above = (ink[0], ink[1] - 4.6, ink[2] + 1, ink[1] - 0.6)
    writer = Writer(chosen(HAND_FONTS, rng), hand.colour, maker.half, rng)
    return new, tuple(written_figures(above, f"{int(new):,}", writer))
