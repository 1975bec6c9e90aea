"""A Form: one kind of paper, as data (design section 7). slips.form_file makes one from a parsed TOML table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from slips.model import Box

Mark = Literal["", "check", "circle", "seal"]
Side = Literal["right", "below", "left", "above", "anywhere"]
MARKS: tuple[str, ...] = get_args(Mark)
SIDES: tuple[str, ...] = get_args(Side)
BESIDE: tuple[str, ...] = ("right", "below")
WHOLE_PAGE: Box = (0.0, 0.0, 1.0, 1.0)
Kind = Literal[
    "money", "date", "digits", "code", "fiscal_year", "words", "kana", "name", "address", "text", "choice", "my_number"
]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Option:
    """One thing that can be ticked or circled. box: the check box itself, or the printed word that a circle goes round."""

    text: str
    box: Box


@dataclass(frozen=True)
class Field:
    """One place on the paper.

    box: fractions of the aligned page (x0, y0, x1, y1), 0..1 from the top left; the whole page where the layout is free.
    labels, sides: on a free layout, what may be printed beside the value, and on which sides of it the value may stand;
    "anywhere" is for what its pattern alone tells from all else on the page.
    mark, options: the field is no writing but a tick, a circle round a word, or a seal (then its text is "あり" or "").
    confidence: what one witness must reach, by engine, to settle it where it is not critical (fitted: config/thresholds.toml).
    cells: number of equal boxes the field is written into, one character each; 0 for a free line.
    incidental: nothing is typed or checked from it (the unit of a line): it is shown as read, and never asked of a person.
    printed: the form promises that this is never handwriting; otherwise all engines together are one witness.
    """

    name: str
    label: str
    kind: Kind
    box: Box
    critical: bool = False
    incidental: bool = False
    printed: bool = False
    required: bool = True
    pattern: str = ""
    cells: int = 0
    choices: tuple[str, ...] = ()
    mark: Mark = ""
    options: tuple[Option, ...] = ()
    labels: tuple[str, ...] = ()
    sides: tuple[str, ...] = BESIDE
    confidence: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_placed(self) -> bool:
        """Does the form say where it stands? On a free layout it has to be found first."""
        return self.box != WHOLE_PAGE


@dataclass(frozen=True)
class Anchor:
    """A label printed on the blank form, re-read on every page to prove that the page lies where we think.

    On a free layout only titles exist, they have no place, and one of them must stand on the page.
    """

    text: str
    box: Box
    title: bool = False


@dataclass(frozen=True)
class Table:
    """Line items: `rows` equal rows inside `box`; each cell is a Field called `name.row.column`.

    On a free layout `rows` is the most there can be, and a column is found by its heading (the cell's labels).
    """

    name: str
    label: str
    box: Box
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Tie:
    """Two or more separately read fields that one master record joins (creditor code and name); `master` is a key of TIES."""

    master: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """parts added up = total, all of them names of fields; a blank part counts as 0. What needs more than adding is a name in `sums`."""

    parts: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Form:
    """One kind of paper: how to know it, its fields, its rules, its entry screen.

    layout: "fixed" (a printed form, laid onto its blank page) or "free" (everybody draws it his own way: an invoice).
    parameters: what a city sets for a rule of its own (the rate and the cap of a subsidy), as the TOML writes it.
    width_mm, height_mm: the paper; reference: file name of the blank page, beside the TOML.
    masked: where a My Number stands (kind "my_number"). It is blanked, never read, shown, asked for or typed, so it is no field.
    rules: names of functions in slips.check; ties: names in slips.ties; sums: names in slips.arithmetic.
    confidence: what one witness must reach where a field itself says nothing (never compared across engines).
    entry: target name on the entry screen -> name of the slip's field.
    """

    name: str
    title: str
    version: int
    width_mm: float
    height_mm: float
    reference: str
    anchors: tuple[Anchor, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...] = ()
    rules: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    sums: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    confidence: float = 0.9
    system: str = ""
    entry: Mapping[str, str] = field(default_factory=dict)
    layout: Literal["fixed", "free"] = "fixed"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    masked: tuple[Field, ...] = ()

    @property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    @property
    def titles(self) -> tuple[Anchor, ...]:
        return tuple(a for a in self.anchors if a.title)
