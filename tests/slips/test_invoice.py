"""An invoice's sums: what holds bears witness, what is not printed is no fault, and a tax proves only what no other digit would."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from slips.arithmetic import equations
from slips.equation import Equation
from slips.form import Form
from slips.form_file import form_from
from slips.tax import legal_taxes, rates_on

PATH = Path(__file__).parents[2] / "config" / "forms" / "invoice.toml"

MIXED = {
    "invoiced_on": "2026-11-05",
    "amount": "31380",
    "subtotal_10": "20600",
    "tax_10": "2060",
    "subtotal_8": "8075",
    "tax_8": "645",
    "lines.0.qty": "4",
    "lines.0.unit_price": "3150",
    "lines.0.rate": "10",
    "lines.0.amount": "12600",
    "lines.1.rate": "8",
    "lines.1.amount": "8075",
    "lines.2.rate": "10",
    "lines.2.amount": "8000",
}
WITHIN = {
    "amount": "48203",
    "subtotal_10": "42251",
    "tax_10": "3841",
    "subtotal_8": "5952",
    "tax_8": "440",
}


@pytest.fixture(scope="module")
def invoice() -> Form:
    return form_from(tomllib.loads(PATH.read_text(encoding="utf-8")))


def found(form: Form, texts: dict[str, str]) -> dict[str, Equation]:
    return {e.name: e for e in equations(form, texts)}


def failing(form: Form, texts: dict[str, str]) -> list[str]:
    return [e.name for e in equations(form, texts) if not e.holds]


def test_every_sum_of_a_right_invoice_holds(invoice: Form) -> None:
    assert set(found(invoice, MIXED)) == {
        "line 1: quantity x unit price",
        "sum of lines at 10 %",
        "sum of lines at 8 %",
        "tax at 10 %",
        "total",
    }
    assert failing(invoice, MIXED) == []


def test_subtotals_that_contain_their_tax_hold_too(invoice: Form) -> None:
    assert "total, tax within" in found(invoice, WITHIN)
    assert failing(invoice, WITHIN) == []


def test_lines_without_tax_add_up_to_a_subtotal_with_tax(invoice: Form) -> None:
    texts = {"amount": "1100", "subtotal_10": "1100", "tax_10": "100", "lines.0.amount": "1000", "lines.0.rate": "10"}
    assert failing(invoice, texts) == []


@pytest.mark.parametrize(
    "field", ["amount", "subtotal_10", "tax_10", "lines.0.amount", "lines.0.qty", "lines.1.amount"]
)
def test_one_wrong_digit_breaks_a_sum(invoice: Form, field: str) -> None:
    digit = MIXED[field][-1]
    wrong = MIXED[field][:-1] + ("3" if digit != "3" else "4")
    assert failing(invoice, {**MIXED, field: wrong})


def test_what_a_vendor_does_not_print_is_no_fault(invoice: Form) -> None:
    assert failing(invoice, {"amount": "31380"}) == []
    assert failing(invoice, {**MIXED, "subtotal_8": "", "tax_8": ""}) == []


def test_a_line_that_could_not_be_read_whole_is_no_fault(invoice: Form) -> None:
    assert "sum of lines at 10 %" not in found(invoice, {**MIXED, "lines.2.amount": "", "lines.2.item": "画用紙"})


def test_postage_without_quantity_is_no_fault(invoice: Form) -> None:
    texts = {"amount": "770", "lines.0.item": "送料", "lines.0.amount": "770", "lines.0.rate": "10"}
    assert failing(invoice, texts) == []


def test_a_tax_is_proved_only_where_no_other_digit_would_do(invoice: Form) -> None:
    assert found(invoice, MIXED)["tax at 10 %"].fields == ("tax_10",)
    rounded = {"amount": "11866", "subtotal_10": "10787", "tax_10": "1079"}  # 1078 would do as well
    assert "tax at 10 %" not in found(invoice, rounded)


def test_a_rate_is_that_of_its_day() -> None:
    assert set(rates_on(None)) == {"10", "8"}

    assert set(rates_on(date(2019, 9, 30))) == {"8"}


def test_a_tax_is_rounded_once_in_any_way() -> None:
    share = rates_on(None)["10"]
    assert legal_taxes(297, share) == {29, 30}
    assert legal_taxes(42251, share, inclusive=True) == {3841}
