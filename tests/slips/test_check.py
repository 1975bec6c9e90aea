"""Each rule of domain.md 1.10 that Denpyo checks: once when it must speak, once when it must be silent."""

from dataclasses import replace
from datetime import date

import pytest

from slips.check import Duplicate, Facts, check
from slips.check.budget import account, balance, fiscal_year
from slips.check.money import amount_words, sums, tax
from slips.check.order import date_order
from slips.check.payee import bank, creditor, duplicate, registration_no, registration_no_is_valid
from slips.check.rule import Rule
from slips.check.writing import encodable
from slips.model import Finding, Slip, Value
from tests.slips.paper import form, masters

TODAY = date(2026, 11, 20)
ACCOUNT = "01-10-02-01-001201-10-01"


def found(rule: Rule, texts: dict[str, str], facts: Facts | None = None) -> list[tuple[str, str]]:
    slip = Slip("DTEST", "scan", 1, "small", 1, {n: Value(t) for n, t in texts.items()})
    return [(f.field, f.severity) for f in rule(slip, form(), masters(), facts or Facts(TODAY))]


YEAR = {"fiscal_year": "2026", "delivered_on": "2026-11-05", "drafted_on": "2026-11-10"}


def test_goods_delivered_in_another_year_block() -> None:
    assert found(fiscal_year, YEAR) == []
    assert found(fiscal_year, {**YEAR, "delivered_on": "2026-03-30"}) == [("fiscal_year", "B")]
    assert found(fiscal_year, {**YEAR, "drafted_on": "2027-06-01"}) == [("drafted_on", "B")]
    assert found(fiscal_year, YEAR, Facts(date(2027, 6, 1))) == [("fiscal_year", "B")]


def test_an_account_must_exist_be_active_and_bear_the_number_valid_that_year() -> None:
    known = {"fiscal_year": "2026", "account_code": ACCOUNT}
    assert found(account, known) == []
    assert found(account, {**known, "fiscal_year": "2025"}) == [("account_code", "B")]
    assert found(account, {**known, "account_code": ACCOUNT.replace("-10-01", "-11-01")}) == [("account_code", "B")]
    assert ("account_code", "B") in found(account, {**known, "account_code": ACCOUNT.replace("-10-01", "-39-01")})


def test_an_inactive_account_blocks() -> None:
    stopped = replace(masters().accounts[ACCOUNT, 2026], active=False)
    of = replace(masters(), accounts={(ACCOUNT, 2026): stopped})
    slip = Slip("D", "s", 1, "small", 1, {"fiscal_year": Value("2026"), "account_code": Value(ACCOUNT)})
    assert [f.severity for f in account(slip, form(), of, Facts(TODAY))] == ["B"]


def test_the_amount_must_fit_what_is_left_of_the_allotment() -> None:
    known = {"fiscal_year": "2026", "account_code": ACCOUNT, "school_code": "101", "amount": "50000"}
    assert found(balance, known) == []
    assert found(balance, {**known, "amount": "50001"}) == [("amount", "B")]
    assert found(balance, {**known, "school_code": "999"}) == [("school_code", "B")]
    assert found(balance, {**known, "account_code": ACCOUNT.replace("-10-01", "-11-01")}) == [("account_code", "B")]


def test_sums_that_do_not_hold_block() -> None:
    line = {"lines.0.qty": "10", "lines.0.unit_price": "500", "lines.0.amount": "5000", "lines.0.rate": "10"}
    whole = {**line, "subtotal_10": "5000", "tax_10": "500", "amount": "5500"}
    assert found(sums, whole) == []
    assert found(sums, {**whole, "lines.0.qty": "11"}) == [("lines.0.amount", "B")]
    assert found(sums, {**whole, "amount": "5501"}) == [("amount", "B")]
    assert found(sums, {**whole, "subtotal_10": "5100", "amount": "5600"}) == [("subtotal_10", "B")]


@pytest.mark.parametrize(("written", "silent"), [("29", True), ("30", True), ("27", False), ("", False)])
def test_tax_is_rounded_once_and_each_way_is_legal(written: str, silent: bool) -> None:
    texts = {"subtotal_10": "297", "tax_10": written}
    assert (found(tax, texts) == []) is silent


def test_figures_and_words_must_say_the_same_amount() -> None:
    assert found(amount_words, {"amount": "5500", "amount_words": "5500"}) == []
    assert found(amount_words, {"amount": "5500", "amount_words": "5600"}) == [("amount", "B")]
    assert found(amount_words, {"amount": "0"}) == [("amount", "B")]


def test_dates_must_follow_each_other_and_not_lie_ahead() -> None:
    of = form()
    days = {"delivered_on": "2026-11-05"}
    assert found(date_order, days) == []
    assert found(date_order, {"delivered_on": "2026-11-21"}) == [("delivered_on", "B")]
    assert len(of.rules) == 7


def test_a_creditor_must_exist_be_in_use_and_bear_its_name() -> None:
    assert found(creditor, {"creditor_code": "00010001", "creditor_name": "花園文具㈱"}) == []
    assert found(creditor, {"creditor_code": "00019999"}) == [("creditor_code", "B")]
    assert found(creditor, {"creditor_code": "00010003"}) == [("creditor_code", "B")]
    assert found(creditor, {"creditor_code": "00010001", "creditor_name": "みどり印刷"}) == [("creditor_name", "H")]


def test_a_bank_account_must_be_possible_and_a_changed_one_is_a_persons_decision() -> None:
    same = {
        "creditor_code": "00010001",
        "bank_code": "0005",
        "branch_code": "001",
        "account_type": "普通",
        "account_no": "1234567",
    }
    assert found(bank, same) == []
    assert found(bank, {**same, "account_no": "7654321"}) == [("account_no", "H")]
    assert ("bank_code", "B") in found(bank, {**same, "bank_code": "9998"})
    assert ("branch_code", "B") in found(bank, {**same, "branch_code": "999"})
    assert ("account_type", "B") in found(bank, {**same, "account_type": "定期"})
    assert found(bank, {**same, "holder_kana": "ベツノナマエ"}) == [("holder_kana", "H")]
    assert found(bank, {**same, "holder_kana": "ハナゾノブング"}) == []


def test_a_registration_number_only_warns() -> None:
    assert registration_no_is_valid("T7123456789012")
    assert registration_no_is_valid("T7000012050002")
    assert not registration_no_is_valid("T1234567890123")
    assert found(registration_no, {"registration_no": "T1234567890123"}) == [("registration_no", "W")]


def test_a_certain_duplicate_blocks_and_a_likely_one_holds() -> None:
    facts = Facts(
        TODAY,
        (
            Duplicate("D1", certain=True, why="請求書番号が同じです"),
            Duplicate("D2", certain=False, why="金額が同じです"),
        ),
    )
    assert found(duplicate, {}, facts) == [("", "B"), ("", "H")]


def test_what_the_finance_system_cannot_hold_blocks() -> None:
    assert found(encodable, {"description": "教材用紙〜9月"}) == []
    assert found(encodable, {"description": "𠮷田"}) == [("description", "B")]
    assert found(encodable, {"description": "あ" * 41}) == [("description", "B")]


def test_a_page_that_is_no_form_of_ours_blocks_whole() -> None:
    findings = check(Slip("D", "s", 1, "", 0), None, masters(), Facts(TODAY))
    assert [f.severity for f in findings] == ["B"]
    assert isinstance(findings[0], Finding)
