"""The seams (design section 4): each exists because two implementations do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from slips.model import Crop, Entry, Notice, Reading, Receipt, Search, Voucher


class OcrEngine(Protocol):
    """Pixels in, Readings out; the order of the crops is kept."""

    name: str
    version: str

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """One Reading a crop; an engine that sees nothing gives a Reading without texts."""


class FinanceSystem(Protocol):
    """A city's finance system, seen through what a clerk could do."""

    def find(self, search: Search) -> list[Voucher]:
        """Every voucher that matches, cancelled and returned ones included, all pages of the result.

        An empty list counts: the control voucher was found by the same kind of search in the same session.
        Raises Unavailable when it was not, or when the system did not answer.
        """

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        """Type the entry, compare the confirm screen, call `crossing` (which writes `committing` durably), register, open again, compare.

        Raises Refused or Unavailable before the registering click, Unconfirmed after it.
        """


@dataclass(frozen=True)
class Arrival:
    """A file that has stopped growing, already renamed into the claim folder, where nobody else writes."""

    desk: str
    untrusted_name: str
    path: Path


class Inbox(Protocol):
    """Where paper comes in."""

    def waiting(self) -> list[Arrival]:
        """Files ready to be taken, oldest first; files claimed before a crash come again."""

    def claimed(self) -> list[Arrival]:
        """Files claimed and not yet answered; Unavailable when any desk cannot be listed, for then none may count as gone."""

    def peek(self) -> tuple[list[str], list[str]]:
        """Names of what lies dropped, and of what is claimed and not yet answered; nothing is taken."""

    def done(self, arrival: Arrival, note: str, *, keep: bool = True) -> None:
        """The file was taken; `note` tells the clerk what it became. keep False: the file itself is removed, only the note stays."""

    def aside(self, arrival: Arrival, reason: str) -> None:
        """The file cannot be used; `reason` tells the clerk why and what to do."""


Notify = Callable[[Notice], None]
"""Sends one notice or raises Unavailable."""
