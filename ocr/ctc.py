"""From a recogniser's probabilities to a line of text (connectionist temporal classification, greedy path)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float32]
BLANK = 0
UNLIKELY = 0.01
MOST_ALTERNATIVES = 4


@dataclass(frozen=True)
class Line:
    """text: what was read; confidence: the *least* probability among its characters (0 for an empty line).

    spans: left and right edge of each character as fractions of the picture's width.
    """

    text: str
    confidence: float
    alternatives: tuple[str, ...]
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class _Peak:
    """One character of the greedy path: its class, its probability, where it stands, the runner-up there."""

    index: int
    probability: float
    at: float
    second: int
    second_probability: float


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
    return Line(text, confidence, _alternatives(peaks, characters), _spans([p.at / steps for p in peaks]))


def masked(probabilities: Probabilities, allowed: NDArray[np.intp]) -> Probabilities:
    """The probabilities given that only the allowed classes (the blank among them) can stand there."""
    kept = np.zeros_like(probabilities)
    kept[:, allowed] = probabilities[:, allowed]
    return np.asarray(kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-9), dtype=np.float32)


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
    others = probabilities[top].copy()
    others[index] = 0
    second = int(others.argmax())
    centre = float(np.average(np.arange(start, end) + 0.5, weights=probabilities[start:end, index]))
    return _Peak(index, float(probabilities[top, index]), centre, second, float(others[second]))


def _alternatives(peaks: list[_Peak], characters: Sequence[str]) -> tuple[str, ...]:
    """The line with one character changed (or left out) where another was possible, likeliest first."""
    doubtful = sorted(range(len(peaks)), key=lambda i: peaks[i].second_probability / peaks[i].probability, reverse=True)
    lines = []
    for i in doubtful[:MOST_ALTERNATIVES]:
        if peaks[i].second_probability < UNLIKELY:
            break
        instead = "" if peaks[i].second == BLANK else characters[peaks[i].second]
        lines.append("".join(instead if i == j else characters[p.index] for j, p in enumerate(peaks)))
    return tuple(lines)


def _spans(centres: list[float]) -> tuple[tuple[float, float], ...]:
    """Edges half-way between neighbours; the outer ones as far out as the neighbour's pitch allows."""
    gaps = [b - a for a, b in itertools.pairwise(centres)]
    pitch = float(np.median(gaps)) if gaps else 1.0
    between = [(a + b) / 2 for a, b in itertools.pairwise(centres)]
    edges = [max(0.0, centres[0] - pitch / 2), *between, min(1.0, centres[-1] + pitch / 2)]
    return tuple(itertools.pairwise(edges))
