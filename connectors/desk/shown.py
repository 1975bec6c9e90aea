"""A slip as the checking screen shows it: what a person must look at first, what others vouched for, what is proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.desk import words
from connectors.desk.place import Place, place_of
from slips.form import Field, Form
from slips.model import Finding, Slip, Value, Waiver, Witness
from slips.settle import same

State = Literal["open", "vouched", "settled"]


@dataclass(frozen=True)
class ShownWitness:
    """One voice, in words. struck: why it no longer counts; "" while it lives. agrees: it says what the field says."""

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
    """Every field in the form's order, numbered from 1. names: login → display name."""
    labels = labels_of(form)
    return [
        _field_shown(number, slip, form, field, labels[field.name], names, sent)
        for number, field in enumerate(form.fields, 1)
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


def state_of(value: Value) -> State:
    """open: a person must look; vouched: a person has, and another will at the approval; settled: proved."""
    if value.settled:
        return "settled"
    return "vouched" if value.people else "open"


def _field_shown(
    number: int, slip: Slip, form: Form, field: Field, label: str, names: Mapping[str, str], sent: Typed | None
) -> ShownField:
    value = slip.values.get(field.name, Value(""))
    state = state_of(value)
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
        why="" if state == "settled" else words.why(value.why, vouched=state == "vouched"),
        place=place_of(form, field.box),
        witnesses=tuple(_witness_shown(field, w, value, names) for w in value.witnesses),
        findings=tuple(f for f in slip.findings if f.field == field.name),
        example=words.example(field),
        people=value.people,
        draft=preset != original,
        ticked=bool(sent and field.name in sent.ticked),
        trouble=(sent.troubles or {}).get(field.name, "") if sent else "",
    )


def _witness_shown(field: Field, witness: Witness, value: Value, names: Mapping[str, str]) -> ShownWitness:
    text = (witness.raw or witness.text) if witness.retired else words.shown(field, witness.text)
    return ShownWitness(
        source=words.source(witness, names),
        text=text,
        struck=words.retired(witness.retired) if witness.retired else "",
        agrees=not witness.retired and same(field, witness.text, value.text),
    )
