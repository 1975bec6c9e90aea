"""Where the ink is on a crop: whether a cell is blank, how far its writing reaches, whether the crop's edge cuts through it.

Ink is only ever measured here, never taken away (facts: a cropper that erased ruled lines also erased leading "1"s).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Rgb = NDArray[np.uint8]
Span = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

LEAST_CONTRAST = 18
NOISE_TIMES = 4.5
SPECK_MM = 0.95
RULE_MM = 0.7
NEAR_MM = 1.2
STREAK, STREAK_WINDOW = 6, 51
COARSE_PX_PER_MM = 100 / 25.4
PLAIN_CONTRAST, PLAIN_SHARE = 60, 0.01
EDGE_MM, SHADE_MM = 8.0, 8.0
LEAST_ON_PAGE, LEAST_WRITING_MM = 12, 6.0
RED, REDDISH = 45, 6
SEAL_EDGE_MM = 1.0
PRINT_EDGE_MM = 0.4
SEAL_CONTRAST = 85
RED_SHARE = 0.002
CROWDED, CROWDED_CONTRAST, CROWDED_TIMES = 0.3, 36, 1.8
"""Share of a crop that must be ink to doubt that its middle grey is paper, and how far ink and paper must then stand apart."""
COVERED = 0.8


@dataclass(frozen=True)
class Ink:
    """What stands on a crop, as left, top, right, bottom in pixels.

    marks: whatever may be writing, the form's own print included; specks: dust, dots, commas.
    is_blank: nothing but the form's own print is large enough to be a character, not even a dash.
    cut: writing touches the left, top, right, bottom edge, so that part of it may lie beyond.
    """

    marks: tuple[Span, ...]
    specks: tuple[Span, ...]
    is_blank: bool
    cut: tuple[bool, bool, bool, bool]


def ink_of(image: Rgb, level: Grey, px_per_mm: float, printed: Grey | None = None, around: float = 0.0) -> Ink:
    """The ink on a crop of one cell; robust to sensor noise, faint toner, tinted rows, streaks and red seals.

    level: the same crop of the page as `levelled` gives it. printed: where the form itself prints, see `printed_here`.
    around: how light the paper around the cell is; a cell much darker as a whole is blackened, be it ever so evenly.
    """
    if float(np.median(level)) < COVERED * around:
        return Ink(((0, 0, level.shape[1], level.shape[0]),), (), is_blank=False, cut=(False,) * 4)
    mask = mask_of(image, level, px_per_mm)
    own = mask if printed is None else mask * (1 - printed)
    marks, specks = _components(mask, px_per_mm)
    added = marks if own is mask else _components(own, px_per_mm)[0]
    return Ink(tuple(marks), tuple(specks), not added, _cut(added, own * (1 - _near_red(image, px_per_mm))))


def _components(mask: Grey, px_per_mm: float) -> tuple[list[Span], list[Span]]:
    """Marks and specks; thin lines from edge to edge are neither."""
    height, width = mask.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    marks: list[Span] = []
    specks: list[Span] = []
    for left, top, wide, high, _ in stats[1:]:
        box = (int(left), int(top), int(left + wide), int(top + high))
        if not _is_rule(box, width, height, px_per_mm):
            (specks if max(wide, high) < SPECK_MM * px_per_mm else marks).append(box)
    return marks, specks


def _cut(marks: Sequence[Span], written: Grey) -> tuple[bool, bool, bool, bool]:
    """The sides on which marks touch the edge; written: the mask without what lies near a seal, whose ring may run over."""
    height, width = written.shape
    return (
        any(m[0] <= 0 and written[m[1] : m[3], 0].any() for m in marks),
        any(m[1] <= 0 and written[0, m[0] : m[2]].any() for m in marks),
        any(m[2] >= width and written[m[1] : m[3], -1].any() for m in marks),
        any(m[3] >= height and written[-1, m[0] : m[2]].any() for m in marks),
    )


def printed_here(form: Grey, beyond: int) -> Grey:
    """1 on and close to what the blank form itself prints. form: its crop in grey, wider than the mask by `beyond` px all around."""
    dark = (form.astype(np.int16) < float(np.median(form)) - LEAST_CONTRAST).astype(np.uint8)
    near = cv2.dilate(dark, np.ones((2 * beyond + 1, 2 * beyond + 1), np.uint8))
    return np.ascontiguousarray(near[beyond:-beyond, beyond:-beyond])


def mask_of(image: Rgb, level: Grey, px_per_mm: float) -> Grey:
    """1 where there is black ink: darker than the paper by more than the scan's own noise, and than a seal through red glass."""
    grey = level.astype(np.float32)
    paper, noise = _paper(level)
    black = max(LEAST_CONTRAST, NOISE_TIMES * noise)
    needed = np.where(_near_red(image, px_per_mm), max(black, SEAL_CONTRAST), black)
    return np.asarray(grey < paper - needed, np.uint8)


def _paper(level: Grey) -> tuple[float, float]:
    """How light the paper is and how much it varies. Where much of a crop is ink (a scribble), its middle grey is none of the paper's."""
    split, _ = cv2.threshold(level, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light, dark = level[level > split], level[level <= split]
    paper = level
    if dark.size > CROWDED * level.size and light.size:
        apart, spread = float(light.mean()) - float(dark.mean()), float(light.std()) + float(dark.std())
        paper = light if apart > max(CROWDED_CONTRAST, CROWDED_TIMES * spread) else level
    middle = float(np.median(paper))
    return middle, 1.4826 * float(np.median(np.abs(paper.astype(np.float32) - middle)))


def is_blank_page(page: Rgb, px_per_mm: float) -> bool:
    """Whether nothing at all is printed or written on the page (the back of a sheet); edges and dust do not count."""
    thinned = page[::4, ::4, 0]
    if np.mean(thinned < float(np.median(thinned)) - PLAIN_CONTRAST) > PLAIN_SHARE:
        return False
    factor = min(1.0, COARSE_PX_PER_MM / px_per_mm)
    size = (max(1, round(page.shape[1] * factor)), max(1, round(page.shape[0] * factor)))
    grey = cv2.resize(levelled(np.ascontiguousarray(page[:, :, 0])), size, interpolation=cv2.INTER_AREA)
    edge = max(1, round(EDGE_MM * px_per_mm * factor))
    inner = np.asarray(grey[edge:-edge, edge:-edge], np.uint8)
    if not inner.size:  # smaller than any paper: whatever it is, it is not the back of a sheet
        return False
    around = cv2.medianBlur(inner, round(SHADE_MM * px_per_mm * factor) | 1)
    noise = 1.4826 * float(np.median(np.abs(inner.astype(np.int16) - around)))
    dark = (around.astype(np.int16) - inner > max(LEAST_ON_PAGE, NOISE_TIMES * noise)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    sizes = stats[1:, 2:4].max(axis=1, initial=0) / (px_per_mm * factor)
    return float(sizes[sizes >= SPECK_MM].sum()) < LEAST_WRITING_MM


def strokes_of(image: Rgb, level: Grey, px_per_mm: float, core: float) -> Grey:
    """The cores of the strokes, without dust, dots and commas, so that neighbouring characters stand apart.

    core: how dark they must be, as a share of the way from paper to the darkest ink.
    """
    mask = mask_of(image, level, px_per_mm)
    paper, darkest = np.percentile(level, (50, 2))
    mask *= (level < paper - core * (paper - darkest)).astype(np.uint8)
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = stats[:, 2:4].max(axis=1) >= SPECK_MM * px_per_mm
    large[0] = False
    return np.asarray(large[numbers], np.uint8)


def extent(ink: Ink, px_per_mm: float) -> Span | None:
    """Left, top, right, bottom of the writing, near specks (commas, dots) included; None on a blank crop."""
    if not ink.marks:
        return None
    left, top, right, bottom = _around(ink.marks)
    near = NEAR_MM * px_per_mm
    close = [
        s
        for s in ink.specks
        if s[0] > left - near and s[2] < right + near and s[1] > top - near / 2 and s[3] < bottom + near / 2
    ]
    return _around([(left, top, right, bottom), *close])


def has_red_ink(image: Rgb) -> bool:
    """Whether a seal (or a red pen) shows on the crop."""
    return bool(np.mean(_redness(image) > RED) > RED_SHARE)


def red_channel(image: Rgb) -> Rgb:
    """The crop as seen through a red glass: red ink fades, black stays (facts: .82 → .87 under seals, addresses .85 → .96)."""
    return np.repeat(image[:, :, :1], 3, axis=2)


def _near_red(image: Rgb, px_per_mm: float) -> Grey:
    """1 in the neighbourhood of red ink; thrifty JPEG keeps colour only as an average over some pixels."""
    side = round(SEAL_EDGE_MM * px_per_mm) | 1
    return np.asarray(cv2.blur(_redness(image), (side, side)) > REDDISH, np.uint8)


def _redness(image: Rgb) -> NDArray[np.int16]:
    red, green, blue = (image[:, :, i].astype(np.int16) for i in range(3))
    return np.asarray(red - np.maximum(green, blue), np.int16)


def levelled(plain: Grey) -> Grey:
    """The whole page (its red channel) with dirty streaks of the scanner's glass brought to the paper's level.

    A streak runs straight through the scan: its whole column (row, for a sheet fed sideways) is darker than its neighbours.
    For measuring only; writing that lies on a streak is darker still.
    """
    grey = plain.astype(np.int16)
    for axis, thinned in ((0, grey[::4]), (1, grey[:, ::4])):
        line = np.median(thinned, axis=axis).astype(np.float32)
        around = cv2.medianBlur(line.astype(np.uint8).reshape(1, -1), STREAK_WINDOW).ravel().astype(np.float32)
        raised = np.where(line < around - STREAK, around - line, 0).astype(np.int16)
        grey += raised[None, :] if axis == 0 else raised[:, None]
    return np.clip(grey, 0, 255).astype(np.uint8)


def _is_rule(box: Span, width: int, height: int, px_per_mm: float) -> bool:
    """A thin line from one edge to the other is part of the form or of the scanner, not writing."""
    left, top, right, bottom = box
    thin = RULE_MM * px_per_mm
    upright = top <= 0 and bottom >= height and right - left <= thin
    flat = left <= 0 and right >= width and bottom - top <= thin
    return upright or flat


def _around(boxes: Sequence[Span]) -> Span:
    edges = np.array(boxes)
    left, top = edges[:, :2].min(axis=0)
    right, bottom = edges[:, 2:].max(axis=0)
    return int(left), int(top), int(right), int(bottom)
