"""What happens to paper on the scanner's glass: holes and staples, black edges, a strip lost, turned round, black and white only."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
HOLES_APART_MM, HOLE_IN_MM, HOLE_MM = 80.0, 11.5, 6.0
MARGIN_MM = 14.0
"""White margin of our forms: a strip wider than this cuts into fields."""
LID, SHADE, BLACK_EDGE = (172, 172, 170), (96, 96, 95), (18, 18, 18)
TINTS = ((0.84, 0.96, 0.86), (0.99, 0.96, 0.74), (0.98, 0.85, 0.88))
"""Pale green, yellow and pink paper, as share of red, green and blue that it throws back."""


def punched(pixels: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """Two punch holes at the left, through which the grey lid shows, and a staple with its shadow at the top left corner."""
    page = pixels.copy()
    px = dpi / 25.4
    middle = page.shape[0] / 2 + rng.normal(0, 2) * px
    for y in (middle - HOLES_APART_MM / 2 * px, middle + HOLES_APART_MM / 2 * px):
        centre = (round((HOLE_IN_MM + rng.normal(0, 0.7)) * px), round(y))
        cv2.circle(page, centre, round(HOLE_MM / 2 * px), LID, -1, cv2.LINE_AA)
        cv2.ellipse(page, centre, (round(HOLE_MM / 2 * px),) * 2, 0, 150, 300, SHADE, round(0.5 * px), cv2.LINE_AA)
    start = rng.uniform((5, 5), (11, 9)) * px
    end = start + np.array((np.cos(a := rng.uniform(-0.2, 1.0)), np.sin(a))) * 10 * px
    for off, colour, thick in ((0.5, (150, 150, 150), 0.7), (0.0, (70, 70, 72), 0.6), (-0.1, (190, 190, 195), 0.2)):
        ends = [tuple(int(v) for v in p + off * px) for p in (start, end)]
        cv2.line(page, ends[0], ends[1], colour, max(1, round(thick * px)), cv2.LINE_AA)
    return page


def on_black(pixels: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """The paper lies a little askew on a black background, which shows at the edges."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.2, 1.2), 1)
    matrix[:, 2] += rng.uniform(1.5, 5, size=2) * rng.choice((-1, 1), size=2) * dpi / 25.4
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderValue=BLACK_EDGE), np.uint8)


def strip_lost(pixels: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """3 to 8 mm missing at one edge of the paper, on two pages of five of the printed frame instead, so that fields are cut."""
    lost_mm = rng.uniform(3, 8) + (MARGIN_MM if rng.random() < 0.4 else 0.0)
    quarters = int(rng.integers(4))
    page = np.rot90(pixels, quarters)[round(lost_mm * dpi / 25.4) :]
    return np.ascontiguousarray(np.rot90(page, -quarters))


def turned_round(pixels: Pixels, _rng: np.random.Generator, _dpi: int) -> Pixels:
    """Fed with its foot first."""
    return np.ascontiguousarray(np.rot90(pixels, 2))


def laid_sideways(pixels: Pixels, rng: np.random.Generator, _dpi: int) -> Pixels:
    """Fed with its left or its right side first."""
    return np.ascontiguousarray(np.rot90(pixels, int(rng.choice((1, 3)))))


def unevenly_fed(pixels: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """Worn rollers pull the sheet a little faster here and slower there, and at a slant: places are off by up to 1 mm."""
    height, width = pixels.shape[:2]
    down, across = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    waves, start = rng.uniform(0.6, 1.6), rng.uniform(0, 2 * np.pi)
    off = np.sin(2 * np.pi * waves * down / height + start) * rng.uniform(0.5, 1.0) * dpi / 25.4
    slant = 1 + rng.uniform(-0.4, 0.4) * (across / width - 0.5)
    map_y = (down + off * slant).astype(np.float32)
    map_x = np.broadcast_to(across, map_y.shape) + np.roll(off, height // 5, axis=0) * np.float32(0.3)
    warped = cv2.remap(pixels, map_x.astype(np.float32), map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def on_coloured_paper(pixels: Pixels, rng: np.random.Generator, _dpi: int) -> Pixels:
    """Printed on pale green, yellow or pink paper."""
    tint = np.array(TINTS[int(rng.integers(len(TINTS)))], np.float32)
    return (pixels * tint).astype(np.uint8)


def black_and_white(pixels: Pixels, rng: np.random.Generator, _dpi: int) -> Pixels:
    """Every pixel black or white, by one threshold for the whole page, as fax machines and thrifty scanners write."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    white = (grey >= rng.uniform(140, 185)).astype(np.uint8) * 255
    return np.repeat(white[..., None], 3, axis=2)
