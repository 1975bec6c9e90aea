"""How people correct figures on paper: struck out, scribbled over, blackened, sealed, or one digit written over another."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from practice.paper.fonts import ink_mm, width_mm
from practice.paper.handwriting import INK_OF_SQUARE, PENS
from practice.paper.marks import Colour, Mark, PenDigit, Rect, Stroke, Words
from practice.paper.pen import Half, digit_ink, examples_of
from practice.paper.seal import NAMES, Seal

RED_PENS: tuple[Colour, ...] = ((200, 28, 36), (176, 30, 44), (222, 60, 58))
PEN_MM = (0.28, 0.7)
SEAL_MM = (5.0, 7.5)
STEP_MM, SHAKE_MM = 0.8, 0.06
INKED = 90
Point = tuple[float, float]


@dataclass(frozen=True)
class Hand:
    """Who corrects: chance, the pen's colour and width, and the half of the handwritten digits that may be used."""

    rng: random.Random
    colour: Colour
    width_mm: float
    half: Half = "first"


@dataclass(frozen=True)
class Figure:
    """One digit as it stands on the page. ink: where, in mm."""

    digit: int
    ink: Rect


@dataclass(frozen=True)
class Correction:
    """What a correction adds to a page, and the digits that it made of others: (place among the figures, new digit)."""

    marks: tuple[Mark, ...] = ()
    seals: tuple[Seal, ...] = ()
    changed: tuple[int, int] | None = None


def a_hand(rng: random.Random, colour: Colour | None = None, half: Half = "first") -> Hand:
    """Somebody with some pen; colour: of the writing that is on the page already, where the same pen corrects."""
    return Hand(rng, colour or rng.choice(PENS), rng.uniform(*PEN_MM), half)


def corrected(way: str, figures: Sequence[Figure], hand: Hand) -> Correction:
    """The correction of figures that stand side by side, in one of WAYS."""
    return WAYS[way](figures, hand)


def figures_in(marks: Iterable[Mark], room: Rect) -> list[Figure]:
    """The digits that stand in a room, left to right, printed or by hand."""
    found: list[Figure] = []
    for mark in marks:
        if isinstance(mark, PenDigit) and _is_in(room, mark.x, mark.y):
            found.append(Figure(mark.digit, _ink_of_digit(mark)))
        elif isinstance(mark, Words) and not mark.tilt:
            found += [f for f in _printed(mark) if _is_in(room, (f.ink[0] + f.ink[2]) / 2, (f.ink[1] + f.ink[3]) / 2)]
    return sorted(found, key=lambda f: f.ink[0])


def _is_in(room: Rect, x: float, y: float) -> bool:
    return room[0] <= x <= room[2] and room[1] <= y <= room[3]


def _ink_of_digit(mark: PenDigit) -> Rect:
    rows, columns = np.nonzero(digit_ink(mark.digit, mark.example) > INKED)
    step, left, top = mark.height_mm / 28, mark.x - mark.height_mm / 2, mark.y - mark.height_mm / 2
    right, bottom = left + (int(columns.max()) + 1) * step, top + (int(rows.max()) + 1) * step
    return (left + int(columns.min()) * step, top + int(rows.min()) * step, right, bottom)


def _printed(mark: Words) -> list[Figure]:
    x = mark.x - {"left": 0.0, "middle": 0.5, "right": 1.0}[mark.align] * width_mm(mark.text, mark.font, mark.size_pt)
    figures = []
    for letter in mark.text:
        if letter.isascii() and letter.isdigit():
            left, top, right, bottom = ink_mm(letter, mark.font, mark.size_pt)
            figures.append(Figure(int(letter), (x + left, mark.y + top, x + right, mark.y + bottom)))
        x += width_mm(letter, mark.font, mark.size_pt)
    return figures


def around(figures: Sequence[Figure]) -> Rect:
    """Where figures stand, together."""
    lefts, tops, rights, bottoms = zip(*(f.ink for f in figures), strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def drawn_through(points: Sequence[Point], hand: Hand) -> Stroke:
    """Straight from point to point, as far as a hand can."""
    path: list[Point] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(2, round(math.hypot(x1 - x0, y1 - y0) / STEP_MM))
        path += [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps)]
    rng = hand.rng
    shaken = [(x + rng.gauss(0, SHAKE_MM), y + rng.gauss(0, SHAKE_MM)) for x, y in [*path, points[-1]]]
    return Stroke(tuple(shaken), hand.width_mm, hand.colour)


def _reach(figures: Sequence[Figure], hand: Hand) -> Rect:
    """The figures and a little more to both sides: nobody stops at the edge."""
    x0, y0, x1, y1 = around(figures)
    return (x0 - hand.rng.uniform(0, 1.5), y0, x1 + hand.rng.uniform(0, 1.5), y1)


def _level(figures: Sequence[Figure], hand: Hand, offs: Sequence[float]) -> Correction:
    x0, y0, x1, y1 = _reach(figures, hand)
    middle, tilt = (y0 + y1) / 2, hand.rng.uniform(-0.12, 0.12) * (y1 - y0)
    return Correction(
        tuple(drawn_through([(x0, middle + off + tilt), (x1, middle + off - tilt)], hand) for off in offs)
    )


def _one_line(figures: Sequence[Figure], hand: Hand) -> Correction:
    return _level(figures, hand, [0.0])


def _two_lines(figures: Sequence[Figure], hand: Hand) -> Correction:
    return _level(figures, hand, [-hand.rng.uniform(0.4, 0.7), hand.rng.uniform(0.4, 0.7)])


def _slanted(figures: Sequence[Figure], hand: Hand) -> Correction:
    x0, y0, x1, y1 = _reach(figures, hand)
    return Correction((drawn_through([(x0, y1), (x1, y0)], hand),))


def _crossed(figures: Sequence[Figure], hand: Hand) -> Correction:
    x0, y0, x1, y1 = _reach(figures, hand)
    return Correction((drawn_through([(x0, y1), (x1, y0)], hand), drawn_through([(x0, y0), (x1, y1)], hand)))


def _scribbled(figures: Sequence[Figure], hand: Hand) -> Correction:
    """To and fro between the upper and the lower edge of the writing."""
    return Correction((scribble(_reach(figures, hand), hand),))


def scribble(rect: Rect, hand: Hand) -> Stroke:
    """One stroke to and fro over a rectangle."""
    x0, y0, x1, y1 = rect
    count = max(3, round((x1 - x0) / hand.rng.uniform(0.5, 0.9)))
    return drawn_through([(x0 + (x1 - x0) * i / count, (y0, y1)[i % 2]) for i in range(count + 1)], hand)


def _blackened(figures: Sequence[Figure], hand: Hand) -> Correction:
    return Correction((blackening(_reach(figures, hand), hand),))


def blackening(rect: Rect, hand: Hand) -> Stroke:
    """Lines so close together that next to no paper is left between them."""
    x0, y0, x1, y1 = rect
    count = max(3, round((y1 - y0) / (hand.width_mm * 0.8)))
    rows = [y0 + (y1 - y0) * i / count for i in range(count + 1)]
    return drawn_through([(x, row) for i, row in enumerate(rows) for x in ((x0, x1), (x1, x0))[i % 2]], hand)


def _red_line(figures: Sequence[Figure], hand: Hand) -> Correction:
    """One line or two with a red pen."""
    red = Hand(hand.rng, hand.rng.choice(RED_PENS), hand.width_mm, hand.half)
    return (_one_line if red.rng.random() < 0.5 else _two_lines)(figures, red)


def _sealed(figures: Sequence[Figure], hand: Hand) -> Correction:
    """A small correction seal (訂正印) on the figures, and no line."""
    x0, y0, x1, y1 = around(figures)
    side, x = hand.rng.uniform(*SEAL_MM), hand.rng.uniform(x0, x1)
    middle = (y0 + y1) / 2 + hand.rng.gauss(0, 0.4)
    place = (x - side / 2, middle - side / 2, x + side / 2, middle + side / 2)
    return Correction(seals=(Seal(hand.rng.choice(NAMES), place),))


def _overwritten(figures: Sequence[Figure], hand: Hand) -> Correction:
    """One digit made another by writing over it, pressed harder so that it stands out."""
    rng, at = hand.rng, hand.rng.randrange(len(figures))
    x0, y0, x1, y1 = figures[at].ink
    digit = rng.choice([d for d in range(at == 0, 10) if d != figures[at].digit])  # no amount begins with 0
    example = rng.choice(examples_of(digit, hand.half))
    x, y = (x0 + x1) / 2 + rng.uniform(-0.3, 0.3), (y0 + y1) / 2 + rng.uniform(-0.25, 0.25)
    high = (y1 - y0) / INK_OF_SQUARE * rng.uniform(1.0, 1.25)
    presses = [(rng.uniform(-0.13, 0.13), rng.uniform(-0.13, 0.13)) for _ in range(rng.randint(3, 6))]
    marks = tuple(PenDigit(digit, example, x + dx, y + dy, high, hand.colour) for dx, dy in presses)
    return Correction(marks, changed=(at, digit))


WAYS: dict[str, Callable[[Sequence[Figure], Hand], Correction]] = {
    "one line": _one_line,
    "two lines": _two_lines,
    "slanted": _slanted,
    "cross": _crossed,
    "scribble": _scribbled,
    "blackened": _blackened,
    "red line": _red_line,
    "seal": _sealed,
    "overwritten": _overwritten,
}
