"""A finance system as its worksheets describe it: what holds on every screen, and the sheets, one step a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bots.formats import Format

PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""A value's name in a worksheet, with or without the format it is written in: {amount}, {amount:plain}."""

TYPES = frozenset({"fill", "fill_date", "select"})
"""Actions that put a value of the entry on the screen."""

ABOUT_US = frozenset({"key", "user", "password", "voucher_no", "state"})
"""Names every system has, besides the values of an Entry that it declares."""


@dataclass(frozen=True)
class Step:
    """One row. screen: the page the row is done on, named where one arrives; leads_on: the next row names a screen."""

    sheet: str
    row: int
    action: str
    target: str = ""
    value: str = ""
    screen: str = ""
    note: str = ""
    leads_on: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in PLACE.findall(f"{self.target} {self.value}"))

    @property
    def where(self) -> str:
        return f"手順書「{self.sheet}」の{self.row}行目"


@dataclass(frozen=True)
class Sheet:
    """A procedure, in order. commits: positions of its commit rows (one in `register`, none elsewhere)."""

    name: str
    steps: tuple[Step, ...]

    @property
    def commits(self) -> tuple[int, ...]:
        return tuple(i for i, step in enumerate(self.steps) if step.action == "commit")

    @property
    def before(self) -> tuple[Step, ...]:
        """The rows before the commit."""
        return self.steps[: self.commits[0]]

    @property
    def commit(self) -> Step:
        return self.steps[self.commits[0]]

    @property
    def after(self) -> tuple[Step, ...]:
        return self.steps[self.commits[0] + 1 :]

    @property
    def typed(self) -> frozenset[str]:
        """Names of the values that its rows put on a screen."""
        return frozenset(name for step in self.steps if step.action in TYPES for name in step.names)

    def named_by(self, action: str) -> frozenset[str]:
        """Names in the rows of one action."""
        return frozenset(name for step in self.steps if step.action == action for name in step.names)


@dataclass(frozen=True)
class Screens:
    """How a page says which it is.

    known_by: where its name stands; header: a label in the bar on top of every page, which is never read for values;
    login: the screen that means "you are not logged in"; page_loads: a new screen is a new document (False for
    single-page applications); busy: texts that stand on the page while it still works.
    """

    login: str
    known_by: Literal["heading", "title"] = "heading"
    header: str = ""
    page_loads: bool = True
    busy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Messages:
    """The system's own words. error, warning: what their codes begin with; allowed: warnings a bot may tick, each with the reason.

    words: what a code means, for people, free of anybody's data.
    """

    error: str = "E-"
    warning: str = "W-"
    allowed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """How a list of hits says how many there are (count: the words before and after the number), goes on, and says "none"."""

    count: tuple[str, str]
    next: str
    none: str


@dataclass(frozen=True)
class System:
    """Everything a city says about one finance system. values: name in an Entry → name of its format.

    controls: fiscal year, or "every_year" → key of a voucher known to exist; version: over all its files.
    practice: it is a stand-in, where anybody may register.
    """

    name: str
    title: str
    screens: Screens
    messages: Messages
    results: Results
    formats: Mapping[str, Format]
    values: Mapping[str, str]
    controls: Mapping[str, str]
    sheets: Mapping[str, Sheet]
    charset: str = "utf-8"
    practice: bool = False
    version: str = ""

    def format_of(self, name: str, named: str = "") -> Format:
        """The format a value is written in here; what is not declared is plain text."""
        return self.formats.get(named or self.values.get(name, ""), Format("text"))

    def control_key(self, fiscal_year: int) -> str:
        """ "" where no control voucher is known."""
        return self.controls.get(str(fiscal_year)) or self.controls.get("every_year", "")
