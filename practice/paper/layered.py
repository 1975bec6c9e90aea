"""Digital pages whose text layer lies: what a person sees and what a program is told are two amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from practice.paper.marks import Mark, Words


@dataclass(frozen=True)
class Layered:
    """marks are drawn as text, pictured as a picture, layer holds the words that nobody sees."""

    marks: tuple[Mark, ...]
    pictured: tuple[Mark, ...]
    layer: tuple[Words, ...]


def layered(seen: Sequence[Mark], said: Sequence[Mark], seed: int) -> Layered:
    """A page that shows `seen` and says `said`.

    Even seeds: all of it is a picture with a text layer, as scanning software writes it. Odd seeds: a page of text on which only
    what differs is a picture.
    """
    told = tuple(mark for mark in said if isinstance(mark, Words))
    if seed % 2 == 0:
        return Layered((), tuple(seen), told)
    alike = set(seen) & set(said)
    return Layered(
        tuple(mark for mark in seen if mark in alike),
        tuple(mark for mark in seen if mark not in alike),
        tuple(mark for mark in told if mark not in alike),
    )
