"""Rows of boxes as people fill them in and scanners see them, made from single digits: what the reader of digits is trained on.

Everything goes through the same cutting as a real page (ocr.combs), so that training and reading see the same pictures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.combs import BESIDE_MM, PX_PER_MM, pictures_of
from ocr.digits import CLASSES

SHARES = (*([0.083] * 10), 0.03, 0.03, 0.07, 0.04)
"""How often each class is drawn: what is no digit is rare on paper, and a network that met it often would see it everywhere."""
BOXES = 8
BEND_PX = 0.8
YEN, DASH, DIRT, NO_DIGIT = range(10, 14)

Shade = NDArray[np.float32]
Examples = Mapping[int, NDArray[np.uint8]]
"""Digit → n × 28 × 28, ink 255 on 0."""


@dataclass(frozen=True)
class Row:
    """A drawn row of boxes: its cut pictures (n × 28 × 28) and their classes, only of boxes with ink in them."""

    pictures: Shade
    labels: NDArray[np.int64]


def drawn_row(examples: Examples, rng: np.random.Generator) -> Row:
    """Eight boxes filled in at random, scanned at random."""
    wide, high = rng.uniform(4.8, 8.2), rng.uniform(6.0, 10.5)
    shade = np.zeros((_px(high + 2 * BESIDE_MM), _px(BOXES * wide + 2 * BESIDE_MM)), np.float32)
    labels = rng.choice(len(CLASSES), BOXES, p=np.array(SHARES) / sum(SHARES))
    shift = rng.normal(0, 0.12, 2)  # the page never lies quite where it was found
    reach = _px(2 * wide)  # a box is drawn on a patch of its own: the whole row each time would take long
    for i, label in enumerate(labels):
        left = _px((i - 0.5) * wide)
        patch = shade[:, max(0, left) : left + reach]
        middle = BESIDE_MM + (i + 0.5) * wide + shift[0] - max(0, left) / PX_PER_MM, BESIDE_MM + high / 2 + shift[1]
        _fill(patch, int(label), middle, min(wide, high * 0.85), examples, rng)
    form = _sides(shade.shape, wide, high)
    moved = cv2.warpAffine(form, np.column_stack([np.eye(2), shift * PX_PER_MM]), (form.shape[1], form.shape[0]))
    strength = rng.choice([0.0, rng.uniform(0.08, 0.45), 1.0], p=[0.2, 0.7, 0.1])
    shade *= rng.uniform(0.75, 1.0)
    scanned = _scanned(np.maximum(shade, moved * strength), rng)
    cut = pictures_of(scanned, np.asarray(255 * (1 - form), np.uint8), BOXES)
    return Row(cut.pictures[cut.inked], labels[cut.inked].astype(np.int64))


def _px(mm: float) -> int:
    return round(mm * PX_PER_MM)


def _sides(shape: tuple[int, ...], wide: float, high: float) -> Shade:
    """The boxes as the blank form prints them: 1 on a line."""
    form = np.zeros(shape, np.float32)
    top, bottom = _px(BESIDE_MM), _px(BESIDE_MM + high)
    for i in range(BOXES + 1):
        x = _px(BESIDE_MM + i * wide)
        form[top:bottom, x - 1 : x + 1] = 1
    form[top - 1 : top + 1, _px(BESIDE_MM) : -_px(BESIDE_MM)] = 1
    form[bottom - 1 : bottom + 1, _px(BESIDE_MM) : -_px(BESIDE_MM)] = 1
    return form


def _fill(
    shade: Shade, label: int, middle: tuple[float, float], room: float, examples: Examples, rng: np.random.Generator
) -> None:
    size = room * rng.uniform(0.6, 0.98)
    x, y = middle + rng.uniform(-0.12, 0.12, 2) * room
    if label < 10:
        _digit(shade, label, (x, y), size, examples, rng)
    elif label == YEN:
        _strokes(shade, _yen(rng), (x, y), size, rng)
    elif label == DASH:
        _strokes(shade, [_jittered([(-0.5, 0), (0.5, 0)], rng, 0.06)], (x, y), size * rng.uniform(0.5, 1), rng)
    elif label == DIRT:
        _dirt(shade, (x, y), size, rng)
    else:
        _no_digit(shade, (x, y), size, examples, rng)


def _digit(
    shade: Shade, digit: int, at: tuple[float, float], size: float, examples: Examples, rng: np.random.Generator
) -> None:
    """One real digit, a little bent, turned, slanted, stretched, thicker or thinner than it was written."""
    ink = _bent(examples[digit][rng.integers(len(examples[digit]))].astype(np.float32) / 255, rng)
    scale = size * PX_PER_MM / 20
    angle, slant, aspect = rng.normal(0, 0.11), rng.normal(0, 0.16), rng.normal(1, 0.1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = scale * turn @ np.array([[aspect, slant], [0, 1 / aspect]])
    offset = np.array(at) * PX_PER_MM - shape @ (13.5, 13.5)
    height, width = shade.shape
    wide = cv2.warpAffine(ink, np.column_stack([shape, offset]), (width, height), flags=cv2.INTER_CUBIC)
    sharp = np.clip((wide - rng.uniform(0.1, 0.5)) * rng.uniform(1.3, 3.5), 0, 1)
    np.maximum(shade, sharp * rng.uniform(0.7, 1), out=shade)


def _bent(ink: Shade, rng: np.random.Generator) -> Shade:
    """The digit on paper of rubber (Simard et al., 2003): hands differ by more than one collection shows."""
    high, wide = ink.shape
    pulls = [
        cv2.resize(rng.normal(0, BEND_PX, (4, 4)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
        for _ in "xy"
    ]
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    return np.asarray(cv2.remap(ink, x + pulls[0], y + pulls[1], cv2.INTER_LINEAR), np.float32)


def _no_digit(shade: Shade, at: tuple[float, float], size: float, examples: Examples, rng: np.random.Generator) -> None:
    """A digit struck out, two on top of or beside each other, a letter, a scribble."""
    how = rng.choice(["struck", "two", "over", "letter", "scribble"], p=[0.5, 0.1, 0.1, 0.15, 0.15])
    digit = int(rng.integers(10))
    if how == "letter":
        _strokes(shade, _letter(rng), at, size, rng)
    elif how == "scribble":
        _strokes(shade, [rng.uniform(-0.5, 0.5, (int(rng.integers(8, 16)), 2))], at, size, rng)
    elif how in ("two", "over"):
        aside = rng.uniform(0.2, 0.35) * size if how == "two" else 0.0
        for one, side in ((digit, -1), ((digit + int(rng.integers(1, 10))) % 10, 1)):
            _digit(shade, one, (at[0] + side * aside, at[1]), size * rng.uniform(0.7, 0.95), examples, rng)
    else:
        _digit(shade, digit, at, size, examples, rng)
        tilt = rng.uniform(-0.5, 0.5)
        lines = [
            np.array([(-0.6, o - tilt), (0.6, o + tilt)])
            for o in rng.uniform(-0.2, 0.2, rng.choice([1, 2, 3], p=[0.2, 0.6, 0.2]))
        ]
        _strokes(shade, [_jittered(line, rng, 0.05) for line in lines], at, size, rng)


def _yen(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    high = rng.uniform(-0.05, 0.12)
    lines = [[(-0.35, -0.5), (0, 0)], [(0.35, -0.5), (0, 0), (0, 0.5)]]
    bars = [[(-0.3, high), (0.3, high)], [(-0.3, high + 0.2), (0.3, high + 0.2)]]
    return [_jittered(line, rng, 0.05) for line in (*lines, *bars)]


def _letter(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    letters = (
        [[(-0.4, -0.5), (0.4, -0.5)], [(0, -0.5), (0, 0.5)]],
        [[(-0.4, -0.4), (0.4, 0.4)], [(0.4, -0.4), (-0.4, 0.4)]],
        [[(-0.4, 0.5), (0, -0.5), (0.4, 0.5)], [(-0.2, 0.1), (0.2, 0.1)]],
        [[(-0.4, -0.5), (-0.4, 0.5)], [(-0.4, 0), (0.4, 0)], [(0.4, -0.5), (0.4, 0.5)]],
        [[(-0.45, -0.5), (-0.45, 0.5), (0, 0), (0.45, 0.5), (0.45, -0.5)]],
    )
    return [_jittered(line, rng, 0.05) for line in letters[rng.integers(len(letters))]]


def _jittered(line: object, rng: np.random.Generator, by: float) -> NDArray[np.float64]:
    points = np.asarray(line, np.float64)
    return points + rng.normal(0, by, points.shape)


def _strokes(
    shade: Shade, lines: list[NDArray[np.float64]], at: tuple[float, float], size: float, rng: np.random.Generator
) -> None:
    """Lines in units of `size` around `at`, as thick as a pen."""
    ink = np.zeros(shade.shape, np.uint8)
    thick = int(rng.integers(2, 6))
    for line in lines:
        points = np.rint((np.array(at) + line * size) * PX_PER_MM * 8).astype(np.int32)
        cv2.polylines(ink, [points.reshape(-1, 1, 2)], False, 255, thick, cv2.LINE_AA, 3)
    np.maximum(shade, ink.astype(np.float32) / 255 * rng.uniform(0.7, 1), out=shade)


def _dirt(shade: Shade, at: tuple[float, float], size: float, rng: np.random.Generator) -> None:
    """Dust, a smear, the arc of a seal."""
    ink = np.zeros(shade.shape, np.uint8)
    x, y = round(at[0] * PX_PER_MM), round(at[1] * PX_PER_MM)
    if rng.random() < 0.6:
        for _ in range(int(rng.integers(1, 4))):
            speck = rng.normal(0, size * PX_PER_MM / 6, 2)
            cv2.circle(ink, (x + round(speck[0]), y + round(speck[1])), int(rng.integers(2, 5)), 255, -1)
    else:
        radius = round(rng.uniform(4, 8) * PX_PER_MM)
        angle = rng.uniform(0, 6.283)
        middle = (round(x + radius * np.cos(angle)), round(y + radius * np.sin(angle)))
        cv2.circle(ink, middle, radius, 255, int(rng.integers(1, 4)))
    np.maximum(shade, ink.astype(np.float32) / 255 * rng.uniform(0.3, 0.8), out=shade)


def _scanned(shade: Shade, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lens, sensor and dust; grey as a scanner gives it."""
    soft = cv2.GaussianBlur(shade, (0, 0), rng.uniform(0.3, 1.3))
    depth = rng.uniform(60, 235)
    grey = 250 - soft * depth + rng.normal(0, 1, shade.shape) * rng.choice([1.0, rng.uniform(2, 0.09 * depth)])
    for _ in range(int(rng.integers(0, 4))):
        speck = (int(rng.integers(shade.shape[1])), int(rng.integers(shade.shape[0])))
        cv2.circle(grey, speck, int(rng.integers(0, 2)), 250 - 0.7 * depth, -1)
    if rng.random() < 0.1:
        streak = int(rng.integers(shade.shape[1] - 2))
        grey[:, streak : streak + 2] *= 0.87
    return np.asarray(np.clip(grey, 0, 255), np.uint8)
