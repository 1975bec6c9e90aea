"""What a commuting subsidy (通学費補助金) comes to: the city's rule as data, integers and fractions only (domain.md 2(c)).

Cities differ in everything but the steps: a base (the pass, or its price a month), less an amount everybody bears, times a share,
less what others already pay, rounded down, never above a cap. Never trust the claimed amount: it is recomputed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from math import floor
from typing import Any, Literal

from slips.errors import BadForm

BASES = ("price", "month")


@dataclass(frozen=True)
class Rule:
    """base: "price" of the pass, or its price a "month" (whole yen, rounded down). None: no such cap.

    share: of what remains after deductible_yen; rounding_yen: paid in whole multiples of this, rounded down once at the end,
    or with round_each_month already for one month (base "month").
    """

    base: Literal["price", "month"] = "price"
    share: Fraction = Fraction(1)
    deductible_yen: int = 0
    rounding_yen: int = 1
    round_each_month: bool = False
    cap_yen: int | None = None
    cap_per_month_yen: int | None = None
    minus_other_subsidy: bool = False


def rule_from(untrusted: Mapping[str, Any]) -> Rule:
    """The rule in a form's [parameters]; BadForm says which line to mend."""
    known = {f.name for f in fields(Rule)}
    if unknown := sorted(set(untrusted) - known):
        raise BadForm(f"parameters: {', '.join(unknown)} is none of {', '.join(sorted(known))}")
    try:
        share = Fraction(untrusted.get("share", 1))
        rule = Rule(**{**untrusted, "share": share})
    except (ValueError, TypeError, ZeroDivisionError) as wrong:
        raise BadForm(f'parameters: share must be a fraction such as "1/3" ({wrong})') from wrong
    numbers = (rule.deductible_yen, rule.rounding_yen, rule.cap_yen or 0, rule.cap_per_month_yen or 0)
    if rule.base not in BASES or not 0 < share <= 1 or rule.rounding_yen < 1:
        raise BadForm(f"parameters: base is {' or '.join(BASES)}, share over 0 up to 1, rounding_yen 1 or more")
    if any(type(n) is not int or n < 0 for n in numbers):
        raise BadForm("parameters: amounts are whole yen, 0 or more")
    return rule


def claimable(parameters: Mapping[str, Any], price: int, months: int, other: int) -> int:
    """What may be claimed, in yen, for a pass of `price` yen over `months` when others pay `other` yen; never below 0.

    BadForm where the parameters are no rule; ValueError where months is not positive.
    """
    if months < 1:
        raise ValueError(f"a pass of {months} months")
    rule = rule_from(parameters)
    due = _share_of(rule, price, months) - (other if rule.minus_other_subsidy else 0)
    rounded = floor(max(Fraction(0), due) / rule.rounding_yen) * rule.rounding_yen
    caps = (rule.cap_yen, None if rule.cap_per_month_yen is None else rule.cap_per_month_yen * months)
    return min([rounded, *(cap for cap in caps if cap is not None)])


def _share_of(rule: Rule, price: int, months: int) -> Fraction:
    """The city's share of the pass, not yet rounded at the end."""
    if rule.base == "price":
        return max(0, price - rule.deductible_yen) * rule.share
    month = max(0, price // months - rule.deductible_yen) * rule.share
    if rule.cap_per_month_yen is not None:
        month = min(month, Fraction(rule.cap_per_month_yen))
    if rule.round_each_month:
        month = Fraction(floor(month / rule.rounding_yen) * rule.rounding_yen)
    return month * months
