"""Characters and lengths (domain.md 1.10, check 32)."""

from collections.abc import Iterator

from slips.check.rule import Facts
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.written import fits_cp932, for_cp932

LONGEST_BYTES = 80
"""40 full-width characters in CP932, what the entry screens take in 件名 and 摘要."""


def encodable(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """32: everything that will be typed fits the screen and can be held by the finance system (no 外字)."""
    for name in form.entry.values():
        text, label = slip.text(name), form.by_name[name].label
        if not fits_cp932(text):
            message = f"{label}に財務会計システムで使えない文字があります。使える文字に置き換えてください。"
            yield Finding("encodable", name, "B", message)
        elif form.by_name[name].kind == "text" and len(for_cp932(text).encode("cp932")) > LONGEST_BYTES:
            yield Finding("encodable", name, "B", f"{label}が長すぎます（全角40文字まで）。短くしてください。")
