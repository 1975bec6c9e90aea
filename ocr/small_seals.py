"""Small correction seals (訂正印) on figures: red ones and, on scans without colour, grey ones. A thin round ring with a name in it, paler
than the writing it lies on.

A round 0 is as round as a seal, but as dark as its neighbours and empty; an officer's seal is larger.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import region, region_of_blank
from ocr.cut import Laid
from ocr.ink import LEAST_CONTRAST, NOISE_TIMES

Mask = NDArray[np.uint8]
Real = NDArray[np.float32]
Rect = tuple[float, float, float, float]
PX_PER_MM = 5.0
AROUND_MM, NEAR_MM = 4.6, 0.6
"""How much is seen around a field, and how far beyond its edge the middle of a seal on it may lie."""
PRINT_MM, BLUR_MM, PALEST_TINT = 0.2, 0.4, 200
DARK, DARKEST = 0.72, 97
RADII_MM = np.arange(2.3, 3.9, 0.2)
LEAST_PALE_MM2, MOST_TRIES, APART_MM, LEAST_RING = 2.5, 3, 0.9, 0.5
SECTORS, LEAST_SEEN, ROUND = 48, 20, 0.88
CORE, INSIDE, NAME, HALO, HALO_MM = 0.62, (0.03, 0.87), 0.045, 0.11, (0.6, 2.4)
RIM_MM, LIKE = 0.6, 0.6


@dataclass(frozen=True)
class Ground:
    """A field's surroundings at PX_PER_MM. ink: 1 on all that is neither paper nor the form's print; pale: what of it is no writing.

    dark: seen through red glass, 1 is the darkest writing; printed: 1 on and close to the form's print.
    """

    ink: Mask
    pale: Mask
    dark: Real
    printed: Mask


@dataclass(frozen=True)
class Ring:
    """A circle in pixels; full: the share of it on which pale ink was found."""

    x: int
    y: int
    radius: float
    full: float


def has_small_seal(page: Laid, rect: Rect) -> bool:
    """Whether a correction seal lies on the field's rectangle (mm)."""
    ground = _ground(page, rect)
    return any(_is_seal(ground, ring) for ring in _rings(ground))


def _ground(page: Laid, rect: Rect) -> Ground:
    wider = (rect[0] - AROUND_MM, rect[1] - AROUND_MM, rect[2] + AROUND_MM, rect[3] + AROUND_MM)
    form = region_of_blank(page.found.blank, wider, PX_PER_MM)
    white = float(np.percentile(form, 90))
    untinted = (white / np.maximum(form, PALEST_TINT)).astype(np.float32)
    lightest = region(page.image, page.found.to_page, wider, PX_PER_MM).min(axis=2) * untinted
    plain = region(page.level, page.found.to_page, wider, PX_PER_MM) * untinted
    paper = float(np.median(lightest))
    noise = 1.4826 * float(np.median(np.abs(lightest - paper)))
    printed = cv2.dilate((form < white - 1.5 * LEAST_CONTRAST).astype(np.uint8), _disc(2 * PRINT_MM))
    ink = np.asarray(lightest < paper - max(LEAST_CONTRAST, NOISE_TIMES * noise), np.uint8) * (1 - printed)
    dark = float(np.median(plain)) - plain
    full = float(np.percentile(dark[ink > 0], DARKEST)) if ink.any() else 0.0
    dark = dark / max(LEAST_CONTRAST, full)
    pale = ink * (1 - cv2.dilate((dark > DARK).astype(np.uint8), _disc(BLUR_MM)))
    return Ground(
        np.asarray(ink, np.uint8),
        np.asarray(pale, np.uint8),
        np.asarray(dark, np.float32),
        np.asarray(printed, np.uint8),
    )


def _rings(ground: Ground) -> list[Ring]:
    """The fullest rings of pale ink whose middles lie on the field."""
    edge = round((AROUND_MM - NEAR_MM) * PX_PER_MM)
    inner = (slice(edge, -edge), slice(edge, -edge))
    if ground.pale[inner].sum() < LEAST_PALE_MM2 * PX_PER_MM**2:
        return []
    near = cv2.dilate(ground.pale, np.ones((3, 3), np.uint8)).astype(np.float32)
    full = np.stack([cv2.filter2D(near, -1, k, borderType=cv2.BORDER_CONSTANT)[inner] for k in _circles()])
    apart, rings = round(APART_MM * PX_PER_MM), []
    for _ in range(MOST_TRIES):
        size, y, x = (int(i) for i in np.unravel_index(int(full.argmax()), full.shape))
        rings.append(Ring(x + edge, y + edge, float(RADII_MM[size] * PX_PER_MM), float(full[size, y, x])))
        full[:, max(0, y - apart) : y + apart + 1, max(0, x - apart) : x + apart + 1] = 0
    return [ring for ring in rings if ring.full >= LEAST_RING]


@cache
def _circles() -> tuple[Real, ...]:
    """For each radius a kernel that gives the mean of the pixels on the circle."""
    return tuple(_circle(radius * PX_PER_MM) for radius in RADII_MM)


def _circle(radius: float) -> Real:
    reach = int(radius + 1.5)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    on = np.abs(np.hypot(x, y) - radius) <= 0.5
    return np.asarray(on / on.sum(), np.float32)


def _is_seal(ground: Ground, ring: Ring) -> bool:
    """Round all the way, also under the figures; a name inside, none of a larger seal's ink around, nothing just within the rim."""
    seen, best = max(
        ((_seen(ground, r), r) for r in _nearly(ring)),
        key=lambda found: (found[0], -abs(found[1].radius - ring.radius)),
    )
    if seen < ROUND:
        return False
    y, x = np.ogrid[: ground.ink.shape[0], : ground.ink.shape[1]]
    away = np.hypot(x - best.x, y - best.y)
    inside = float(ground.ink[away < CORE * best.radius].mean())
    name = float(ground.pale[away < best.radius - 0.3 * PX_PER_MM].mean())
    near, far = (best.radius + mm * PX_PER_MM for mm in HALO_MM)
    around = (away > near) & (away < far) & (ground.printed == 0)
    halo = float(ground.pale[around].mean()) if around.any() else 0.0
    rim = float(_at(ground.ink, best, best.radius - RIM_MM * PX_PER_MM).mean())
    dark = max(0.0, float(np.median(_at(ground.dark, best, best.radius))))
    alike = ring.full - 0.4 * rim + 0.3 * inside - 0.3 * dark
    return INSIDE[0] <= inside <= INSIDE[1] and name >= NAME and halo <= HALO and dark < 0.5 and alike >= LIKE


def _nearly(ring: Ring) -> list[Ring]:
    """The ring and those next to it."""
    return [
        Ring(ring.x + dx, ring.y + dy, ring.radius + 0.5 * more, ring.full)
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for more in (-1, 0, 1)
    ]


def _seen(ground: Ground, ring: Ring) -> float:
    """The share of a circle that has ink, of what the form's print does not hide."""
    hidden = _at(ground.printed, ring, ring.radius)
    if int((hidden == 0).sum()) < LEAST_SEEN:
        return 0.0
    hit = np.maximum.reduce([_at(ground.ink, ring, ring.radius + off) for off in (-1.0, 0.0, 1.0)])
    return float(hit[hidden == 0].mean())


def _at(values: Mask | Real, ring: Ring, radius: float) -> NDArray[np.float32]:
    """The values on a circle around the ring's middle."""
    turns = np.arange(SECTORS) * (2 * np.pi / SECTORS)
    x = np.clip(np.rint(ring.x + radius * np.cos(turns)).astype(int), 0, values.shape[1] - 1)
    y = np.clip(np.rint(ring.y + radius * np.sin(turns)).astype(int), 0, values.shape[0] - 1)
    return np.asarray(values[y, x], np.float32)


def _disc(across_mm: float) -> Mask:
    side = max(1, round(across_mm * PX_PER_MM)) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
