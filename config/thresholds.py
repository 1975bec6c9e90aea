"""The fitted thresholds (thresholds.toml): what one reader's confidence must reach in a field that is not critical."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slips.errors import Misconfigured
from slips.form import Field, Form

Thresholds = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Writing (see `writing_of`) → kind of field → reader → least confidence."""


def thresholds_from(untrusted: Mapping[str, Any], where: str) -> Thresholds:
    """The thresholds in a parsed TOML table; Misconfigured says how to write one."""
    try:
        return {
            w: {k: {e: float(t) for e, t in by.items()} for k, by in kinds.items()} for w, kinds in untrusted.items()
        }
    except (AttributeError, TypeError, ValueError) as wrong:
        raise Misconfigured(f"{where}: a threshold is [writing.kind] reader = number ({wrong})") from None


def with_thresholds(form: Form, thresholds: Thresholds) -> Form:
    """The form, each of its fields with what one witness must reach."""
    found = (thresholds.get(writing_of(form, f), {}).get(f.kind, {}) for f in form.fields)
    return replace(form, fields=tuple(replace(f, confidence=c) for f, c in zip(form.fields, found, strict=True)))


def writing_of(form: Form, field: Field) -> str:
    """What a threshold is fitted for: "print", "hand", or "free", where finding the value can fail as well as reading it."""
    return "free" if form.layout == "free" else "print" if field.printed else "hand"
