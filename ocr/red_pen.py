"""Figures struck out with a red pen. Readers and the measuring of ink see a page through red glass, where such a line vanishes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import region
from ocr.cut import FINEST_PX_PER_MM, Laid
from ocr.ink import has_red_ink

Mask = NDArray[np.uint8]
Rect = tuple[float, float, float, float]
AROUND_MM, BLUR_PX, REDDISH, GAP_MM = 6.0, 1.0, 16, 0.9
SHORTEST_MM, SHARE, LEANEST, THICKEST_MM = 2.4, 0.6, 1.7, 2.7
"""A stroke is that long and crosses so much of the writing; how much longer than thick it is tells it from a seal."""
BEYOND_MM = 0.2


def is_struck_in_red(page: Laid, rect: Rect, writing: Rect) -> bool:
    """Whether a red stroke runs through a field's writing. rect: the field, writing: where its black ink stands, both in mm."""
    px_per_mm = min(page.found.px_per_mm, FINEST_PX_PER_MM)
    if not has_red_ink(region(page.image, page.found.to_page, rect, px_per_mm)):
        return False
    wider = (rect[0] - AROUND_MM, rect[1] - AROUND_MM, rect[2] + AROUND_MM, rect[3] + AROUND_MM)
    red = _red(region(page.image, page.found.to_page, wider, px_per_mm), px_per_mm)
    outlines, _ = cv2.findContours(red, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    place = [(v - wider[i % 2]) * px_per_mm for i, v in enumerate(writing)]
    return any(_strikes(outline, place, px_per_mm) for outline in outlines)


def _red(picture: NDArray[np.uint8], px_per_mm: float) -> Mask:
    """1 where it is redder than the paper, whose colour counts as white; gaps where a stroke crosses black figures are closed along it."""
    soft = cv2.GaussianBlur(picture, (0, 0), BLUR_PX).astype(np.float32)
    white = soft * (255 / np.maximum(1, np.median(soft, axis=(0, 1))))
    red = (white[:, :, 0] - white[:, :, 1:].max(axis=2) > REDDISH).astype(np.uint8)
    side = round(GAP_MM * px_per_mm) | 1
    return np.asarray(cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((1, side), np.uint8)), np.uint8)


def _strikes(outline: cv2.typing.MatLike, place: list[float], px_per_mm: float) -> bool:
    """Long and lean, over most of the writing's width, its middle within the writing's height."""
    left, top, right, bottom = place
    x, _, wide, high = cv2.boundingRect(outline)
    (_, middle), sides, _ = cv2.minAreaRect(outline)
    across = min(right, x + wide) - max(left, x)
    long, thick = max(sides), max(1.0, min(sides))
    beyond = BEYOND_MM * px_per_mm
    return bool(
        long >= SHORTEST_MM * px_per_mm
        and across >= SHARE * (right - left)
        and long >= LEANEST * thick
        and thick <= THICKEST_MM * px_per_mm
        and high <= 2 * THICKEST_MM * px_per_mm
        and top - beyond < middle < bottom + beyond
    )
