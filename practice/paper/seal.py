"""Red seals (印) pressed over the text: a ring with a name in it, ink unevenly taken, the text below showing through."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from practice.paper.fonts import font_at
from practice.paper.marks import Rect

Pixels = npt.NDArray[np.uint8]
NAMES = ("花里", "佐藤", "鈴木", "田中", "伊藤", "加藤", "松井", "森", "山本")
INK = np.array((205, 38, 48), np.float32)


@dataclass(frozen=True)
class Seal:
    """A seal that belongs where it stands: a person's round one or a firm's square one. place in mm."""

    text: str
    place: Rect
    square: bool = False


def press(pixels: Pixels, seals: Sequence[Seal], rng: np.random.Generator, dpi: int) -> Pixels:
    """The page with these seals, each as wide as its place is high, in the middle of it."""
    page = pixels.copy()
    for seal in seals:
        x0, y0, x1, y1 = (v * dpi / 25.4 for v in seal.place)
        side = round(y1 - y0)
        ink = (_square_seal if seal.square else _seal)(side, seal.text, rng)
        _press(page, ink, round((x0 + x1 - side) / 2), round(y0))
    return page


def stamp(pixels: Pixels, places: Sequence[Rect], rng: np.random.Generator, dpi: int) -> Pixels:
    """The page with one seal in each place (mm), as wide as the place is high, a little off its middle."""
    page = pixels.copy()
    for x0, y0, x1, y1 in places:
        side = round((y1 - y0) * dpi / 25.4)
        x = (x0 + x1) / 2 * dpi / 25.4 + rng.normal(0, side / 16)
        y = (y0 + y1) / 2 * dpi / 25.4 + rng.normal(0, side / 16)
        _press(page, _seal(side, str(rng.choice(NAMES)), rng), round(x - side / 2), round(y - side / 2))
    return page


def _seal(side: int, name: str, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """How much ink of a seal lies where, 0..1, side × side."""
    ink = Image.new("L", (side, side), 0)
    pencil = ImageDraw.Draw(ink)
    thick = max(2, side // 22)
    pencil.ellipse((1, 1, side - 2, side - 2), outline=255, width=thick)
    size = side * {1: 0.6, 2: 0.4}.get(len(name), 0.8 / len(name))
    step = side * min(0.4, 0.8 / len(name))
    for number, letter in enumerate(name):
        y = side / 2 + (number - (len(name) - 1) / 2) * step
        pencil.text((side / 2, y), letter, font=font_at("mincho-ipaex", size), fill=255, anchor="mm")
    return _taken(ink, rng, 8)


def _square_seal(side: int, text: str, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """A firm's seal: a frame, the text in columns from the right."""
    ink = Image.new("L", (side, side), 0)
    pencil = ImageDraw.Draw(ink)
    pencil.rectangle((1, 1, side - 2, side - 2), outline=255, width=max(2, side // 18))
    across = ceil(sqrt(len(text)))
    step = side * 0.84 / across
    for number, letter in enumerate(text):
        column, row = divmod(number, across)
        middle = (side * 0.92 - (column + 0.5) * step, side * 0.08 + (row + 0.5) * step)
        pencil.text(middle, letter, font=font_at("mincho-ipaex", step * 0.92), fill=255, anchor="mm")
    return _taken(ink, rng, 2)


def _taken(ink: Image.Image, rng: np.random.Generator, turn: float) -> npt.NDArray[np.float32]:
    """How the paper took the ink of a seal pressed not quite straight: here more, there less. turn: degrees, standard deviation."""
    side = ink.width
    turned = ink.rotate(float(rng.normal(0, turn)), Image.Resampling.BICUBIC)
    patches = rng.uniform(0.45, 0.95, (6, 6)).astype(np.float32)
    taken = cv2.resize(patches, (side, side), interpolation=cv2.INTER_LINEAR)
    return (np.asarray(turned, np.float32) / 255 * taken).astype(np.float32)


def _press(page: Pixels, ink: npt.NDArray[np.float32], x: int, y: int) -> None:
    """Multiplies the seal's red into the page, so that black below it stays black."""
    side = ink.shape[0]
    below = page[y : y + side, x : x + side].astype(np.float32)
    ink = ink[: below.shape[0], : below.shape[1], None]
    page[y : y + side, x : x + side] = (below * (1 - ink + ink * INK / 255)).astype(np.uint8)
