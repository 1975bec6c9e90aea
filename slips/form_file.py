"""The Form written in a parsed TOML table, checked: whoever keeps the file is told in words which line to mend."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slips.errors import BadForm
from slips.form import BESIDE, KINDS, MARKS, SIDES, WHOLE_PAGE, Anchor, Field, Form, Option, Table, Tie, Total
from slips.model import Box
from slips.subsidy import rule_from

Untrusted = Mapping[str, Any]
LAYOUTS = ("fixed", "free")
MEASURES = ("fractions", "mm")
MASKED = "my_number"


def form_from(untrusted: Untrusted, where: str = "form") -> Form:
    """The Form written in a parsed TOML table; BadForm says in words which line to mend."""
    try:
        form = _form_from(_in_fractions(untrusted, where), where)
    except KeyError as missing:
        raise BadForm(f"{where}: {missing} is missing") from missing
    except (TypeError, ValueError) as wrong:
        raise BadForm(f"{where}: {wrong}") from wrong
    _check_names(form, where)
    return form


def _in_fractions(untrusted: Untrusted, where: str) -> Untrusted:
    """The table with every place in fractions of the page, where its [page] says boxes = "mm"."""
    page = untrusted.get("page", {})
    measure = page.get("boxes", "fractions")
    if measure not in MEASURES:
        raise BadForm(f"{where}: boxes = {measure!r} is not one of {', '.join(MEASURES)}")
    if measure == "fractions":
        return untrusted
    width, height = float(page["width_mm"]), float(page["height_mm"])

    def turned(key: str, value: Any) -> Any:
        if key == "box":
            return [round(float(v) / side, 6) for v, side in zip(value, (width, height, width, height), strict=True)]
        if key in ("left", "right"):
            return round(float(value) / width, 6)
        if isinstance(value, dict):
            return {k: turned(k, v) for k, v in value.items()}
        return [turned("", v) for v in value] if isinstance(value, list) else value

    return {key: turned(key, value) for key, value in untrusted.items()}


def _form_from(untrusted: Untrusted, where: str) -> Form:
    layout = untrusted.get("layout", "fixed")
    if layout not in LAYOUTS:
        raise BadForm(f"{where}: layout {layout!r} is not one of {', '.join(LAYOUTS)}")
    free = layout == "free"
    tables = [_table_from(t, where, free) for t in untrusted.get("tables", ())]
    fields = [_field_from(f, where, free) for f in untrusted["fields"]]
    fields += [cell for _, cells in tables for cell in cells]
    masked = tuple(f for f in fields if f.kind == MASKED)
    if masked and free:
        raise BadForm(f"{where}: {masked[0].name} cannot be blanked on a free layout, which has no place for it")
    page = untrusted.get("page", {})
    return Form(
        name=str(untrusted["name"]),
        title=str(untrusted["title"]),
        version=int(untrusted["version"]),
        width_mm=float(page.get("width_mm", 210)),
        height_mm=float(page.get("height_mm", 297)),
        reference="" if free else str(untrusted["reference"]),
        anchors=tuple(_anchor_from(a, where, free) for a in untrusted["anchors"]),
        fields=tuple(f for f in fields if f.kind != MASKED),
        tables=tuple(table for table, _ in tables),
        rules=tuple(untrusted.get("rules", ())),
        ties=tuple(Tie(str(t["master"]), tuple(t["fields"])) for t in untrusted.get("ties", ())),
        sums=tuple(untrusted.get("sums", ())),
        totals=tuple(Total(tuple(t["parts"]), str(t["total"])) for t in untrusted.get("totals", ())),
        confidence=float(untrusted.get("confidence", 0.9)),
        system=str(untrusted.get("system", "")),
        entry=dict(untrusted.get("entry", {})),
        layout=layout,
        parameters=dict(untrusted.get("parameters", {})),
        masked=masked,
    )


def _box_from(untrusted: Sequence[float], where: str) -> Box:
    x0, y0, x1, y1 = (float(v) for v in untrusted)
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        raise BadForm(f"{where}: box {untrusted} is not left, top, right, bottom in fractions of the page")
    return (x0, y0, x1, y1)


def _anchor_from(untrusted: Untrusted, where: str, free: bool) -> Anchor:
    if free:
        return Anchor(str(untrusted["text"]), WHOLE_PAGE, title=True)
    return Anchor(str(untrusted["text"]), _box_from(untrusted["box"], where), bool(untrusted.get("title", False)))


def _field_from(untrusted: Untrusted, where: str, free: bool, box: Box | None = None, name: str | None = None) -> Field:
    where = f"{where}: {untrusted['name']}"
    kind = untrusted["kind"]
    if kind not in KINDS:
        raise BadForm(f"{where}: kind {kind!r} is not one of {', '.join(KINDS)}")
    options = tuple(Option(str(o["text"]), _box_from(o["box"], where)) for o in untrusted.get("options", ()))
    return Field(
        name=name or str(untrusted["name"]),
        label=str(untrusted["label"]),
        kind=kind,
        box=box or (WHOLE_PAGE if free else _field_box(untrusted, options, where)),
        critical=bool(untrusted.get("critical", False)),
        incidental=bool(untrusted.get("incidental", False)),
        printed=bool(untrusted.get("printed", False)),
        required=bool(untrusted.get("required", True)),
        pattern=_pattern_from(untrusted, where),
        cells=int(untrusted.get("cells", 0)),
        choices=tuple(untrusted.get("choices", ())) or tuple(o.text for o in options),
        mark=_mark_from(untrusted, options, where),
        options=options,
        labels=tuple(untrusted.get("labels", ())),
        sides=_sides_from(untrusted, where),
    )


def _field_box(untrusted: Untrusted, options: Sequence[Option], where: str) -> Box:
    """The field's own box; a field of options may leave it out, then it is what holds them all."""
    if "box" in untrusted or not options:
        return _box_from(untrusted["box"], where)
    lefts, tops, rights, bottoms = zip(*(o.box for o in options), strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _mark_from(untrusted: Untrusted, options: Sequence[Option], where: str) -> Any:
    mark = untrusted.get("mark", "")
    if mark not in MARKS:
        raise BadForm(f"{where}: mark {mark!r} is not one of {', '.join(m for m in MARKS if m)}")
    if (mark in ("check", "circle")) != bool(options):
        raise BadForm(f'{where}: options belong to mark = "check" or "circle", and each of these needs them')
    return mark


def _pattern_from(untrusted: Untrusted, where: str) -> str:
    pattern = str(untrusted.get("pattern", ""))
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise BadForm(f"{where}: pattern {pattern!r}: {wrong}") from wrong
    return pattern


def _sides_from(untrusted: Untrusted, where: str) -> tuple[str, ...]:
    sides = tuple(untrusted.get("sides", BESIDE))
    if unknown := [s for s in sides if s not in SIDES]:
        raise BadForm(f"{where}: sides {unknown} are not of {', '.join(SIDES)}")
    return sides


def _table_from(untrusted: Untrusted, where: str, free: bool) -> tuple[Table, list[Field]]:
    """The table and one Field a cell; on a fixed layout a column says its own left and right edge as fractions of the page."""
    box = WHOLE_PAGE if free else _box_from(untrusted["box"], where)
    rows = int(untrusted["rows"])
    columns = untrusted["columns"]
    height = (box[3] - box[1]) / rows
    cells = []
    for row in range(rows):
        top = box[1] + row * height
        for column in columns:
            place = WHOLE_PAGE if free else _box_from((column["left"], top, column["right"], top + height), where)
            name = f"{untrusted['name']}.{row}.{column['name']}"
            cells.append(_field_from({"required": False, **column}, where, free, place, name))
    names = tuple(str(c["name"]) for c in columns if c["kind"] != MASKED)
    return Table(str(untrusted["name"]), str(untrusted["label"]), box, rows, names), cells


def _check_names(form: Form, where: str) -> None:
    names = [f.name for f in form.fields]
    every = [*names, *(f.name for f in form.masked)]
    twice = sorted({n for n in every if every.count(n) > 1})
    if twice:
        raise BadForm(f"{where}: field {', '.join(twice)} stands twice")
    used = {n for tie in form.ties for n in tie.fields} | set(form.entry.values())
    used |= {n for t in form.totals for n in (*t.parts, t.total)}
    unknown = sorted(used - set(names))
    if unknown:
        raise BadForm(f"{where}: ties, totals or entry name fields that the form does not have: {', '.join(unknown)}")
    if "subsidy" in form.sums:
        rule_from(form.parameters)
    if not form.titles:
        raise BadForm(f"{where}: no anchor is marked title = true, so the form cannot be told from others")
