"""Where the form's printed words are on a page: how far each is from its place, and which field's label is not there at all.

Pictures only, no reading: a word is slid over the page around its place (normalised correlation). Measured at 160 dpi on every
profile (seeds 3000, 3001): a word on itself scores 0.63 to 0.97, on another of the same length 0.45 (19 of 20), 0.66 (99 of 100).
"""

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.labels import RectMm

Grey = NDArray[np.uint8]
Cut = Callable[[RectMm, float], Grey]
"""A rectangle of the form (mm) at so many pixels a millimetre: as the blank page has it, or as the page has it."""
Shift = tuple[float, float, float, float]
"""Where a word stands on the form and how far off it is, in mm: x, y, dx, dy."""

PX_PER_MM = 160 / 25.4
SEARCH_MM, NEAR_MM = 2.5, 0.8
ALIKE, THERE, CERTAIN = 0.55, 0.5, 0.9
BETTER = 0.1
AS_LONG_MM = 2.0


def shifts_of(words: Sequence[RectMm], on_form: Cut, on_page: Cut) -> list[Shift]:
    """Of every word that is found near its place."""
    return [s for s in (_shift(word, on_form, on_page) for word in words) if s]


def without_label(
    labels: Mapping[str, tuple[int, ...]], words: Sequence[RectMm], on_form: Cut, on_page: Cut
) -> frozenset[str]:
    """Fields one of whose labels is not in its place, or looks more like another label of the form (a column swapped)."""
    asked = sorted({number for numbers in labels.values() for number in numbers})
    looks = {number: on_form(words[number], PX_PER_MM) for number in asked}
    missing = {number for number in asked if not _is_there(number, looks, words, on_page)}
    return frozenset(name for name, numbers in labels.items() if missing & set(numbers))


def _is_there(number: int, looks: Mapping[int, Grey], words: Sequence[RectMm], on_page: Cut) -> bool:
    around = on_page(_wider(words[number], NEAR_MM), PX_PER_MM)
    own = _likeness(around, looks[number])
    if own < THERE or own > CERTAIN:
        return own > CERTAIN
    return not any(_likeness(around, look) > own + BETTER for other, look in looks.items() if other != number)


def _likeness(around: Grey, look: Grey) -> float:
    """The best correlation; -1 for a look of quite another size."""
    spare = AS_LONG_MM * PX_PER_MM + 2 * NEAR_MM * PX_PER_MM
    room = (around.shape[0] - look.shape[0], around.shape[1] - look.shape[1])
    if min(room) < 0 or max(room) > spare:
        return -1.0
    return float(cv2.matchTemplate(around, look, cv2.TM_CCOEFF_NORMED).max())


def _shift(word: RectMm, on_form: Cut, on_page: Cut) -> Shift | None:
    """By sliding the blank page's picture of the word over the page; None if nothing there is like it."""
    scores = np.asarray(
        cv2.matchTemplate(on_page(_wider(word, SEARCH_MM), PX_PER_MM), on_form(word, PX_PER_MM), cv2.TM_CCOEFF_NORMED),
        np.float32,
    )
    _, best, _, (left, top) = cv2.minMaxLoc(scores)
    if best < ALIKE:
        return None
    dx, dy = _finer(scores[top], left), _finer(scores[:, left], top)
    middle = ((word[0] + word[2]) / 2, (word[1] + word[3]) / 2)
    return (*middle, dx / PX_PER_MM - SEARCH_MM, dy / PX_PER_MM - SEARCH_MM)


def _wider(rect: RectMm, more: float) -> RectMm:
    return (rect[0] - more, rect[1] - more, rect[2] + more, rect[3] + more)


def _finer(scores: NDArray[np.float32], top: int) -> float:
    """The place of the highest score between pixels, by a parabola through its neighbours."""
    if not 0 < top < len(scores) - 1:
        return float(top)
    before, at, after = (float(scores[top + i]) for i in (-1, 0, 1))
    bend = before - 2 * at + after
    return top + (0.5 * (before - after) / bend if bend else 0.0)
