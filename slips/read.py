"""A PageReading → a Slip: every engine's text becomes a Witness in canonical writing; impossible writings retire at once."""

from collections.abc import Iterable
from dataclasses import replace

from slips.ditto import with_dittos
from slips.form import Field, Form
from slips.model import HIDDEN_TEXT, PageReading, Reading, Slip, Value, Witness
from slips.settle import needed
from slips.written import canonical, era_is_named

IMPOSSIBLE = "impossible format"
NO_ERA = "no calendar named"
NO_INK = "no ink there"
CORRECTED = "corrected"
HIDDEN = "lies behind the picture"
NO_SINGLE_MARK = "no single clear mark"
SPEAK_WITHOUT_TEXT = ("ink", "mark", "correction")


def slip_from(slip_id: str, scan_id: str, form: Form | None, page: PageReading) -> Slip:
    """The slip on one page, unproved (see slips.settle.prove). form None: a page that is none of ours, for a person to look at."""
    if form is None:
        return Slip(slip_id, scan_id, page.page, form="", form_version=0, doubt=page.doubt)
    read = {f.name: Value("", _witnesses(form, f, page.readings), critical=f.critical) for f in form.fields}
    values = with_dittos(form, read)
    if form.layout == "free":  # what a vendor did not print is not missing, unless the form says that it must be there
        values = {name: v for name, v in values.items() if v.witnesses or form.by_name[name].required}
    return Slip(slip_id, scan_id, page.page, form.name, form.version, values, doubt=page.doubt)


def _witnesses(form: Form, field: Field, readings: Iterable[Reading]) -> tuple[Witness, ...]:
    own = [r for r in readings if r.field == field.name]
    blank = any(r.kind == "ink" for r in own)
    # An engine that sees nothing on inked paper has simply failed; on paper without ink it confirms the blank.
    seen = tuple(_witness(field, r) for r in own if r.texts or r.kind in SPEAK_WITHOUT_TEXT or blank)
    if blank:  # an engine makes letters out of noise, but it is not sure of them
        seen = tuple(
            replace(w, retired=NO_INK) if w.text and w.confidence < needed(form, field, w.source) else w for w in seen
        )
    if field.kind == "date" and not any(era_is_named(w.raw) for w in seen):
        return tuple(replace(w, retired=w.retired or (NO_ERA if w.text else "")) for w in seen)
    return seen


def _witness(field: Field, reading: Reading) -> Witness:
    raw = "".join(t.text for t in reading.texts)
    # A mark is named by the form itself, so there is nothing to bring into canonical writing.
    text = raw if reading.kind == "mark" else canonical(field.kind, raw, field.pattern, field.choices)
    return Witness(
        source=reading.engine,
        text=raw.strip() if text is None else text,
        confidence=min((t.confidence for t in reading.texts), default=1.0),
        box=reading.texts[0].box if reading.texts else field.box,
        kind=reading.kind,
        raw=raw,
        cut=reading.cut,
        retired=_why_retired(reading, text),
        alternatives=_alternatives(field, reading, text),
    )


def _why_retired(reading: Reading, text: str | None) -> str:
    if reading.kind == "correction":  # says nothing about the value: it only keeps it from settling (slips.settle)
        return CORRECTED
    if reading.kind == "mark" and not reading.texts:  # several options, or nobody can say: never an answer
        return NO_SINGLE_MARK
    if text is None:
        return IMPOSSIBLE
    return HIDDEN if reading.engine == HIDDEN_TEXT else ""


def _alternatives(field: Field, reading: Reading, text: str | None) -> tuple[str, ...]:
    """What else the engine thought possible, in canonical writing and without what is impossible or the same."""
    if len(reading.texts) != 1:
        return ()
    others = (canonical(field.kind, a, field.pattern, field.choices) for a in reading.texts[0].alternatives)
    return tuple(dict.fromkeys(a for a in others if a and a != text))
