"""What shape the ink has that somebody added: a tick in a box, a ring round a word, the ring of a seal."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marks_ink import Patch, Rect

Mask = NDArray[np.uint8]
GRAIN_MM, STROKE_MM = 0.6, 1.6
BESIDE_MM, BESIDE_COUNTS = 0.8, 0.45
"""A tick beside its box counts for less than half: alone it never is an answer."""
SECTORS, REACH_MM, CORE = 36, 3.8, 0.55
GAP_MM, RED_GAP_MM = 1.0, 2.0
SEAL_MM, SEAL_ASPECT = (6.0, 19.0), 1.6
REDDISH, RED_NOISE_TIMES, RED_LEAD = 5.0, 6.0, 0.3
"""Redness (0..255) that is more than a scanner's colour noise; red ink needs less of a ring to be a seal."""
DOUBTFUL = 0.45
"""What any other ink in a seat counts: too much for clean paper, too little for a seal."""


def tick_score(patch: Patch, place: Rect) -> float:
    """Length in mm of what was drawn into a check box, added up over its strokes."""
    red = _red_ink(patch)  # a red pen, or a seal over the box: which of them, a person sees
    inside, around, reddish = (
        _drawn(patch, patch.added, place),
        _drawn(patch, patch.added, _wider(place, BESIDE_MM)),
        _drawn(patch, red, place),
    )
    return max(inside, BESIDE_COUNTS * around, min(BESIDE_COUNTS * 2, reddish))


def _drawn(patch: Patch, mask: Mask, place: Rect) -> float:
    x0, y0, x1, y1 = patch.px(place)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask[y0:y1, x0:x1]), connectivity=8)
    extents = stats[1:, 2:4].max(axis=1, initial=0) / patch.px_per_mm
    return float(extents[extents >= GRAIN_MM].sum())


def circle_scores(patch: Patch, places: Sequence[Rect], clean: float, marked: float) -> list[float]:
    """For each word the share of directions, seen from its middle, in which a stroke goes round it, 0..1.

    Where just one word has a ring, that ring's ink is taken away before the others are measured.
    """
    half = (clean + marked) / 2
    scores = [_round(patch, place) for place in places]
    ringed = [place for place, score in zip(places, scores, strict=True) if score >= marked]
    rest = _without_ring(patch, ringed[0]) if len(ringed) == 1 else patch
    for i, place in enumerate(places):
        if (
            scores[i] < half or not ringed
        ):  # a ring that goes half round a second word, too, is not the first one's alone
            scores[i] = max(_round(rest, place), half if _struck(rest, place) else 0.0)
    return scores


def _round(patch: Patch, place: Rect) -> float:
    """The share of directions from the middle of a word in which ink lies round it."""
    return float(np.mean(_sectors(patch, place, patch.added)))


def _sectors(patch: Patch, place: Rect, mask: Mask) -> NDArray[np.bool_]:
    """For each direction whether ink lies there; a gap of one direction between two with ink is bridged."""
    left, top, right, bottom = patch.px(_wider(place, REACH_MM))
    rows, columns = np.nonzero(mask[top:bottom, left:right])
    x, y, across, down = _middle(place)
    dx = ((columns + left + 0.5) / patch.px_per_mm + patch.left - x) / (across + 1)
    dy = ((rows + top + 0.5) / patch.px_per_mm + patch.top - y) / (down + 1)
    beyond = np.hypot(dx, dy) >= CORE
    sectors = ((np.arctan2(dy, dx)[beyond] / (2 * np.pi) + 0.5) * SECTORS).astype(int) % SECTORS
    hit = np.bincount(sectors, minlength=SECTORS) > 0
    return hit | (np.roll(hit, 1) & np.roll(hit, -1))


def _middle(place: Rect) -> tuple[float, float, float, float]:
    """Middle and half sizes."""
    x0, y0, x1, y1 = place
    return (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2


def _wider(place: Rect, by_mm: float) -> Rect:
    return (place[0] - by_mm, place[1] - by_mm, place[2] + by_mm, place[3] + by_mm)


def _without_ring(patch: Patch, place: Rect) -> Patch:
    """The patch without the strokes that go round a word."""
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(patch.added, connectivity=8)
    left, top, right, bottom = patch.px(_wider(place, REACH_MM))
    around = np.bincount(numbers[top:bottom, left:right].ravel(), minlength=count)
    gone = around > stats[:, cv2.CC_STAT_AREA] / 2
    gone[0] = True
    return replace(patch, added=(~gone[numbers]).astype(np.uint8))


def _struck(patch: Patch, place: Rect) -> bool:
    """Whether a stroke lies on the word itself: a tick on it, or somebody struck it out."""
    x0, y0, x1, y1 = patch.px(place)
    joined = cv2.morphologyEx(patch.added[y0:y1, x0:x1], cv2.MORPH_CLOSE, _disc(GAP_MM * patch.px_per_mm))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return bool(stats[1:, 2:4].max(initial=0) >= STROKE_MM * patch.px_per_mm)


def seal_score(patch: Patch, place: Rect) -> float:
    """How much of a closed outline of a seal's size lies in a seat, 0..1 (a full ring or square: 0.78 and more)."""
    red = _outline(patch, _red_ink(patch), place, RED_GAP_MM)
    return min(1.0, max(red + RED_LEAD if red > DOUBTFUL else red, _outline(patch, patch.added, place, GAP_MM)))


def _red_ink(patch: Patch) -> Mask:
    noise = 1.4826 * float(np.median(np.abs(patch.red - np.median(patch.red))))
    return np.asarray(patch.red > max(REDDISH, RED_NOISE_TIMES * noise) + float(np.median(patch.red)), np.uint8)


def _outline(patch: Patch, mask: Mask, place: Rect, gap_mm: float) -> float:
    """The best closed outline whose middle lies in the place; what is no outline leaves it in doubt."""
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _disc(gap_mm * patch.px_per_mm))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    x0, y0, x1, y1 = patch.px(place)
    best = 0.0
    for outline in outlines:
        x, y, wide, high = cv2.boundingRect(outline)
        if max(wide, high) < STROKE_MM * patch.px_per_mm or x >= x1 or y >= y1 or x + wide <= x0 or y + high <= y0:
            continue
        sizes = sorted((wide / patch.px_per_mm, high / patch.px_per_mm))
        centred = x0 <= x + wide / 2 < x1 and y0 <= y + high / 2 < y1
        like = SEAL_MM[0] <= sizes[0] and sizes[1] <= SEAL_MM[1] and sizes[1] <= SEAL_ASPECT * sizes[0] and centred
        filled = cv2.contourArea(outline) / (wide * high)
        best = max(best, filled if like else 0.0, DOUBTFUL)
    return best


def _disc(across_px: float) -> Mask:
    side = max(1, round(across_px)) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
