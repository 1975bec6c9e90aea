"""From a recogniser's probabilities to a line of text (connectionist temporal classification, greedy path)."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.likeliest import Place, likeliest
from ocr.repertoire import in_two_widths

Probabilities = NDArray[np.float32]
BLANK = 0
UNLIKELY = 0.01
MOST_ALTERNATIVES = 8
RUNNERS_UP = 3
LEAST_JOINT = 0.001


@dataclass(frozen=True)
class Line:
    """text: what was read; confidence: the *least* probability among its characters (0 for an empty line).

    alternatives: up to eight other lines, likeliest first: characters changed, left out or put in where that was possible.
    spans: left and right edge of each character as fractions of the picture's width; probabilities: of each character.
    """

    text: str
    confidence: float
    alternatives: tuple[str, ...]
    spans: tuple[tuple[float, float], ...]
    probabilities: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Peak:
    """One character of the greedy path: its class, its probability and where it stands; first, last (exclusive) and best step."""

    index: int
    probability: float
    at: float
    start: int
    end: int
    top: int


@dataclass(frozen=True)
class Alphabet:
    """The characters that may stand in a line. classes: a recogniser's classes for them, the blank first; characters: one for each.

    widths: pairs of places among them that are one character in two widths; the second of each is counted with the first.
    """

    classes: NDArray[np.intp]
    characters: tuple[str, ...]
    widths: tuple[tuple[int, int], ...] = ()


def alphabet(characters: Sequence[str], may_stand: Callable[[str], bool]) -> Alphabet:
    """Those of a recogniser's characters (class -> character) that may stand there."""
    classes = [BLANK, *(i for i, c in enumerate(characters) if i != BLANK and may_stand(c))]
    own = tuple(characters[i] for i in classes)
    return Alphabet(np.array(classes), own, tuple(in_two_widths(own)))


def decode_within(probabilities: Probabilities, allowed: Alphabet, used: float = 1.0) -> Line:
    """As decode, given that only the characters allowed can stand there."""
    # Of 18,710 classes a date needs some 60: what is left out is not even copied.
    shown = probabilities[: max(1, round(len(probabilities) * used))]
    kept = np.take(shown, allowed.classes, axis=1)
    for one, other in allowed.widths:
        kept[:, one] += kept[:, other]
        kept[:, other] = 0
    kept /= np.maximum(kept.sum(axis=1, keepdims=True), 1e-9)
    return decode(kept, allowed.characters)


def decode(probabilities: Probabilities, characters: Sequence[str], used: float = 1.0) -> Line:
    """The most probable line. probabilities: steps × classes, class 0 the blank; characters: class -> character.

    used: share of the steps that show the picture; the rest is padding.
    """
    steps = max(1, round(len(probabilities) * used))
    peaks = _peaks(probabilities[:steps])
    if not peaks:
        return Line("", 0.0, (), ())
    text = "".join(characters[p.index] for p in peaks)
    # Whether a gap between words counts as a blank is nobody's business, so its probability says nothing about the text.
    confidence = min((p.probability for p in peaks if characters[p.index] != " "), default=0.0)
    return Line(
        text,
        confidence,
        _alternatives(probabilities[:steps], peaks, characters, text),
        _spans([p.at / steps for p in peaks]),
        tuple(p.probability for p in peaks),
    )


def _peaks(probabilities: Probabilities) -> list[_Peak]:
    best = probabilities.argmax(axis=1)
    peaks: list[_Peak] = []
    start = 0
    for step in range(1, len(best) + 1):
        if step < len(best) and best[step] == best[start]:
            continue
        if best[start] != BLANK:
            peaks.append(_peak(probabilities, int(best[start]), start, step))
        start = step
    return peaks


def _peak(probabilities: Probabilities, index: int, start: int, end: int) -> _Peak:
    top = start + int(probabilities[start:end, index].argmax())
    centre = float(np.average(np.arange(start, end) + 0.5, weights=probabilities[start:end, index]))
    return _Peak(index, float(probabilities[top, index]), centre, start, end, top)


def _alternatives(
    probabilities: Probabilities, peaks: list[_Peak], characters: Sequence[str], text: str
) -> tuple[str, ...]:
    """Other lines that were possible, likeliest first."""
    ends = [0, *(p.end for p in peaks)]
    starts = [*(p.start for p in peaks), len(probabilities)]
    gaps = [_gap(probabilities, start, end, characters) for start, end in zip(ends, starts, strict=True)]
    seen = [_seen(probabilities[p.top], characters) for p in peaks]
    places = [gaps[0], *itertools.chain.from_iterable(zip(seen, gaps[1:], strict=True))]
    lines = likeliest(places, MOST_ALTERNATIVES + 1, LEAST_JOINT)
    return tuple(line for line, _ in lines if line != text)[:MOST_ALTERNATIVES]


def _seen(row: Probabilities, characters: Sequence[str]) -> Place:
    """What may stand where a character was read: that character, its runners-up, nothing."""
    possible = [int(i) for i in np.flatnonzero(row >= UNLIKELY)] or [int(row.argmax())]
    order = sorted(possible, key=lambda i: -row[i])[: RUNNERS_UP + 1]
    return [("" if i == BLANK else characters[i], float(row[i])) for i in order]


def _gap(probabilities: Probabilities, start: int, end: int, characters: Sequence[str]) -> Place:
    """What may stand between two characters: nothing, or the one that nearly rose there (not the tail of a neighbour's)."""
    # Only where the blank leaves something over can anything else have risen: cheaper than to look at every class.
    doubtful = [int(i) + start for i in np.flatnonzero(probabilities[start:end, BLANK] <= 1 - UNLIKELY)]
    most = {step: float(probabilities[step, BLANK + 1 :].max()) for step in doubtful}
    for step in sorted((s for s in doubtful if most[s] >= UNLIKELY), key=lambda s: -most[s]):
        index = int(probabilities[step, BLANK + 1 :].argmax()) + BLANK + 1
        around = probabilities[max(0, step - 1) : step + 2, index]
        if probabilities[step, index] >= around.max():
            return [("", float(probabilities[step, BLANK])), (characters[index], float(probabilities[step, index]))]
    return [("", 1.0)]


def _spans(centres: list[float]) -> tuple[tuple[float, float], ...]:
    """Edges half-way between neighbours; the outer ones as far out as the neighbour's pitch allows."""
    gaps = [b - a for a, b in itertools.pairwise(centres)]
    pitch = float(np.median(gaps)) if gaps else 1.0
    between = [(a + b) / 2 for a, b in itertools.pairwise(centres)]
    edges = [max(0.0, centres[0] - pitch / 2), *between, min(1.0, centres[-1] + pitch / 2)]
    return tuple(itertools.pairwise(edges))
