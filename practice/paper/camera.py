"""What a phone's camera makes of a page on a desk: seen from a slant, lit unevenly, a little soft, no resolution in the file."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
LONG_SIDE_PX = (2000, 3000)
MOST_OFF = 0.08
FILLED = (0.84, 0.93)
"""Share of the picture's height or width that the paper takes."""


def photographed(pixels: Pixels, rng: np.random.Generator, _dpi: int) -> Pixels:
    """The page as a photo, 3:4, its long side 2000 to 3000 px; each corner is off by up to 8 % of the paper."""
    height = int(rng.integers(*LONG_SIDE_PX))
    width = height * 3 // 4
    high, wide = pixels.shape[:2]
    scale = rng.uniform(*FILLED) * min(width / wide, height / high)
    size = np.array((wide, high)) * scale
    corner = (np.array((width, height)) - size) / 2
    square = np.array(((0, 0), (1, 0), (1, 1), (0, 1)))
    off = rng.uniform(-MOST_OFF / 2, MOST_OFF / 2, (4, 2))
    seen = _kept_on(corner + (square + off) * size, width, height)
    matrix = cv2.getPerspectiveTransform((square * (wide, high)).astype(np.float32), seen.astype(np.float32))
    small = cv2.GaussianBlur(pixels, (0, 0), max(0.3, 0.4 / scale))  # the lens; else thin lines would flicker
    picture = _desk(width, height, rng)
    cv2.warpPerspective(small, matrix, (width, height), dst=picture, borderMode=cv2.BORDER_TRANSPARENT)
    return np.asarray(_lit(picture, rng), np.uint8)


def _kept_on(corners: npt.NDArray[np.float64], width: int, height: int) -> npt.NDArray[np.float64]:
    """Whoever takes the photo keeps the paper in the picture."""
    return np.clip(corners, 6, np.array((width, height)) - 6)


def _desk(width: int, height: int, rng: np.random.Generator) -> Pixels:
    """Dark wood: a colour with long flat grain."""
    grain = cv2.resize(rng.normal(0, 1, (height // 6, 12)).astype(np.float32), (width, height))
    colour = np.array((92, 66, 48)) * rng.uniform(0.6, 1.3)
    return np.clip(colour + grain[..., None] * 9, 0, 255).astype(np.uint8)


def _lit(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """One lamp: brighter here than there by up to 40 %, warm or cold; then the sensor's noise."""
    height, width = picture.shape[:2]
    corners = rng.uniform(0.62, 1.0, (3, 3)).astype(np.float32)
    light = cv2.resize(corners, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    warmth = np.array((1.0, rng.uniform(0.95, 1.0), rng.uniform(0.86, 1.0)), np.float32)
    noise = rng.standard_normal((height, width, 1), np.float32) * np.float32(2.5)
    return np.clip(picture * light * warmth + noise, 0, 255).astype(np.uint8)
