"""Nuisances that can be switched on by name: `--trap lost-answer=0.1,session=5m`."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

SECONDS = {"s": 1, "m": 60, "h": 3600}


class Answer(Enum):
    """How the answer to 登録 leaves the server."""

    WHOLE = "whole"
    GATEWAY = "502"
    CUT = "cut"


@dataclass(frozen=True)
class Traps:
    """The switches, all harmless unless set."""

    lost_answer: float = 0.0
    session_s: float = 20 * 60
    delay_s: float = 0.05
    chance: random.Random = field(default_factory=lambda: random.Random(1), repr=False, compare=False)

    def answer_to_register(self) -> Answer:
        if self.chance.random() >= self.lost_answer:
            return Answer.WHOLE
        return self.chance.choice((Answer.GATEWAY, Answer.CUT))


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def _duration(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if found is None:
        raise ValueError(text)
    return float(found[1]) * SECONDS[found[2]]


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 60:
        raise ValueError(text)
    return seconds


# name on the command line: (field of Traps, how its value is read)
NAMED: dict[str, tuple[str, Callable[[str], float]]] = {
    "lost-answer": ("lost_answer", _share),
    "session": ("session_s", _duration),
    "delay": ("delay_s", _seconds),
}


def traps_from(text: str, traps: Traps) -> Traps:
    """Traps with the named ones set. ValueError for an unknown name or a value that is not one."""
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if name not in NAMED:
            raise ValueError(f"unknown trap {name}; known: {', '.join(NAMED)}")
        where, read = NAMED[name]
        try:
            traps = replace(traps, **{where: read(value)})  # type: ignore[arg-type]  # `where` names a float
        except ValueError:
            raise ValueError(f"trap {name} cannot be {value!r}") from None
    return traps
