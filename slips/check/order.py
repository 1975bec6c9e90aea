"""Dates (domain.md 1.10, check 11)."""

from collections.abc import Iterator
from itertools import pairwise

from slips.check.rule import Facts, day
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip

ORDER = ("quoted_on", "ordered_on", "delivered_on", "inspected_on", "invoiced_on", "drafted_on")


def date_order(slip: Slip, form: Form, _masters: Masters, facts: Facts) -> Iterator[Finding]:
    """11: 見積 ≤ 発注 ≤ 納品 ≤ 検収 ≤ 請求 ≤ 起票, and none in the future."""
    days = [(name, found) for name in ORDER if (found := day(slip, name))]
    for (earlier, first), (later, second) in pairwise(days):
        if first > second:
            message = f"{form.by_name[later].label}が{form.by_name[earlier].label}より前になっています。日付を確かめてください。"
            yield Finding("date_order", later, "B", message)
    for name, found in days:
        if found > facts.today:
            yield Finding(
                "date_order", name, "B", f"{form.by_name[name].label}が今日より後の日付です。日付を確かめてください。"
            )
