"""Fields that are marked, not written: a tick in a check box, a circle round a printed word, a seal in its place.

Each option gets a score, how much of a mark lies on it; between two thresholds nobody can say, and a person is asked. Two options
marked are never an answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.cut import Laid
from ocr.marks_ink import Patch, Rect, in_mm, patch_of
from ocr.marks_shape import circle_scores, seal_score, tick_score
from slips.form import Field, Mark
from slips.model import Box, Reading, Text

ENGINE, INK, VERSION = "marks", "ink", "1"
SEVERAL, UNCLEAR, UNSEEN = "several marked", "unclear mark", "print not seen"
PRESENT = "あり"
AROUND_MM = {"check": 4.0, "circle": 5.0, "seal": 6.0}


@dataclass(frozen=True)
class Scale:
    """Scores up to `clean` mean that nothing is there, from `marked` on that a mark is; the steepness turns a score into a confidence."""

    clean: float
    marked: float
    steepness: float

    def confidence(self, score: float) -> float:
        """0.5 in the middle between the thresholds, towards 1 for more of a mark."""
        return 1 / (1 + math.exp(-self.steepness * (score - (self.clean + self.marked) / 2)))


TICK = Scale(clean=0.6, marked=1.3, steepness=8.0)
CIRCLE = Scale(clean=0.3, marked=0.7, steepness=15.0)
SEAL = Scale(clean=0.3, marked=0.6, steepness=15.0)

SCALES = {"check": TICK, "circle": CIRCLE, "seal": SEAL}


def mark_readings(page: Laid, fields: Sequence[Field]) -> list[Reading]:
    """One Reading for each field that has a `mark`: its option, nothing on clean paper (kind "ink"), or unclear (no texts)."""
    return [_reading(page, field) for field in fields if field.mark]


def _reading(page: Laid, field: Field) -> Reading:
    patch = patch_of(page, in_mm(page.found, field.box, AROUND_MM[field.mark]))
    if not patch.seen or field.name in page.found.off:
        return Reading(field.name, ENGINE, VERSION, UNSEEN, (), "mark")
    places = [in_mm(page.found, option.box) for option in field.options] or [in_mm(page.found, field.box)]
    texts = [(option.text, option.box) for option in field.options] or [(PRESENT, field.box)]
    scale, scores = SCALES[field.mark], scores_of(field.mark, patch, places)
    return _answer(field, scale, list(zip(texts, scores, strict=True)))


def scores_of(mark: Mark, patch: Patch, places: Sequence[Rect]) -> list[float]:
    """How much of a mark lies on each place, in the unit of SCALES[mark]; a circle round one place is no mark of its neighbours."""
    if mark == "seal":
        return [seal_score(patch, place) for place in places]
    if mark == "check":
        return [tick_score(patch, place) for place in places]
    return circle_scores(patch, places, CIRCLE.clean, CIRCLE.marked)


def _answer(field: Field, scale: Scale, scored: Sequence[tuple[tuple[str, Box], float]]) -> Reading:
    """The one option that is marked while all others are clean; anything else is for a person, or blank paper."""
    (text, box), most = max(scored, key=lambda one: one[1])
    marked = sum(score >= scale.marked for _, score in scored)
    touched = sum(score > scale.clean for _, score in scored)
    if not touched:
        return Reading(field.name, INK, VERSION, "mark", (), "ink")
    if marked == touched == 1:
        return Reading(field.name, ENGINE, VERSION, "mark", (Text(text, scale.confidence(most), box),), "mark")
    return Reading(field.name, ENGINE, VERSION, SEVERAL if marked > 1 else UNCLEAR, (), "mark")
