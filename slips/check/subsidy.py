"""A commuting subsidy's claim (domain.md 1.10, check 33): recomputed, never trusted."""

from collections.abc import Iterator

from slips.check.rule import Facts, yen
from slips.commuting import other_subsidies, pass_periods
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


def pass_period(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """The pass runs for as many months as are marked."""
    texts = {name: value.text for name, value in slip.values.items()}
    if any(not e.holds for e in pass_periods(form, texts)):
        message = "定期券の期間と、丸を付けた月数が合いません。定期券の写しを確かめてください。"
        yield Finding("pass_period", "pass_until", "B", message)


def other_subsidy(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """Whether others pay is ticked as the amount beside it says."""
    texts = {name: value.text for name, value in slip.values.items()}
    if any(not e.holds for e in other_subsidies(form, texts)):
        message = "他の補助の「あり・なし」と、その額の記入が合いません。申請者に確かめてください。"
        yield Finding("other_subsidy", "other_subsidy", "B", message)
