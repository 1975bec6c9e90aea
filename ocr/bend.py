"""Paper that is not flat, or was fed unevenly: a smooth bend through the labels, believed only where the labels confirm each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.flat import Points

UNIT_MM = 100.0
STIFFNESS = 0.003
AGREE_MM = 0.6
KEPT = 0.7
FEWEST = 12
MOST_MM, STEEPEST = 2.5, 0.06
GRID = 12


@dataclass(frozen=True)
class Bend:
    """A thin plate. at: its nodes in mm; weights: how far each pulls, then the plane; as `_spread` and `moved` use them."""

    at: Points
    weights: Points

    def moved(self, points: Points) -> Points:
        """How far (mm) the paper is off at each of the points (mm)."""
        return np.asarray(_spread(points, self.at) @ self.weights, np.float64)


def bend_through(places: Points, moves: Points, size_mm: tuple[float, float]) -> Bend | None:
    """The bend that labels at `places` (mm) off by `moves` (mm) tell; None where they contradict each other, or no paper bends so.

    A label counts only if the others, without it, say nearly the same of its place.
    """
    kept = np.ones(len(places), bool)
    while True:
        if kept.sum() < max(FEWEST, KEPT * len(places)):
            return None
        bend, off = _fitted(places[kept], moves[kept])
        if off.max() <= AGREE_MM:
            return bend if _is_paper(bend, size_mm) else None
        kept[np.flatnonzero(kept)[off.argmax()]] = False


def _fitted(places: Points, moves: Points) -> tuple[Bend, NDArray[np.float64]]:
    """The plate, and how far (mm) each label lies from where the others alone would put it."""
    many = len(places)
    spread = _spread(places, places)
    plane = spread[:, many:]
    system = np.block(
        [[spread[:, :many] + STIFFNESS * np.eye(many), plane], [plane.T, np.zeros((plane.shape[1], plane.shape[1]))]]
    )
    solved = np.linalg.pinv(system)[:, :many]
    hat = spread @ solved
    left = moves - hat @ moves
    alone = left / np.maximum(1e-6, 1 - np.diag(hat))[:, None]
    return Bend(places, solved @ moves), np.hypot(alone[:, 0], alone[:, 1])


def _spread(points: Points, nodes: Points) -> NDArray[np.float64]:
    """n × (m + 3): r² log r to each node, then 1, x, y."""
    apart = np.hypot(*((points[:, None] - nodes[None]) / UNIT_MM).transpose(2, 0, 1))
    pull = np.where(apart > 0, apart**2 * np.log(np.maximum(apart, 1e-9)), 0.0)
    return np.column_stack([pull, np.ones(len(points)), points / UNIT_MM])


def _is_paper(bend: Bend, size_mm: tuple[float, float]) -> bool:
    """Whether the bend is small and has no step in it, wherever labels stand around."""
    low, high = bend.at.min(axis=0), np.minimum(bend.at.max(axis=0), size_mm)
    x, y = np.meshgrid(*(np.linspace(a, b, GRID) for a, b in zip(low, high, strict=True)))
    moved = bend.moved(np.column_stack([x.ravel(), y.ravel()])).reshape(GRID, GRID, 2)
    plane = moved.reshape(-1, 2)
    steps = [np.diff(moved, axis=axis) / ((high - low)[1 - axis] / (GRID - 1)) for axis in (0, 1)]
    return bool(np.hypot(plane[:, 0], plane[:, 1]).max() <= MOST_MM) and all(
        float(np.abs(step).max()) <= STEEPEST for step in steps
    )
