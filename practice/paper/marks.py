"""What can stand on a page, in millimetres from the top left: rules, tints, words and pen strokes. Nothing here knows of pixels."""

from dataclasses import dataclass
from typing import Literal

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""

Colour = tuple[int, int, int]
BLACK: Colour = (20, 20, 20)
DROPOUT: Colour = (168, 206, 196)
"""The pale green in which forms print the boxes that people write into: scanners lose it, eyes do not."""

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    """A ruled line, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float
    width_mm: float = 0.2
    colour: Colour = BLACK


@dataclass(frozen=True)
class Tint:
    """A filled rectangle without a border."""

    rect: Rect
    colour: Colour


@dataclass(frozen=True)
class Words:
    """One run of text. (x, y): the point named by align, on the middle height of the letters; tilt in degrees."""

    text: str
    x: float
    y: float
    size_pt: float
    font: str
    align: Literal["left", "middle", "right"] = "left"
    colour: Colour = BLACK
    tilt: float = 0.0


@dataclass(frozen=True)
class PenDigit:
    """One real handwritten digit: which example of the collection, where its middle lies, how high its square is."""

    digit: int
    example: int
    x: float
    y: float
    height_mm: float
    colour: Colour = BLACK


@dataclass(frozen=True)
class Stroke:
    """A line drawn by hand through points in millimetres: a tick, a circle round a word."""

    points: tuple[tuple[float, float], ...]
    width_mm: float = 0.4
    colour: Colour = BLACK


Mark = Line | Tint | Words | PenDigit | Stroke
