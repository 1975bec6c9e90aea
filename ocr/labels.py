"""The words that a form itself prints: found on its blank page, each field's label among them, looked for on every page by their look."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from slips.form import Form
from slips.model import Box

Grey = NDArray[np.uint8]
RectMm = tuple[float, float, float, float]

PX_PER_MM = 200 / 25.4
DARKER = 60
RULE_MM, RULE_THICK_MM = 9.0, 0.35
GAP_MM = 1.3
HEIGHTS_MM, LEAST_WIDE_MM = (1.6, 8.0), 2.4
ASIDE_MM, ABOVE_MM = 60.0, 70.0
IN_ROW, IN_COLUMN = 0.5, 0.5
INTO_MM = 0.6
ON_THE_LEFT = 2
"""A tax's own label says no more than 消費税; the one before it says of which rate."""


def words_of(picture: Grey, px_per_mm: float) -> tuple[RectMm, ...]:
    """Where words (labels, titles, notes) stand on a blank page, in mm: ink without rules, joined where letters are close."""
    size = (round(picture.shape[1] * PX_PER_MM / px_per_mm), round(picture.shape[0] * PX_PER_MM / px_per_mm))
    grey = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    ink = (grey < float(np.median(grey)) - DARKER).astype(np.uint8)
    letters = np.where(_rules(ink) > 0, 0, ink).astype(np.uint8)
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, round(GAP_MM * PX_PER_MM)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = [tuple(float(v) / PX_PER_MM for v in (x, y, x + wide, y + high)) for x, y, wide, high, _ in stats[1:]]
    rects = [(x0, y0, x1, y1) for x0, y0, x1, y1 in found]
    return tuple(
        r for r in _joined(rects) if HEIGHTS_MM[0] <= r[3] - r[1] <= HEIGHTS_MM[1] and r[2] - r[0] >= LEAST_WIDE_MM
    )


def _joined(rects: Sequence[RectMm]) -> list[RectMm]:
    """Parts of one line of letters (a dot, the upper half of a character) made one."""
    kept: list[RectMm] = []
    for rect in sorted(rects):
        near = next((k for k in kept if _is_one_word(k, rect)), None)
        if near is None:
            kept.append(rect)
            continue
        kept.remove(near)
        kept.append((min(near[0], rect[0]), min(near[1], rect[1]), max(near[2], rect[2]), max(near[3], rect[3])))
    return kept


def _is_one_word(left: RectMm, right: RectMm) -> bool:
    apart = max(right[0] - left[2], left[0] - right[2])
    above = max(right[1] - left[3], left[1] - right[3])
    return apart <= GAP_MM and above <= 0.5 and max(left[3], right[3]) - min(left[1], right[1]) <= HEIGHTS_MM[1] / 2


def _rules(ink: Grey) -> Grey:
    """Long straight lines."""
    long, thick = round(RULE_MM * PX_PER_MM), round(RULE_THICK_MM * PX_PER_MM) | 1
    flat = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    return np.asarray(cv2.dilate(np.maximum(flat, upright), np.ones((thick, thick), np.uint8)), np.uint8)


def landmarks_of(form: Form, printed: Sequence[RectMm]) -> tuple[tuple[RectMm, ...], Mapping[str, tuple[int, ...]]]:
    """What tells where the paper lies: labels of fields and the form's anchors; and which of them say what each field is.

    Other words count for nothing: long lines of small print are set a little differently by every printer.
    """
    outside = [w for w in printed if not any(_touch(w, in_mm(form, field.box)) for field in form.fields)]
    said = {field.name: _labels(in_mm(form, field.box), outside) for field in form.fields}
    labels = sorted({word for words in said.values() for word in words})
    anchors = [in_mm(form, anchor.box) for anchor in form.anchors]
    marks = (*labels, *(a for a in anchors if not any(_touch(a, label) for label in labels)))
    return marks, {name: tuple(marks.index(word) for word in words) for name, words in said.items() if words}


def _labels(box: RectMm, words: Sequence[RectMm]) -> list[RectMm]:
    """The two nearest words to the left in its row, else the nearest above in its column."""
    return _left_of(box, words)[:ON_THE_LEFT] or _above(box, words)[:1]


def in_mm(form: Form, box: Box) -> RectMm:
    """A box in fractions of the form, in millimetres."""
    return (box[0] * form.width_mm, box[1] * form.height_mm, box[2] * form.width_mm, box[3] * form.height_mm)


def _touch(one: RectMm, other: RectMm) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def _left_of(box: RectMm, words: Sequence[RectMm]) -> list[RectMm]:
    """Nearest first."""
    row = [w for w in words if min(box[3], w[3]) - max(box[1], w[1]) >= IN_ROW * (w[3] - w[1])]
    near = [w for w in row if -INTO_MM <= box[0] - w[2] <= ASIDE_MM]
    return sorted(near, key=lambda w: box[0] - w[2])


def _above(box: RectMm, words: Sequence[RectMm]) -> list[RectMm]:
    """Nearest first."""
    column = [w for w in words if min(box[2], w[2]) - max(box[0], w[0]) >= IN_COLUMN * (w[2] - w[0])]
    near = [w for w in column if -INTO_MM <= box[1] - w[3] <= ABOVE_MM]
    return sorted(near, key=lambda w: box[1] - w[3])
