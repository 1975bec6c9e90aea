"""A second slip on the same picture: it would be lost without a word if only the first were read."""

import cv2
import numpy as np

from ocr.blank import Blank, Features, alike_reversed
from ocr.flat import Place, Points

BORDER_MM = 6.0
FEWEST_OUTSIDE, FEWEST_AGREEING = 60, 25
TOLERANCE_PX = 4.0


def is_there_another(blank: Blank, place: Place, page: Features) -> bool:
    """Whether features beside the laid paper show the same form once more. place: where the paper lies; features in pixels."""
    beside = _beside(blank, place, page)
    if len(beside.points) < FEWEST_OUTSIDE:
        return False
    on_form, on_page = alike_reversed(blank, beside)
    if len(on_form) < FEWEST_AGREEING:
        return False
    cv2.setRNGSeed(0)
    found, inside = cv2.estimateAffine2D(on_form, on_page, ransacReprojThreshold=TOLERANCE_PX)
    return found is not None and int(inside.sum()) >= FEWEST_AGREEING


def _beside(blank: Blank, place: Place, page: Features) -> Features:
    """Features that lie outside the paper and a border around it."""
    width, height = blank.form.width_mm + BORDER_MM, blank.form.height_mm + BORDER_MM
    less = -BORDER_MM
    corners: Points = np.array([(less, less), (width, less), (width, height), (less, height)], np.float64)
    outline = place(corners).astype(np.float32)
    outside = np.array([cv2.pointPolygonTest(outline, (float(x), float(y)), False) < 0 for x, y in page.points], bool)
    return Features(page.points[outside], page.descriptors[outside])
