"""A Form: one kind of paper, as data (design section 7). `form_from` turns a parsed TOML table into a checked Form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from slips.errors import BadForm
from slips.model import Box

Kind = Literal["money", "date", "digits", "code", "fiscal_year", "words", "kana", "name", "address", "text", "choice"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Field:
    """One place on the paper.

    box: fractions of the aligned page (x0, y0, x1, y1), 0..1 from the top left.
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


@dataclass(frozen=True)
class Anchor:
    """A label printed on the blank form, re-read on every page to prove that the page lies where we think."""

    text: str
    box: Box
    title: bool = False


@dataclass(frozen=True)
class Table:
    """Line items: `rows` equal rows inside `box`; each cell is a Field called `name.row.column`."""

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
class Form:
    """One kind of paper: how to know it, its fields, its rules, its entry screen.

    width_mm, height_mm: the paper; reference: file name of the blank page, beside the TOML.
    rules: names of functions in slips.check; ties: names in slips.ties; sums: names in slips.arithmetic.
    confidence: what one witness must reach to settle a field that is not critical (fitted, never compared across engines).
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
    confidence: float = 0.9
    system: str = ""
    entry: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    @property
    def titles(self) -> tuple[Anchor, ...]:
        return tuple(a for a in self.anchors if a.title)


def form_from(untrusted: Mapping[str, Any], where: str = "form") -> Form:
    """The Form written in a parsed TOML table; BadForm says in words which line to mend."""
    try:
        tables = [_table_from(t, where) for t in untrusted.get("tables", ())]
        cells = [cell for _, cells in tables for cell in cells]
        page = untrusted.get("page", {})
        form = Form(
            name=str(untrusted["name"]),
            title=str(untrusted["title"]),
            version=int(untrusted["version"]),
            width_mm=float(page.get("width_mm", 210)),
            height_mm=float(page.get("height_mm", 297)),
            reference=str(untrusted["reference"]),
            anchors=tuple(_anchor_from(a, where) for a in untrusted["anchors"]),
            fields=(*(_field_from(f, where) for f in untrusted["fields"]), *cells),
            tables=tuple(table for table, _ in tables),
            rules=tuple(untrusted.get("rules", ())),
            ties=tuple(Tie(str(t["master"]), tuple(t["fields"])) for t in untrusted.get("ties", ())),
            sums=tuple(untrusted.get("sums", ())),
            confidence=float(untrusted.get("confidence", 0.9)),
            system=str(untrusted.get("system", "")),
            entry=dict(untrusted.get("entry", {})),
        )
    except KeyError as missing:
        raise BadForm(f"{where}: {missing} is missing") from missing
    except (TypeError, ValueError) as wrong:
        raise BadForm(f"{where}: {wrong}") from wrong
    _check_names(form, where)
    return form


def _box_from(untrusted: Sequence[float], where: str) -> Box:
    x0, y0, x1, y1 = (float(v) for v in untrusted)
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        raise BadForm(f"{where}: box {untrusted} is not left, top, right, bottom in fractions of the page")
    return (x0, y0, x1, y1)


def _anchor_from(untrusted: Mapping[str, Any], where: str) -> Anchor:
    return Anchor(str(untrusted["text"]), _box_from(untrusted["box"], where), bool(untrusted.get("title", False)))


def _field_from(untrusted: Mapping[str, Any], where: str, box: Box | None = None, name: str | None = None) -> Field:
    kind = untrusted["kind"]
    if kind not in KINDS:
        raise BadForm(f"{where}: {untrusted['name']}: kind {kind!r} is not one of {', '.join(KINDS)}")
    pattern = str(untrusted.get("pattern", ""))
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise BadForm(f"{where}: {untrusted['name']}: pattern {pattern!r}: {wrong}") from wrong
    return Field(
        name=name or str(untrusted["name"]),
        label=str(untrusted["label"]),
        kind=kind,
        box=box or _box_from(untrusted["box"], where),
        critical=bool(untrusted.get("critical", False)),
        incidental=bool(untrusted.get("incidental", False)),
        printed=bool(untrusted.get("printed", False)),
        required=bool(untrusted.get("required", True)),
        pattern=pattern,
        cells=int(untrusted.get("cells", 0)),
        choices=tuple(untrusted.get("choices", ())),
    )


def _table_from(untrusted: Mapping[str, Any], where: str) -> tuple[Table, list[Field]]:
    """The table and one Field a cell; a column says its own left and right edge as fractions of the page."""
    box = _box_from(untrusted["box"], where)
    rows = int(untrusted["rows"])
    columns = untrusted["columns"]
    height = (box[3] - box[1]) / rows
    cells = []
    for row in range(rows):
        top = box[1] + row * height
        for column in columns:
            place = _box_from((column["left"], top, column["right"], top + height), where)
            name = f"{untrusted['name']}.{row}.{column['name']}"
            cells.append(_field_from({"required": False, **column}, where, place, name))
    names = tuple(str(c["name"]) for c in columns)
    return Table(str(untrusted["name"]), str(untrusted["label"]), box, rows, names), cells


def _check_names(form: Form, where: str) -> None:
    names = [f.name for f in form.fields]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise BadForm(f"{where}: field {', '.join(twice)} stands twice")
    used = {n for tie in form.ties for n in tie.fields} | set(form.entry.values())
    unknown = sorted(used - set(names))
    if unknown:
        raise BadForm(f"{where}: ties or entry name fields that the form does not have: {', '.join(unknown)}")
    if not form.titles:
        raise BadForm(f"{where}: no anchor is marked title = true, so the form cannot be told from others")
