"""What a clerk's scanner makes of a clean page, by profile: each is a list of small steps over the page's pixels."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from practice.paper.camera import photographed
from practice.paper.glass import (
    black_and_white,
    laid_sideways,
    on_black,
    on_coloured_paper,
    punched,
    strip_lost,
    turned_round,
    unevenly_fed,
)
from practice.paper.marks import Rect
from practice.paper.seal import stamp

Pixels = npt.NDArray[np.uint8]
Step = Callable[[Pixels, np.random.Generator, int], Pixels]
"""Page (height × width × 3, RGB), chance, dpi → page."""


@dataclass(frozen=True)
class Profile:
    """How a page was scanned. seals: whether red seals were pressed over the text first; colour: whether the scan kept colour.

    bitonal: one bit a pixel. says_dpi: whether the file tells its resolution (a photo does not).
    """

    dpi: int
    steps: tuple[Step, ...]
    seals: bool = False
    colour: bool = False
    bitonal: bool = False
    says_dpi: bool = True


def aged(page: Image.Image, profile: str, key: str, seal_places: Sequence[Rect] = ()) -> Image.Image:
    """The scan of a page drawn at PROFILES[profile].dpi. key: the same key ages the same way; seal_places in millimetres."""
    how = PROFILES[profile]
    rng = np.random.default_rng(zlib.crc32(f"{profile}/{key}".encode()))
    pixels: Pixels = np.asarray(page)
    if how.seals:
        pixels = stamp(pixels, seal_places, rng, how.dpi)
    for step in how.steps:
        pixels = step(pixels, rng, how.dpi)
    scan = Image.fromarray(pixels)
    return scan if how.colour else scan.convert("1" if how.bitonal else "L")


def _laid(
    pixels: Pixels,
    rng: np.random.Generator,
    dpi: int,
    turn: tuple[float, float],
    move_mm: tuple[float, float],
    scale: float,
) -> Pixels:
    """The page laid on the glass: turned by a number of degrees in `turn` and moved by one in `move_mm`, either way, stretched by ±scale."""
    height, width = pixels.shape[:2]
    angle = rng.uniform(*turn) * rng.choice((-1, 1))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1 + rng.uniform(-scale, scale))
    matrix[:, 2] += rng.uniform(*move_mm, size=2) * rng.choice((-1, 1), size=2) * dpi / 25.4
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(236, 236, 234)).astype(
        np.uint8
    )


def _optics(pixels: Pixels, _rng: np.random.Generator, dpi: int, blur: float = 0.5) -> Pixels:
    """The lens blurs a little, and paper is not quite white."""
    soft = cv2.GaussianBlur(pixels, (0, 0), blur * dpi / 200)
    return (soft.astype(np.uint16) * 251 // 255).astype(np.uint8)


def _noisy(pixels: Pixels, rng: np.random.Generator, dpi: int, sigma: float, dust_per_page: int) -> Pixels:
    """Sensor noise, dust, and a dirty spot on the glass that draws a faint line down the page."""
    height, width = pixels.shape[:2]
    grain = rng.standard_normal((height, width), np.float32)[..., None] * np.float32(sigma)
    noisy: Pixels = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    for _ in range(dust_per_page):
        speck = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(noisy, speck, int(rng.integers(0, max(2, dpi // 120))), (int(rng.integers(60, 190)),) * 3, -1)
    streak = int(rng.uniform(0.02, 0.98) * width)
    noisy[:, streak : streak + 2] = noisy[:, streak : streak + 2] // 20 * 17
    return noisy


def _faint(pixels: Pixels, rng: np.random.Generator, _dpi: int, ink: tuple[float, float]) -> Pixels:
    """Toner running out: only a part of the ink is left, less here and more there."""
    height, width = pixels.shape[:2]
    patches = rng.uniform(*ink, size=(5, 4)).astype(np.float32)
    left = cv2.resize(patches, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    faint: Pixels = (255 - (255 - pixels).astype(np.float32) * left).astype(np.uint8)
    return faint


def _squeezed(pixels: Pixels, rng: np.random.Generator, _dpi: int, quality: tuple[int, int]) -> Pixels:
    """JPEG as thrifty scanners write it."""
    _, packed = cv2.imencode(".jpg", pixels[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*quality))))
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR_RGB)
    return np.asarray(unpacked, np.uint8)


_straight = partial(_laid, turn=(0.0, 0.2), move_mm=(0.0, 0.8), scale=0.001)

PROFILES: dict[str, Profile] = {
    "clean300": Profile(300, (_straight, _optics)),
    "clean200": Profile(200, (_straight, _optics), colour=True),
    "skew": Profile(200, (partial(_laid, turn=(0.8, 2.5), move_mm=(0.0, 2.0), scale=0.003), _optics)),
    "shift": Profile(200, (partial(_laid, turn=(0.0, 0.4), move_mm=(3.0, 7.0), scale=0.015), _optics)),
    "noise": Profile(200, (_straight, _optics, partial(_noisy, sigma=14.0, dust_per_page=500))),
    "jpeg": Profile(200, (_straight, _optics, partial(_squeezed, quality=(22, 38))), colour=True),
    "faint": Profile(
        300, (_straight, partial(_faint, ink=(0.22, 0.5)), _optics, partial(_noisy, sigma=5.0, dust_per_page=150))
    ),
    "seal": Profile(300, (_straight, _optics), seals=True, colour=True),
    "worn": Profile(
        200,
        (
            partial(_laid, turn=(0.4, 1.6), move_mm=(1.0, 4.0), scale=0.008),
            partial(_faint, ink=(0.5, 0.8)),
            partial(_optics, blur=0.7),
            partial(_noisy, sigma=8.0, dust_per_page=300),
            partial(_squeezed, quality=(40, 60)),
        ),
        seals=True,
        colour=True,
    ),
    "dpi150": Profile(150, (_straight, _optics)),
    "dpi600": Profile(600, (_straight, _optics)),
    "bitonal": Profile(
        300, (_straight, _optics, partial(_noisy, sigma=6.0, dust_per_page=80), black_and_white), bitonal=True
    ),
    "holes": Profile(200, (punched, on_black, _optics), colour=True),
    "cut": Profile(200, (_straight, strip_lost, _optics)),
    "upside": Profile(200, (_straight, _optics, turned_round)),
    "sideways": Profile(200, (_straight, _optics, laid_sideways)),
    "fed": Profile(200, (unevenly_fed, _straight, _optics)),
    "tinted": Profile(200, (on_coloured_paper, _straight, _optics), colour=True),
    "photo": Profile(300, (photographed, partial(_squeezed, quality=(78, 92))), colour=True, says_dpi=False),
}
DIGITAL = "digital"
"""Not scanned at all: a born-digital PDF with a text layer."""
