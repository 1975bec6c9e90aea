"""One way to draw an invoice."""

from collections.abc import Callable
from dataclasses import dataclass

from practice.paper.invoice.bill import Basis, Bill
from practice.paper.invoice.look import Look
from practice.paper.sheet import Sheet


@dataclass(frozen=True)
class Layout:
    """draw: the whole page; seal_at: where the firm presses its seal, middle in mm; basis: are its prices with or without tax?"""

    draw: Callable[[Bill, Look], Sheet]
    seal_at: tuple[float, float]
    basis: Basis = "exclusive"
    most_rows: int = 18
