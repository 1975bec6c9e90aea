"""Equations of a commuting-subsidy application: its claim, the months of its pass, whether others pay too (domain.md 2(c))."""

from collections.abc import Iterator
from datetime import date, timedelta

from slips.equation import Equation, Texts, number
from slips.form import Form
from slips.subsidy import claimable


def claims(form: Form, texts: Texts) -> Iterator[Equation]:
    """Claim = what the city's rule gives. Many prices give one claim, so the rule bears witness for the claim alone."""
    if texts.get("claim_amount") and texts.get("pass_price") and texts.get("pass_months"):
        try:
            price, months, other = (number(texts, f) for f in ("pass_price", "pass_months", "other_subsidy_amount"))
            due = claimable(form.parameters, price, months, other)
            yield Equation("subsidy rule", ("claim_amount",), due, number(texts, "claim_amount"))
        except ValueError:
            return


def pass_periods(_form: Form, texts: Texts) -> Iterator[Equation]:
    """A pass of so many months ends on the day before the same day of the month: first day, last day and months bear each other out."""
    fields = ("pass_from", "pass_until", "pass_months")
    try:
        first, last = (date.fromisoformat(texts.get(name, "")) for name in fields[:2])
        ends = last_day_of_pass(first, number(texts, "pass_months"))
    except ValueError:
        return
    yield Equation("pass period", fields, (last - first).days, (ends - first).days)


def other_subsidies(_form: Form, texts: Texts) -> Iterator[Equation]:
    """あり is ticked where an amount is written, なし where none is: the tick and the writing are made apart."""
    if said := texts.get("other_subsidy"):
        written = bool(texts.get("other_subsidy_amount"))
        yield Equation("other subsidy", ("other_subsidy",), int(said == "あり"), int(written))


def last_day_of_pass(first: date, months: int) -> date:
    """The last day of a pass; ValueError where no pass has so many months, or where it begins on a day its last month lacks."""
    if not 1 <= months <= 12:
        raise ValueError(f"a pass of {months} months")
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, first.day) - timedelta(days=1)
