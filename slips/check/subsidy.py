"""A commuting subsidy's claim (domain.md 1.10, check 33): recomputed, never trusted."""

from collections.abc import Iterator

from slips.check.rule import Facts, yen
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.subsidy import claimable


def subsidy(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """33: the claim is what the city's rule gives for the pass that is written."""
    price, months, claim = (yen(slip, name) for name in ("pass_price", "pass_months", "claim_amount"))
    if price is None or not months or claim is None:
        return
    due = claimable(form.parameters, price, months, yen(slip, "other_subsidy_amount") or 0)
    if claim != due:
        message = (
            f"請求額は {claim:,}円ですが、定期券の金額から計算した補助額は {due:,}円です。申請者に確かめてください。"
        )
        yield Finding("subsidy", "claim_amount", "B", message)


def pass_period(slip: Slip, _form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """The pass ends after it begins."""
    first, last = (slip.text(name) for name in ("pass_from", "pass_until"))
    if first and last and first > last:
        yield Finding(
            "pass_period", "pass_until", "B", "定期券の終わりの日が始まりの日より前です。日付を確かめてください。"
        )
