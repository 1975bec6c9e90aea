"""Figures scribbled over or blackened: strokes to and fro that join them into one dense piece, from their upper edge to their lower one."""

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.writing import Writing

BLACK_MM, BLACK = 3.6, 0.71
WINDOW_MM, DENSE_WINDOW_MM, EDGE = 1.4, 3.0, 4


@dataclass(frozen=True)
class Piece:
    """The widest piece of joined ink. wide, lean (width by height); share of the writing's width; ink: share of its own box.

    filled: share of its columns near which it reaches both its upper and its lower edge; dense: ink on the densest spot.
    """

    wide_mm: float
    lean: float
    share: float
    ink: float
    filled: float
    dense: float


SCRIBBLE = Piece(6.0, 1.35, 0.8, 0.53, 0.9, 0.6)
BLOT = Piece(2.4, 0.75, 0.75, 0.7, 0.85, 0.0)
"""The least that makes a scribble over several figures, and a blackening of one of them; clean writing stays below both."""


def scribbled(writing: Writing) -> float:
    """How black the writing is made, 0 where it is not."""
    if not writing.ink.any():
        return 0.0
    black, piece = _blackness(writing), _widest(writing)
    if black > BLACK:
        return black
    return piece.ink if _reaches(piece, SCRIBBLE) or _reaches(piece, BLOT) else 0.0


def _reaches(piece: Piece, least: Piece) -> bool:
    return (
        piece.wide_mm >= least.wide_mm
        and piece.lean >= least.lean
        and piece.share >= least.share
        and piece.ink >= least.ink
        and piece.filled >= least.filled
        and piece.dense >= least.dense
    )


def _widest(writing: Writing) -> Piece:
    px_per_mm = writing.px_per_mm
    joined = cv2.morphologyEx(writing.ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    number = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_WIDTH]))
    x, y, wide, high, area = (int(v) for v in stats[number])
    own = numbers[y : y + high, x : x + wide] == number
    edge, window = max(1, high // EDGE), (max(1, round(WINDOW_MM * px_per_mm)), 1)
    above, below = (
        cv2.blur(part.any(axis=0).astype(np.float32)[None], window) > 0 for part in (own[:edge], own[-edge:])
    )
    spot = (max(1, round(DENSE_WINDOW_MM * px_per_mm)), max(1, round(0.8 * writing.ink.shape[0])))
    dense = cv2.blur(writing.ink.astype(np.float32), spot, borderType=cv2.BORDER_CONSTANT)
    return Piece(
        wide / px_per_mm,
        wide / high,
        wide / writing.ink.shape[1],
        area / (wide * high),
        float((above & below).mean()),
        float(dense.max()),
    )


def _blackness(writing: Writing) -> float:
    """The largest share of ink on any spot as high as the figures and wider than one of them."""
    height, width = writing.ink.shape
    wide, high = max(round(BLACK_MM * writing.px_per_mm), round(1.4 * height)), round(0.8 * height)
    if width < wide or not high:
        return 0.0
    return float(cv2.blur(writing.ink.astype(np.float32), (wide, high), borderType=cv2.BORDER_CONSTANT).max())
