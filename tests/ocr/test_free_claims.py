"""A sum whose label names no rate is that of the page's only rate, or nobody's: it may be that of both together."""

import tomllib
from collections.abc import Sequence

import pytest

from ocr.free_claims import each_for_one
from ocr.free_labels import labels_on
from ocr.free_places import places_of
from ocr.free_sides import search_on
from slips.form import Form
from slips.form_file import form_from
from tests.ocr.conftest import FORMS
from tests.ocr.sheets import Written, sheet_with

NOWHERE = (0.0, 0.0)


@pytest.fixture(scope="module")
def invoice() -> Form:
    return form_from(tomllib.loads((FORMS / "invoice.toml").read_text(encoding="utf-8")))


def said(form: Form, written: Sequence[Written], rates: frozenset[str] = frozenset()) -> dict[str, str]:
    sheet = sheet_with(written)
    places = places_of(search_on(sheet, form, labels_on(sheet, form), NOWHERE), form)
    return {name: place.text for name, place in each_for_one(form, places, rates).items()}


def listed(*pairs: tuple[str, str]) -> list[Written]:
    return [each for n, (a, b) in enumerate(pairs) for each in ((a, 20.0, 100.0 + 10 * n), (b, 80.0, 100.0 + 10 * n))]


def test_a_tax_of_no_rate_is_that_of_the_only_rate(invoice: Form) -> None:
    found = said(invoice, listed(("小計", "20,000"), ("消費税", "2,000"), ("合計金額", "22,000")), frozenset({"10"}))
    assert found == {"subtotal_10": "20000", "tax_10": "2000", "amount": "22000"}


def test_where_all_goods_are_reduced_a_tax_of_no_rate_is_the_reduced_one(invoice: Form) -> None:
    found = said(invoice, listed(("小計", "20,000"), ("消費税", "1,600"), ("合計金額", "21,600")), frozenset({"8"}))
    assert found == {"subtotal_8": "20000", "tax_8": "1600", "amount": "21600"}


def test_a_tax_of_no_rate_is_nobodys_where_lines_name_both(invoice: Form) -> None:
    found = said(
        invoice, listed(("小計", "28,675"), ("消費税", "2,706"), ("合計金額", "31,381")), frozenset({"10", "8"})
    )
    assert found == {"amount": "31381"}


def test_a_tax_of_both_rates_is_not_that_of_the_rate_whose_own_is_missing(invoice: Form) -> None:
    pairs = (("10%対象", "20,600"), ("8%対象", "8,075"), ("消費税10%", "2,060"), ("消費税額等", "2,706"))
    assert said(invoice, listed(*pairs)) == {"subtotal_10": "20600", "subtotal_8": "8075", "tax_10": "2060"}


def test_a_tax_printed_twice_is_not_that_of_a_rate_that_the_page_does_not_have(invoice: Form) -> None:
    pairs = (("10%対象", "83,000"), ("消費税10%", "8,300"), ("消費税額等", "8,300"))
    assert said(invoice, listed(*pairs)) == {"subtotal_10": "83000", "tax_10": "8300"}


def test_a_total_without_tax_beside_one_with_it_is_not_the_amount(invoice: Form) -> None:
    pairs = (("税抜合計", "20,000"), ("合計", "20,000"), ("税込合計", "22,000"))
    assert said(invoice, listed(*pairs))["amount"] == "22000"


def test_what_is_left_to_pay_goes_before_the_total_it_is_taken_from(invoice: Form) -> None:
    pairs = (("合計金額", "110,000"), ("源泉徴収税額", "10,210"), ("差引請求額", "99,790"))
    assert said(invoice, listed(*pairs))["amount"] == "99790"


def test_a_comma_misread_as_a_semicolon_does_not_cut_the_amount(invoice: Form) -> None:
    assert "115" not in said(invoice, listed(("請求金額", "115;830円"))).values()


@pytest.mark.parametrize("label", ["前回請求額", "ご入金額", "繰越額", "今回御買上額"])
def test_boxes_of_a_monthly_account_are_not_the_amount(invoice: Form, label: str) -> None:
    assert said(invoice, listed((label, "11,000"))) == {}


def test_a_rate_heading_followed_by_another_word_on_its_line_is_a_label(invoice: Form) -> None:
    written = [("10%対象合計", 100, 100), ("内消費税(10%)", 130, 100), ("45,650", 102, 108), ("4,150", 134, 108)]
    assert said(invoice, written) == {"subtotal_10": "45650", "tax_10": "4150"}


def test_a_rate_within_a_sentence_is_no_label(invoice: Form) -> None:
    assert said(invoice, [("※は軽減税率(8%)対象商品です。", 20, 100), ("5,000", 90, 100)]) == {}


def test_the_tax_column_is_not_the_one_that_says_with_tax(invoice: Form) -> None:
    heads = [("税率", 105, 100), ("対象金額(税込)", 135, 100.2), ("内消費税額", 175, 100)]
    rows = [("10%", 105, 107), ("185,708", 143, 107), ("16,882", 182, 107)]
    assert said(invoice, [*heads, *rows]) == {"subtotal_10": "185708", "tax_10": "16882"}


@pytest.mark.parametrize(("goods", "subtotal"), [("金額", "20600"), ("金額(税込)", "22660")])
def test_of_two_columns_the_subtotal_is_the_one_with_tax_where_the_goods_are(
    invoice: Form, goods: str, subtotal: str
) -> None:
    heads = [("税率", 105, 150), ("税込金額", 170, 150.3), ("税抜金額", 125, 150), ("消費税額", 148, 150)]
    rows = [("10%", 105, 157), ("20,600", 126, 157), ("2,060", 150, 157), ("22,660", 171, 157)]
    asked = [("ご請求金額", 20, 60), ("22,660円", 60, 60)]
    sheet = sheet_with([*asked, ("品名", 20, 80), (goods, 170, 80), *heads, *rows])
    search = search_on(sheet, invoice, labels_on(sheet, invoice), (77, 100))
    found = each_for_one(invoice, places_of(search, invoice), frozenset())
    assert {n: found[n].text for n in ("subtotal_10", "tax_10")} == {"subtotal_10": subtotal, "tax_10": "2060"}


def test_a_branch_is_not_cut_before_the_word_that_says_what_it_is(invoice: Form) -> None:
    found = said(invoice, [("百五銀行 中島 支店 普通 0695176", 20, 200)])
    assert (found["branch_name"], found["account_no"]) == ("中島支店", "0695176")


def test_a_branch_beside_its_own_label_stays_as_it_is(invoice: Form) -> None:
    assert said(invoice, [("支店名", 20, 200), ("中島", 45, 200)])["branch_name"] == "中島"


def test_a_bank_does_not_take_the_label_of_its_branch_with_it(invoice: Form) -> None:
    found = said(invoice, [("銀行名 百五銀行 支店名 江場支店", 20, 200)])
    assert (found["bank_name"], found["branch_name"]) == ("百五銀行", "江場支店")
