"""Amounts (domain.md 1.10, checks 7, 8, 9)."""

from collections.abc import Iterator

from slips.arithmetic import equations
from slips.check.rule import Facts, yen
from slips.form import Form
from slips.invoice import is_inclusive
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.tax import legal_taxes

_SAID_ELSEWHERE = ("amount in words", "year of delivery")


def sums(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """7: quantity × unit price, Σ lines and Σ + tax agree with what is written."""
    texts = {name: value.text for name, value in slip.values.items()}
    for equation in equations(form, texts):
        if not equation.holds and equation.name not in _SAID_ELSEWHERE:
            message = f"計算が合いません：{equation.left:,}円のはずが {equation.right:,}円と書かれています。"
            yield Finding(
                "sums", equation.fields[-1], "B", message + "用紙の金額を確かめ、用紙の誤りなら学校へ返してください。"
            )


def tax(slip: Slip, form: Form, _masters: Masters, facts: Facts) -> Iterator[Finding]:
    """8: the tax of each rate follows from that rate's total with one rounding; floor, nearest and ceiling are all legal."""
    inclusive = form.layout == "free" and is_inclusive({name: value.text for name, value in slip.values.items()})
    for rate, share in facts.tax_rates.items():
        base, written = yen(slip, f"subtotal_{rate}"), yen(slip, f"tax_{rate}")
        if (base is None and written is None) or (form.layout == "free" and (base is None or written is None)):
            continue  # an invoice may leave out either
        if (written or 0) not in legal_taxes(base or 0, share, inclusive=inclusive):
            yield Finding(
                "tax", f"tax_{rate}", "H", f"消費税（{rate}％）が計算と合いません。請求書を確かめてください。"
            )


def amount_words(slip: Slip, _form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """9: figures = amount in words, and greater than nothing."""
    figures, words = yen(slip, "amount"), yen(slip, "amount_words")
    if figures is not None and figures <= 0:
        yield Finding("amount_words", "amount", "B", "金額が0円です。用紙を確かめてください。")
    if figures is not None and words is not None and figures != words:
        yield Finding(
            "amount_words",
            "amount",
            "B",
            "数字の金額と漢字の金額が違います。金額は訂正できないため、学校へ返してください。",
        )
