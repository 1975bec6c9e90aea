"""Marks that people make on forms: ticks and crosses in boxes, circles round printed words."""

import math
from collections.abc import Iterator

from practice.paper.handwriting import Writer
from practice.paper.marks import Rect, Stroke

_TICK = ((0.12, 0.48), (0.26, 0.66), (0.42, 0.9), (0.62, 0.5), (1.1, -0.12))
_CROSS = (((0.1, 0.1), (0.52, 0.5), (0.92, 0.94)), ((0.9, 0.08), (0.48, 0.52), (0.08, 0.9)))


def ticked(box: Rect, writer: Writer) -> Iterator[Stroke]:
    """A tick in a check box, running over its corner; now and then a cross."""
    shapes = _CROSS if writer.rng.random() < 0.2 else (_TICK,)
    x0, y0, x1, y1 = box
    rng, wide, high = writer.rng, x1 - x0, y1 - y0
    for shape in shapes:
        points = tuple(
            (x0 + (x + rng.uniform(-0.07, 0.07)) * wide, y0 + (y + rng.uniform(-0.07, 0.07)) * high) for x, y in shape
        )
        yield Stroke(points, rng.uniform(0.35, 0.55), writer.pen)


def circled(word: Rect, writer: Writer) -> Iterator[Stroke]:
    """A circle drawn round a printed word, not quite closed or running over its own beginning."""
    x0, y0, x1, y1 = word
    rng = writer.rng
    x, y = (x0 + x1) / 2 + rng.uniform(-0.6, 0.6), (y0 + y1) / 2 + rng.uniform(-0.4, 0.4)
    across, down = (x1 - x0) / 2 + rng.uniform(0.9, 1.8), (y1 - y0) / 2 + rng.uniform(0.8, 1.5)
    start, turn = rng.uniform(-2.4, -1.2), math.tau * rng.uniform(0.97, 1.08)
    swell, points = rng.uniform(-0.06, 0.06), []
    for step in range(41):
        angle = start + turn * step / 40
        reach = 1 + swell * math.sin(2 * angle + start) + 0.03 * step / 40
        points.append((x + across * reach * math.cos(angle), y + down * reach * math.sin(angle)))
    yield Stroke(tuple(points), rng.uniform(0.35, 0.55), writer.pen)
