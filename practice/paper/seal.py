"""Red seals (印) pressed over the text: a ring with a name in it, ink unevenly taken, the text below showing through."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from practice.paper.fonts import font_at
from practice.paper.marks import Rect

Pixels = npt.NDArray[np.uint8]
NAMES = ("花里", "佐藤", "鈴木", "田中", "伊藤", "加藤", "松井", "森", "山本")
INK = np.array((205, 38, 48), np.float32)


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
    size = side * (0.4 if len(name) > 1 else 0.6)
    step = side * 0.4
    for number, letter in enumerate(name):
        y = side / 2 + (number - (len(name) - 1) / 2) * step
        pencil.text((side / 2, y), letter, font=font_at("mincho-ipaex", size), fill=255, anchor="mm")
    turned = ink.rotate(float(rng.normal(0, 8)), Image.Resampling.BICUBIC)
    patches = rng.uniform(0.45, 0.95, (6, 6)).astype(np.float32)
    taken = cv2.resize(patches, (side, side), interpolation=cv2.INTER_LINEAR)
    return (np.asarray(turned, np.float32) / 255 * taken).astype(np.float32)


def _press(page: Pixels, ink: npt.NDArray[np.float32], x: int, y: int) -> None:
    """Multiplies the seal's red into the page, so that black below it stays black."""
    side = ink.shape[0]
    below = page[y : y + side, x : x + side].astype(np.float32)
    ink = ink[: below.shape[0], : below.shape[1], None]
    page[y : y + side, x : x + side] = (below * (1 - ink + ink * INK / 255)).astype(np.uint8)
