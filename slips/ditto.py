"""Ditto marks in tables: 〃 means what stands in the cell above, as the same source read it there.

A copy is weaker than writing: it is never taken where money depends on the field (critical) nor for quantities, and not where the
sources differ on whether a ditto stands there at all.
"""

from collections.abc import Mapping
from dataclasses import replace

from slips.form import Field, Form
from slips.model import Value, Witness
from slips.written import fold

DITTOS = frozenset(["〃", "″", "〝", "〞", "〟", '"', "”", "“", "''", "′′", "’’", "々", "仝", "同上"])
"""〃 and what readers make of it, and the words people write instead."""
STROKES = frozenset("1lIi|!/\\'\"`´,.:;ノハソリいり〃々ィ”“′″‘’")
"""What readers make of the two strokes of a ditto, where their shape says that it is one."""
READERS = ("engine", "textlayer")
BY_SHAPE = "a ditto by its shape"
NOTHING_ABOVE = "a ditto with nothing above it"
NOT_FOR_A_DITTO = "a ditto where figures must be written"
DITTO_OR_NOT = "a ditto to some readers only"


def is_ditto(raw: str) -> bool:
    """Whether this, as it was read, is nothing but a ditto mark."""
    return "".join(raw.split()) in DITTOS


def with_dittos(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values with each ditto replaced by the text of the row above; raw keeps the mark. Row by row, so that dittos may follow dittos."""
    result = dict(values)
    for table in form.tables:
        for row in range(table.rows):
            for column in table.columns:
                name = f"{table.name}.{row}.{column}"
                if name in result and any(is_ditto(w.raw) for w in result[name].witnesses):
                    above = result.get(f"{table.name}.{row - 1}.{column}", Value(""))
                    result[name] = _resolved(form.by_name[name], result[name], above)
    return result


def _resolved(field: Field, value: Value, above: Value) -> Value:
    shaped = any(w.kind == "mark" for w in value.witnesses)
    taken = tuple(_taken_over(field, w, above) if _means_ditto(w, shaped) else w for w in value.witnesses)
    others = [w for w in taken if w.kind in READERS and w.text and not w.retired and not _means_ditto(w, shaped)]
    if others:  # nobody can say which of them is right, so none of them speaks
        taken = tuple(replace(w, retired=w.retired or DITTO_OR_NOT) if w.kind in READERS else w for w in taken)
    return replace(value, witnesses=taken)


def _means_ditto(witness: Witness, shaped: bool) -> bool:
    return is_ditto(witness.raw) or (shaped and bool(witness.raw) and set(fold(witness.raw)) <= STROKES)


def _taken_over(field: Field, witness: Witness, above: Value) -> Witness:
    if witness.kind == "mark":
        return replace(witness, retired=BY_SHAPE)
    if field.critical or field.kind == "digits":
        return replace(witness, retired=NOT_FOR_A_DITTO, alternatives=())
    same = next((w for w in above.living if w.source == witness.source and w.kind == witness.kind and w.text), None)
    if same is None:
        return replace(witness, retired=NOTHING_ABOVE, alternatives=())
    confidence = min(witness.confidence, same.confidence)
    return replace(witness, text=same.text, confidence=confidence, retired="", alternatives=())
