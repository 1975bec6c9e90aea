"""A page that no affine map fits (photographed from a slant, not flat, unevenly fed) is drawn anew as the form would lie on glass."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""n × 2."""
Place = Callable[[Points], Points]
"""Points of the form in mm → pixels of the page."""

MARGIN_MM = 4.0
STEP_PX, BAND_PX = 16, 512
FINEST_PX_PER_MM = 300 / 25.4


def flattened(
    image: NDArray[np.uint8], place: Place, size_mm: tuple[float, float], px_per_mm: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The paper (and MARGIN_MM around it) upright at px_per_mm, and the affine map from mm of the form to pixels of this picture."""
    px_per_mm = min(px_per_mm, FINEST_PX_PER_MM)
    width, height = (round((side + 2 * MARGIN_MM) * px_per_mm) for side in size_mm)
    flat = np.empty((height, width, *image.shape[2:]), np.uint8)
    for top in range(0, height, BAND_PX):
        rows = min(BAND_PX, height - top)
        flat[top : top + rows] = _band(image, place, top, (width, rows), px_per_mm)
    corner = MARGIN_MM * px_per_mm
    return flat, np.array([[px_per_mm, 0, corner], [0, px_per_mm, corner]], np.float64)


def _band(
    image: NDArray[np.uint8], place: Place, top: int, size: tuple[int, int], px_per_mm: float
) -> NDArray[np.uint8]:
    """Some rows of it: the map is worked out at every STEP_PX pixels and is straight between them."""
    columns, rows = (np.arange(0, side + STEP_PX, STEP_PX, dtype=np.float64) for side in size)
    x, y = np.meshgrid(columns, rows + top)
    on_form = (np.column_stack([x.ravel(), y.ravel()]) + 0.5) / px_per_mm - MARGIN_MM
    coarse = (place(on_form) - 0.5).astype(np.float32).reshape(*x.shape, 2)
    shrink = np.array([[1 / STEP_PX, 0, 0], [0, 1 / STEP_PX, 0]], np.float64)
    x_px, y_px = cv2.split(cv2.warpAffine(coarse, shrink, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))
    return np.asarray(cv2.remap(image, x_px, y_px, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8)
