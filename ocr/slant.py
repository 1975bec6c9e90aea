"""The perspective of a photo: how the form's plane was seen, and whether anybody could have held a camera so."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flat import Points

Homography = NDArray[np.float64]
"""3 × 3: mm on the form → pixels on the page."""

MOST_NARROWING = 1.6
STEEPEST_DEG, MOST_SKEW_DEG, MOST_SQUEEZE = 20.0, 12.0, 1.25
LEAST_SHARE = 0.3
"""Of the picture, that the paper must take: what lies farther away is too small to read."""


def slant_of(on_form: Points, on_page: Points, tolerance_px: float) -> tuple[Homography, int] | None:
    """The map that most pairs of points (mm, px) agree on, and how many do; None where there is none."""
    cv2.setRNGSeed(0)  # the same page gives the same answer
    source, target = on_form.astype(np.float32), on_page.astype(np.float32)
    found, inside = cv2.findHomography(source, target, cv2.RANSAC, tolerance_px, maxIters=4000)
    return None if found is None else (np.asarray(found, np.float64), int(inside.sum()))


def through(matrix: NDArray[np.float64], points: Points) -> Points:
    """Where an affine (2 × 3) or a perspective map (3 × 3) takes points."""
    ahead = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(ahead[:, :2] / ahead[:, 2:] if len(matrix) == 3 else ahead, np.float64)


def slant_doubt(slant: Homography, size_mm: tuple[float, float], shape: tuple[int, ...]) -> str:
    """Why nobody photographs a slip so, in a few words for a clerk; "" where it could be. shape: of the picture."""
    width, height = size_mm
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    ahead = np.column_stack([corners, np.ones(4)]) @ slant[2]
    if not (np.all(ahead > 0) or np.all(ahead < 0)):
        return "紙がゆがんで写っています"
    here = [_local(slant, corner) for corner in (*corners, corners.mean(axis=0))]
    if any(np.linalg.det(h) <= 0 for h in here):
        return "裏返しに写っています"
    scales = [math.sqrt(np.linalg.det(h)) for h in here]
    if max(scales) > MOST_NARROWING * min(scales) or any(_is_askew(h) for h in here):
        return "斜めから写しすぎています。紙の真上から写し直してください"
    seen = through(slant, corners).astype(np.float32)
    if cv2.contourArea(seen) < LEAST_SHARE * shape[0] * shape[1]:
        return "紙が小さく写っています。紙いっぱいに写し直してください"
    return ""


def finest_px_per_mm(slant: Homography, size_mm: tuple[float, float]) -> float:
    """The scale of the corner that was nearest to the camera."""
    width, height = size_mm
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    return max(math.sqrt(abs(np.linalg.det(_local(slant, corner)))) for corner in corners)


def _local(slant: Homography, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """2 × 2: how a millimetre across and one down are seen at a point."""
    step = 0.5
    ends = through(slant, at + np.array([(step, 0), (-step, 0), (0, step), (0, -step)]))
    return np.column_stack([ends[0] - ends[1], ends[2] - ends[3]])


def _is_askew(local: NDArray[np.float64]) -> bool:
    """Whether the axes there are far from upright, from each other's right angle, or from equal length."""
    across, down = local[:, 0], local[:, 1]
    angles = [math.degrees(math.atan2(v[1], v[0])) for v in (across, down)]
    tilt = abs((angles[0] + 45) % 90 - 45)
    skew = abs((angles[1] - angles[0]) % 360 - 90)
    squeeze = math.hypot(*across) / math.hypot(*down)
    return tilt > STEEPEST_DEG or skew > MOST_SKEW_DEG or not 1 / MOST_SQUEEZE < squeeze < MOST_SQUEEZE
