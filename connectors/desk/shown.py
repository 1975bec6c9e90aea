"""A slip as the checking screen shows it: what a person must look at first, what others vouched for, what is proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.desk import words
from connectors.desk.place import Place, place_of
from slips.form import Field, Form
from slips.model import Box, Finding, Slip, Value, Waiver, Witness
from slips.settle import same
from slips.standing import open_findings

State = Literal["open", "blank", "flagged", "vouched", "settled"]


@dataclass(frozen=True)
class ShownWitness:
    """Voices that say the same, in words. struck: why they no longer count; "" while they live. agrees: as the field says."""

    source: str
    text: str
    struck: str
    agrees: bool


@dataclass(frozen=True)
class ShownField:
    """One field. preset: what stands in the input; original: what stood there when the page was made.

    draft: the preset is what the person had typed before the slip changed under them; trouble: why it was not taken.
    """

    number: int
    field: Field
    label: str
    state: State
    text: str
    preset: str
    original: str
    why: str
    place: Place
    witnesses: tuple[ShownWitness, ...]
    findings: tuple[Finding, ...]
    example: str
    people: tuple[str, ...] = ()
    draft: bool = False
    ticked: bool = False
    trouble: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.draft


@dataclass(frozen=True)
class Typed:
    """What a person sent and what came of it. texts: field → as typed; ticked: fields accepted; troubles: field → sentence."""

    texts: Mapping[str, str]
    ticked: frozenset[str] = frozenset()
    troubles: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the label of its field and, where it was waived, by whom and why."""

    finding: Finding
    label: str
    waiver: Waiver | None


def fields_shown(slip: Slip, form: Form, names: Mapping[str, str], sent: Typed | None = None) -> list[ShownField]:
    """Every field in the form's order, numbered from 1; on a free layout those found, and those missed. names: login → display name."""
    labels = labels_of(form)
    fields = [f for f in form.fields if form.layout == "fixed" or f.name in slip.values]
    return [
        _field_shown(number, slip, form, field, labels[field.name], names, sent)
        for number, field in enumerate(fields, 1)
    ]


def findings_shown(slip: Slip, form: Form | None) -> list[ShownFinding]:
    """Findings, the gravest first."""
    labels = labels_of(form) if form else {}
    waived = {(w.rule, w.field): w for w in slip.waivers}
    ordered = sorted(slip.findings, key=lambda f: "BHW".index(f.severity))
    return [ShownFinding(f, labels.get(f.field, ""), waived.get((f.rule, f.field))) for f in ordered]


def labels_of(form: Form) -> dict[str, str]:
    """Field name → what people call it; a table's cell says its row: 明細1行目 数量."""
    tables = {t.name: t.label for t in form.tables}
    labels = {}
    for field in form.fields:
        table, _, rest = field.name.partition(".")
        row = rest.partition(".")[0]
        cell = table in tables and row.isdigit()
        labels[field.name] = f"{tables[table]}{int(row) + 1}行目 {field.label}" if cell else field.label
    return labels


def state_of(slip: Slip, field: Field) -> State:
    """What a person has to do with a field.

    open: look and answer; blank: the same, but nothing seems to stand there, so all such fields take one answer; flagged: nothing,
    unless its finding is to be mended; vouched: a person said it, so the approver looks at it first; settled: nothing.
    """
    value = slip.values.get(field.name, Value(""))
    if not value.settled and not value.people:
        return "blank" if looks_blank(field, value) else "open"
    if any(f.field == field.name for f in open_findings(slip)):
        return "flagged"
    return "vouched" if value.people else "settled"


def looks_blank(field: Field, value: Value) -> bool:
    """An optional field in which no living witness sees anything."""
    return not field.required and not value.text and not any(w.text for w in value.living)


def _field_shown(
    number: int, slip: Slip, form: Form, field: Field, label: str, names: Mapping[str, str], sent: Typed | None
) -> ShownField:
    value = slip.values.get(field.name, Value(""))
    state = state_of(slip, field)
    original = words.shown(field, value.text)
    preset = sent.texts.get(field.name, original) if sent else original
    return ShownField(
        number=number,
        field=field,
        label=label,
        state=state,
        text=original,
        preset=preset,
        original=original,
        why="" if value.settled else words.why(value.why, vouched=bool(value.people)),
        place=place_of(form, _box(form, field, value)),
        witnesses=_witnesses_shown(field, value, names),
        findings=tuple(f for f in slip.findings if f.field == field.name),
        example=words.example(field),
        people=value.people,
        draft=preset != original,
        ticked=bool(sent and field.name in sent.ticked),
        trouble=(sent.troubles or {}).get(field.name, "") if sent else "",
    )


def _box(form: Form, field: Field, value: Value) -> Box:
    """Where to look: the field's own box, or on a free layout where a reader found it."""
    found = (w.box for w in value.witnesses if w.box) if form.layout == "free" else ()
    return next(iter(found), field.box)


def _witnesses_shown(field: Field, value: Value, names: Mapping[str, str]) -> tuple[ShownWitness, ...]:
    """In the order in which they spoke; who says the same stands together."""
    sources: dict[tuple[str, str, bool], list[str]] = {}
    for witness in value.witnesses:
        said = _said(field, witness, value)
        sources.setdefault(said, []).append(words.source(witness, names))
    return tuple(ShownWitness("・".join(dict.fromkeys(who)), *said) for said, who in sources.items())


def _said(field: Field, witness: Witness, value: Value) -> tuple[str, str, bool]:
    """(text, why it no longer counts, does it agree)."""
    if witness.retired:
        return witness.raw or witness.text, words.retired(witness.retired), False
    return words.shown(field, witness.text), "", same(field, witness.text, value.text)
