"""On a free layout lines, rates and the amount are proved only where the sums as a whole bear them out."""

import tomllib
from pathlib import Path

import pytest

from slips.complete import UNCOUNTED, UNNAMED, UNTAXED, UNTOLD, unproved
from slips.form import Form
from slips.form_file import form_from
from slips.masters import Masters
from slips.model import Value, Witness
from slips.settle import prove, with_person
from tests.slips.paper import form as printed_form

PATH = Path(__file__).parents[2] / "config" / "forms" / "invoice.toml"

LINES = {
    "lines.0.item": "画用紙",
    "lines.0.qty": "4",
    "lines.0.unit_price": "3150",
    "lines.0.rate": "10",
    "lines.0.amount": "12600",
    "lines.1.item": "麦茶",
    "lines.1.qty": "17",
    "lines.1.unit_price": "475",
    "lines.1.rate": "8",
    "lines.1.amount": "8075",
    "lines.2.item": "のり",
    "lines.2.qty": "10",
    "lines.2.unit_price": "800",
    "lines.2.rate": "10",
    "lines.2.amount": "8000",
}
SUMS = {"subtotal_10": "20600", "tax_10": "2060", "subtotal_8": "8075", "tax_8": "646", "amount": "31381"}
WHOLE = {**LINES, **SUMS}


@pytest.fixture(scope="module")
def invoice() -> Form:
    return form_from(tomllib.loads(PATH.read_text(encoding="utf-8")))


def without_line(number: int, texts: dict[str, str]) -> dict[str, str]:
    """As a reader sees it that lost a line: the lines behind it bear the number before their own."""
    kept: dict[str, str] = {}
    for name, text in texts.items():
        parts = name.split(".")
        if len(parts) == 1 or int(parts[1]) < number:
            kept[name] = text
        elif int(parts[1]) > number:
            kept[f"lines.{int(parts[1]) - 1}.{parts[2]}"] = text
    return kept


def proved(form: Form, texts: dict[str, str]) -> dict[str, Value]:
    """The texts as both engines read them."""
    return prove(form, {n: Value("", _read(t)) for n, t in texts.items()}, Masters())


def _read(text: str) -> tuple[Witness, ...]:
    return (
        Witness("rapidocr", text, 0.99, kind="engine", cut="cell"),
        Witness("easyocr", text, 0.99, kind="engine", cut="tight"),
    )


def settled(values: dict[str, Value], *names: str) -> set[str]:
    return {n for n in names or values if values[n].settled}


def test_a_whole_invoice_is_left_open_nowhere(invoice: Form) -> None:
    assert unproved(invoice, WHOLE) == {}
    assert settled(proved(invoice, WHOLE)) == set(WHOLE)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_no_line_is_settled_where_one_was_lost(invoice: Form, lost: int) -> None:
    values = proved(invoice, without_line(lost, WHOLE))
    cells = [n for n in values if n.startswith("lines.")]
    assert settled(values, *cells) == set()
    assert {values[n].why for n in cells if n.endswith(("qty", "unit_price"))} <= {UNCOUNTED, "out of sum"}


def test_the_amount_does_not_need_the_lines(invoice: Form) -> None:
    assert settled(proved(invoice, without_line(1, WHOLE))) >= {"amount", "tax_10", "tax_8"}


def test_lines_with_the_tax_that_follows_from_them_prove_the_amount_and_their_number(invoice: Form) -> None:
    ten = {n: t for n, t in LINES.items() if not n.startswith("lines.1.") and not n.endswith(".rate")}
    ten = {n.replace("lines.2.", "lines.1."): t for n, t in ten.items()}
    values = proved(invoice, {**ten, "amount": "22660"})
    assert settled(values, "amount", "lines.1.amount", "lines.1.qty") == {"amount", "lines.1.amount", "lines.1.qty"}
    assert settled(proved(invoice, {**without_line(0, ten), "amount": "22660"})) <= {"lines.0.item"}


def test_a_tax_that_was_rounded_leaves_the_amount_open_but_counts_the_lines(invoice: Form) -> None:
    values = proved(
        invoice, {"lines.0.amount": "1015", "lines.0.qty": "5", "lines.0.unit_price": "203", "amount": "1117"}
    )
    assert settled(values, *values) == {"lines.0.amount", "lines.0.qty", "lines.0.unit_price"}
    assert values["amount"].why in (UNTAXED, "one witness")


@pytest.mark.parametrize("before", [{}, {"qty": "1", "unit_price": "2060"}])
def test_a_tax_that_was_taken_for_a_line_counts_no_lines(invoice: Form, before: dict[str, str]) -> None:
    texts = {n: t for n, t in LINES.items() if not n.startswith("lines.1.")}
    texts = {n.replace("lines.2.", "lines.1."): t for n, t in texts.items()}
    tax = {"lines.2.item": "消賓税", "lines.2.amount": "2060", **{f"lines.2.{c}": t for c, t in before.items()}}
    for printed in ({}, {"tax_10": "2060"}, {"tax_10": "2060", "subtotal_10": "22660"}):
        values = proved(invoice, {**texts, **tax, **printed, "amount": "22660"})
        assert [n for n in values if n.startswith("lines.") and values[n].settled] == []


def test_postage_alone_on_its_line_is_not_taken_for_a_tax(invoice: Form) -> None:
    texts = {"lines.0.amount": "20600", "lines.1.item": "送料", "lines.1.amount": "770", "amount": "23507"}
    assert UNCOUNTED not in unproved(invoice, texts).values()


def test_postage_as_dear_as_a_tax_of_two_rates_is_a_line_where_all_lines_have_one_rate(invoice: Form) -> None:
    texts = {"lines.0.amount": "13199", "lines.0.rate": "10", "lines.1.amount": "1100", "lines.1.rate": "10"}
    within = {"subtotal_10": "14299", "tax_10": "1299", "amount": "14299"}
    assert UNCOUNTED not in unproved(invoice, {**texts, **within}).values()
    assert UNCOUNTED in unproved(invoice, {n: t for n, t in {**texts, **within}.items() if "rate" not in n}).values()


def test_a_gap_between_lines_leaves_all_of_them_open(invoice: Form) -> None:
    moved = {n.replace("lines.2.", "lines.3."): t for n, t in WHOLE.items()}
    assert unproved(invoice, moved)["lines.0.qty"] == UNCOUNTED


def test_a_line_that_says_something_but_no_amount_leaves_all_open(invoice: Form) -> None:
    assert unproved(invoice, {**WHOLE, "lines.3.item": "（来月分）"})["lines.0.qty"] == UNCOUNTED


def test_one_amount_misread_does_not_leave_the_other_lines_open(invoice: Form) -> None:
    values = proved(invoice, {**WHOLE, "lines.1.amount": "8015"})
    assert settled(values, "lines.0.amount", "lines.2.qty") == {"lines.0.amount", "lines.2.qty"}
    assert not values["lines.1.amount"].settled


def test_where_no_amount_was_read_the_taxes_bear_the_lines_out(invoice: Form) -> None:
    texts = {n: t for n, t in WHOLE.items() if n != "amount"}
    assert UNCOUNTED not in unproved(invoice, texts).values()
    assert UNCOUNTED in unproved(invoice, {**texts, "tax_8": "864"}).values()


def test_lines_without_tax_under_sums_that_contain_it_are_counted_too(invoice: Form) -> None:
    within = {"subtotal_10": "22660", "tax_10": "2060", "subtotal_8": "8721", "tax_8": "646", "amount": "31381"}
    left = unproved(invoice, {**LINES, **within})
    assert UNCOUNTED not in left.values()
    assert left == {"subtotal_10": UNTOLD, "subtotal_8": UNTOLD}  # those without tax may be printed, too


def test_a_subtotal_without_tax_is_not_settled_where_the_lines_contain_it(invoice: Form) -> None:
    texts = {
        "lines.0.amount": "22660",
        "lines.0.rate": "10",
        "subtotal_10": "20600",
        "tax_10": "2060",
        "amount": "22660",
    }
    assert unproved(invoice, texts)["subtotal_10"] == UNTOLD
    assert not proved(invoice, texts)["subtotal_10"].settled


def test_without_subtotals_the_lines_and_the_tax_reach_the_amount(invoice: Form) -> None:
    texts = {n: t for n, t in LINES.items() if not n.startswith("lines.1.")}
    texts = {n.replace("lines.2.", "lines.1."): t for n, t in texts.items()}
    assert unproved(invoice, {**texts, "tax_10": "2060", "amount": "22660"}) == {}
    assert unproved(invoice, {**texts, "tax_10": "1872", "amount": "20600"}) == {}  # contained in it


def test_one_tax_for_both_rates_is_not_the_tax_of_one(invoice: Form) -> None:
    ten = {n: "10" if n.endswith(".rate") else t for n, t in LINES.items()}
    values = proved(invoice, {**ten, "subtotal_10": "28675", "tax_10": "2706", "amount": "31381"})
    assert {values[n].why for n in ("tax_10", "subtotal_10", "lines.1.rate")} == {UNNAMED}
    assert settled(values, "amount", "lines.1.amount", "lines.1.qty") == {"amount", "lines.1.amount", "lines.1.qty"}


def test_a_total_without_its_tax_is_not_the_amount(invoice: Form) -> None:
    net = {**WHOLE, "amount": "28675"}
    assert unproved(invoice, net)["amount"] == UNTAXED
    assert not proved(invoice, net)["amount"].settled


def test_a_sum_of_the_lines_is_no_amount_where_no_tax_was_found(invoice: Form) -> None:
    values = proved(invoice, {**LINES, "amount": "28675"})
    assert values["amount"].why == UNTAXED


def test_an_amount_with_what_was_carried_over_is_left_open(invoice: Form) -> None:
    values = proved(invoice, {**WHOLE, "amount": "41381"})
    assert settled(values, "amount", *LINES) == set()


def test_half_a_pair_of_subtotal_and_tax_names_no_rate(invoice: Form) -> None:
    texts = {n: t for n, t in WHOLE.items() if n != "subtotal_8"}
    assert unproved(invoice, texts)["tax_10"] == UNNAMED


def test_what_a_person_said_is_not_held_back_by_the_sums(invoice: Form) -> None:
    values = proved(invoice, without_line(1, WHOLE))
    values = with_person(invoice, values, {"lines.1.qty": "17"}, "yamada")
    values = with_person(invoice, values, {"lines.1.qty": "17"}, "sato")
    assert prove(invoice, values, Masters())["lines.1.qty"].settled


def test_a_printed_form_knows_its_lines_by_their_place() -> None:
    assert unproved(printed_form(), {"lines.0.amount": "1"}) == {}
