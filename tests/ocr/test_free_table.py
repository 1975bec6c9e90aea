"""The table of goods: its columns under whatever headings, its lines one by one, and nothing else for a line."""

import tomllib
from collections.abc import Sequence

import pytest

from ocr.free_body import NO_BODY, body_of
from ocr.free_labels import labels_on
from ocr.free_table import cells_of, rates_of
from slips.form import Form
from slips.form_file import form_from
from tests.ocr.conftest import FORMS
from tests.ocr.sheets import Written, sheet_with

X = (20.0, 100.0, 120.0, 140.0, 170.0)
HEADS = ("品名", "数量", "単位", "単価", "金額")
GOODS = (("画用紙", "4", "箱", "3,150", "12,600"), ("のり", "10", "個", "800", "8,000"), ("送料", "", "", "", "550"))
SUMS: tuple[Written, ...] = (("小計", 140, 200), ("21,150", 170, 200), ("合計", 140, 210), ("23,265", 170, 210))


@pytest.fixture(scope="module")
def invoice() -> Form:
    return form_from(tomllib.loads((FORMS / "invoice.toml").read_text(encoding="utf-8")))


def row(cells: Sequence[str], y: float, xs: Sequence[float] = X) -> list[Written]:
    return [(text, x, y) for text, x in zip(cells, xs, strict=True) if text]


def table(heads: Sequence[str] = HEADS, goods: Sequence[Sequence[str]] = GOODS, *more: Written) -> list[Written]:
    lines = [written for n, cells in enumerate(goods) for written in row(cells, 90 + 8 * n)]
    return [*row(heads, 80), *lines, *more]


def cells(form: Form, written: Sequence[Written]) -> dict[str, str]:
    sheet = sheet_with(written)
    body = body_of(sheet, form, form.tables[0], labels_on(sheet, form))
    return {} if body is NO_BODY else {p.field: p.text for p in cells_of(sheet, form, form.tables[0], body)}


def amounts(form: Form, written: Sequence[Written]) -> list[str]:
    found = cells(form, written)
    return [found[f"lines.{n}.amount"] for n in range(30) if f"lines.{n}.amount" in found]


def test_every_line_under_the_headings_is_found_down_to_the_first_sum(invoice: Form) -> None:
    found = cells(invoice, [*table(), *SUMS])
    assert amounts(invoice, [*table(), *SUMS]) == ["12,600", "8,000", "550"]
    assert (found["lines.1.item"], found["lines.1.qty"], found["lines.1.unit_price"]) == ("のり", "10", "800")


def test_the_sum_of_a_day_is_no_line_and_does_not_end_the_table(invoice: Form) -> None:
    goods = [GOODS[0], ("(小計)", "", "", "", "12,600"), GOODS[1], ("(小計)", "", "", "", "8,000")]
    assert amounts(invoice, [*table(goods=goods), *SUMS[2:]]) == ["12,600", "8,000"]


def test_the_sum_of_a_delivery_in_words_of_its_own_is_no_line(invoice: Form) -> None:
    goods = [GOODS[0], ("【伝票計】", "", "", "", "12,600"), GOODS[1]]
    assert amounts(invoice, [*table(goods=goods), *SUMS]) == ["12,600", "8,000"]


def test_an_article_whose_name_ends_like_a_sum_stays_a_line(invoice: Form) -> None:
    goods = [("温度計", "2", "個", "900", "1,800"), GOODS[1]]
    assert amounts(invoice, [*table(goods=goods), *SUMS]) == ["1,800", "8,000"]


@pytest.mark.parametrize("note", ["以下余白", "一以ド余白一", "※印は軽減税率(8%)対象商品です。"])
def test_a_note_under_the_last_line_is_not_part_of_it(invoice: Form, note: str) -> None:
    found = cells(invoice, table(HEADS, GOODS[:2], (note, 60, 105)))
    assert found["lines.1.item"] == "のり"
    assert "lines.2.item" not in found


def test_where_no_sum_follows_the_bank_ends_the_table(invoice: Form) -> None:
    found = cells(
        invoice, table(HEADS, GOODS[:2], ("銀行名", 20, 120), ("口座番号：", 100, 126), ("1234567", 140, 126))
    )
    assert [n for n in found if n.startswith("lines.2")] == []


def test_two_headings_of_one_column_are_no_reason_to_find_no_table(invoice: Form) -> None:
    heads = ("品名", "数量", "単位", "単価", "金額", "摘要")
    written = [*row(heads, 80, (*X, 190)), *table()[len(HEADS) :], *SUMS]
    assert cells(invoice, written)["lines.0.item"] == "画用紙"


def test_headings_that_were_found_as_one_line_are_told_apart(invoice: Form) -> None:
    written = [("伝票番号品名", 10, 80), *row(("", *HEADS[1:]), 80), *table()[len(HEADS) :], *SUMS]
    assert cells(invoice, written)["lines.0.item"] == "画用紙"


def test_a_heading_misread_but_for_one_character_is_still_one(invoice: Form) -> None:
    heads = ("品名", "数量", "単位", "単仙", "税拔金額")
    assert amounts(invoice, [*table(heads), *SUMS]) == ["12,600", "8,000", "550"]


def test_a_heading_that_says_with_tax_is_not_the_column_of_rates(invoice: Form) -> None:
    found = cells(invoice, [*table(("品名", "数量", "単位", "単仙(税込)", "金額")), *SUMS])
    assert found["lines.0.unit_price"] == "3,150"


def test_quantity_and_unit_side_by_side_are_two_columns(invoice: Form) -> None:
    written = [("品名", 20, 80), ("数量", 100, 80), ("単位", 108, 80), ("単価", 140, 80), ("金額", 170, 80)]
    lines = [("画用紙", 20, 90), ("4", 102, 90), ("箱", 110, 90), ("3,150", 140, 90), ("12,600", 170, 90)]
    found = cells(invoice, [*written, *lines, *SUMS])
    assert (found["lines.0.qty"], found["lines.0.unit"]) == ("4", "箱")


def test_without_an_amount_column_there_is_no_table(invoice: Form) -> None:
    assert cells(invoice, [*table(("品名", "数量", "単位", "単価", "備考")), *SUMS]) == {}


def test_a_mark_whose_explanation_lost_it_still_tells_the_rates(invoice: Form) -> None:
    goods = [("画用紙", "4", "箱", "3,150", "12,600"), ("麦茶 ※", "10", "個", "800", "8,000")]
    sheet = sheet_with([*table(goods=goods), *SUMS, ("印は軽減税率(8%)対象商品です。", 20, 230)])
    body = body_of(sheet, invoice, invoice.tables[0], labels_on(sheet, invoice))
    rates = rates_of(sheet, invoice.tables[0], body, "")
    assert {name: rate for name, (rate, *_) in rates.items()} == {"lines.0.rate": "10", "lines.1.rate": "8"}


def test_a_sum_of_a_day_whose_word_nobody_can_read_is_told_by_its_figure(invoice: Form) -> None:
    goods = [GOODS[0], ("口", "", "", "", "12,600"), GOODS[1], GOODS[2], ("", "", "", "", "8,550")]
    assert amounts(invoice, [*table(goods=goods), ("合計", 140, 210), ("23,265", 170, 210)]) == [
        "12,600",
        "8,000",
        "550",
    ]


def test_postage_that_costs_what_the_line_above_does_stays_a_line(invoice: Form) -> None:
    goods = [("のり", "1", "個", "550", "550"), GOODS[2]]
    assert amounts(invoice, [*table(goods=goods), *SUMS]) == ["550", "550"]


def test_figures_of_two_columns_found_as_one_line_are_told_apart(invoice: Form) -> None:
    heads = [("品名", 20, 80), ("数量", 100, 80), ("単価", 130, 80), ("税率", 148, 80), ("金額", 170, 80)]
    line = [("フィルム", 20, 90), ("5", 103, 90), ("2,010 10%", 131, 90), ("10,050", 168, 90)]
    found = cells(invoice, [*heads, *line, *SUMS])
    assert (found["lines.0.unit_price"], found["lines.0.amount"]) == ("2,010", "10,050")


def test_goods_whose_heading_nobody_can_read_are_found_by_their_words(invoice: Form) -> None:
    found = cells(invoice, [*table(("H工", *HEADS[1:])), *SUMS])
    assert (found["lines.0.item"], found["lines.1.item"]) == ("画用紙", "のり")
