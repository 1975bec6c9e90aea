"""The rules of five towns as their pages give them (domain.md 2(c)), and what is no rule."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slips.errors import BadForm
from slips.subsidy import claimable, rule_from

THIRD: dict[str, Any] = {"share": "1/3", "rounding_yen": 1000, "cap_yen": 80_000}
EIGHT_TENTHS: dict[str, Any] = {"share": "8/10", "cap_per_month_yen": 10_000}
REST: dict[str, Any] = {"rounding_yen": 100, "cap_per_month_yen": 10_000, "minus_other_subsidy": True}
HALF_OF_A_MONTH: dict[str, Any] = {
    "base": "month", "deductible_yen": 12_000, "share": "1/2", "cap_per_month_yen": 10_000,
}  # fmt: skip
ABOVE_FORTY: dict[str, Any] = {"deductible_yen": 40_000}


@pytest.mark.parametrize(
    ("rule", "price", "months", "other", "claim"),
    [
        (THIRD, 100_000, 12, 0, 33_000),
        (THIRD, 300_000, 12, 0, 80_000),
        (EIGHT_TENTHS, 30_000, 3, 0, 24_000),
        (EIGHT_TENTHS, 60_000, 3, 0, 30_000),
        (REST, 25_470, 3, 5_000, 20_400),
        (REST, 4_000, 1, 5_000, 0),
        (HALF_OF_A_MONTH, 90_001, 3, 0, 27_000),
        (HALF_OF_A_MONTH, 150_000, 3, 0, 27_000 + 3_000),
        (HALF_OF_A_MONTH, 30_000, 3, 0, 0),
        (ABOVE_FORTY, 100_000, 12, 0, 60_000),
    ],
)
def test_a_towns_rule_gives_what_its_page_says(
    rule: dict[str, Any], price: int, months: int, other: int, claim: int
) -> None:
    assert claimable(rule, price, months, other) == claim


def test_each_month_can_be_rounded_by_itself() -> None:
    rule = {"base": "month", "share": "1/3", "rounding_yen": 100, "round_each_month": True}
    assert claimable(rule, 30_000, 3, 0) == 3 * 3_300
    assert claimable({**rule, "round_each_month": False}, 30_000, 3, 0) == 10_000


@given(
    st.integers(0, 500_000), st.integers(1, 12), st.integers(0, 100_000), st.sampled_from([THIRD, REST, EIGHT_TENTHS])
)
def test_a_claim_is_never_below_nothing_nor_above_its_caps(price: int, months: int, other: int, rule: Any) -> None:
    claim = claimable(rule, price, months, other)
    assert 0 <= claim <= price
    assert claim <= rule.get("cap_yen", claim)
    assert claim <= rule.get("cap_per_month_yen", claim) * months
    assert claim % rule.get("rounding_yen", 1) == 0 or claim in (
        rule.get("cap_yen"),
        rule.get("cap_per_month_yen", 0) * months,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": "a third"}, {"share": "1/0"}, {"share": 2}, {"cap": 3}, {"rounding_yen": 0}, {"deductible_yen": 1.5},
        {"base": "year"}, {"cap_yen": -1},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadForm, match="parameters"):
        rule_from(wrong)


def test_a_share_is_a_fraction_not_a_float() -> None:
    assert rule_from({"share": "1/3"}).share == Fraction(1, 3)
