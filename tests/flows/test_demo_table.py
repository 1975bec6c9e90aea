"""The demo's verdict must be able to fail: each way of being wrong is found."""

from typing import Any

from flows.demo_table import LOGGED, audit_problems
from tests.flows.paper import texts_of

KEY = "DABC"


def logged(**changes: Any) -> dict[str, Any]:
    paper = texts_of(7)
    values: dict[str, Any] = {there: paper.get(name) or None for name, there in LOGGED.items()}
    values |= {
        "amount_yen": int(paper["amount"]),
        "fiscal_year": 2026,
        "payment_method": "口座振替",
        "reference_no": KEY,
    }
    return {"action": "register", "voucher_no": "R08-1", "values": {**values, **changes}}


def problems(*log: dict[str, Any], posted: dict[str, str] | None = None) -> list[str]:
    return audit_problems(log, {KEY: "R08-1"} if posted is None else posted, {KEY: texts_of(7)})


def test_exactly_the_posted_slips_each_once_and_right_is_no_problem() -> None:
    assert problems(logged()) == []


def test_a_slip_registered_twice_is_found() -> None:
    assert any("2 times" in p for p in problems(logged(), logged()))


def test_a_wrong_value_is_found() -> None:
    assert any("amount" in p for p in problems(logged(amount_yen=1)))
    assert any("payment_code" in p for p in problems(logged(payment_method="現金")))


def test_a_slip_registered_but_not_posted_and_the_other_way_round_is_found() -> None:
    assert any("not posted" in p for p in problems(logged(), posted={}))
    assert any("not registered" in p for p in problems())


def test_another_voucher_number_is_found() -> None:
    assert any("filed under" in p for p in problems(logged(), posted={KEY: "R08-2"}))
