"""An invoice of a layout nobody prepared for is read by its labels and its table, whichever way up it lies; anything else is not."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ocr.blank import Known
from ocr.page import UNKNOWN, Engines, read_page
from ocr.pages import Page, Word
from practice.paper.marks import Line, Mark, Words
from slips.form import Form
from slips.form_file import form_from
from slips.masters import Masters
from slips.model import PageReading, Slip
from slips.read import slip_from
from slips.settle import prove
from slips.written import fold
from tests.ocr.conftest import FORMS
from tests.ocr.invoices import PLAIN, RULED, plain_marks, ruled_marks, scanned

Read = Callable[[Page], PageReading]


@pytest.fixture(scope="module")
def invoice() -> Form:
    return form_from(tomllib.loads((FORMS / "invoice.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def read(invoice: Form, engines: Engines) -> Read:
    """Reads a page, each only once for all tests."""
    kept: dict[int, tuple[Page, PageReading]] = {}

    def once(page: Page) -> PageReading:
        if id(page) not in kept:
            kept[id(page)] = (page, read_page(page, Known((), (invoice,)), engines))
        return kept[id(page)][1]

    return once


@cache
def ruled(profile: str = "clean200") -> Page:
    return scanned(ruled_marks(), profile)


@cache
def plain() -> Page:
    return scanned(plain_marks())


def proved(form: Form, found: PageReading) -> Slip:
    slip = slip_from("slip", "scan", form, found)
    return replace(slip, values=prove(form, slip.values, Masters(), slip.doubt))


def differing(slip: Slip, truth: dict[str, str]) -> dict[str, str]:
    """Fields that do not say what stands on the paper."""
    return {n: slip.text(n) for n, text in truth.items() if fold(slip.text(n)) != fold(text)}


def settled_wrong(slip: Slip, truth: dict[str, str]) -> list[str]:
    return [n for n, v in slip.values.items() if v.critical and v.settled and fold(v.text) != fold(truth.get(n, ""))]


def without(marks: list[Mark], *texts: str) -> list[Mark]:
    return [m for m in marks if not (isinstance(m, Words) and m.text in texts)]


def test_a_ruled_invoice_with_two_tax_rates_is_read_to_the_last_field(read: Read, invoice: Form) -> None:
    slip = proved(invoice, read(ruled()))
    assert slip.form == "invoice"
    assert differing(slip, RULED) == {}
    assert settled_wrong(slip, RULED) == []


def test_a_plain_invoice_with_one_tax_rate_is_read_to_the_last_field(read: Read, invoice: Form) -> None:
    slip = proved(invoice, read(plain()))
    assert differing(slip, PLAIN) == {}
    assert {slip.text("lines.0.rate"), slip.text("lines.1.rate")} == {"10"}


def test_figures_that_the_sums_prove_are_settled(read: Read, invoice: Form) -> None:
    slip = proved(invoice, read(ruled()))
    money = [n for n in RULED if invoice.by_name[n].kind == "money"]
    assert [n for n in money if not slip.values[n].settled] == []
    assert slip.values["invoiced_on"].why == "one witness"  # nothing but readers of one place says so


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_turned_invoice_is_stood_upright_first(read: Read, invoice: Form, quarters: int) -> None:
    page = ruled()
    turned = replace(page, image=np.ascontiguousarray(np.rot90(page.image, quarters)))
    assert differing(proved(invoice, read(turned)), RULED) == {}


def test_a_slanted_invoice_is_straightened_first(read: Read, invoice: Form) -> None:
    slip = proved(invoice, read(ruled("skew")))
    assert settled_wrong(slip, RULED) == []
    assert slip.text("amount") == RULED["amount"]


def test_a_box_shows_where_the_value_stands_on_the_upright_page(read: Read) -> None:
    found = next(r for r in read(ruled()).readings if r.field == "amount")
    x0, y0, x1, y1 = found.texts[0].box
    assert 60 < x0 * 210 < x1 * 210 < 105
    assert 76 < y0 * 297 < 82 < y1 * 297 < 88


def test_a_page_without_the_title_is_no_invoice(read: Read) -> None:
    page = scanned(without(ruled_marks(), "請　求　書"))
    found = read(page)
    assert (found.form, found.doubt, found.readings) == ("", UNKNOWN, ())


def test_two_different_figures_under_one_label_are_nobodys(read: Read, invoice: Form) -> None:
    again = [Words("合計金額", 130, 160, 10, "gothic-ipaex"), Words("¥107,300", 190, 160, 10, "gothic-ipaex", "right")]
    slip = proved(invoice, read(scanned([*plain_marks(), *again])))
    assert slip.text("amount") == ""


def test_what_a_vendor_does_not_print_is_not_missing(read: Read, invoice: Form) -> None:
    slip = proved(invoice, read(plain()))
    assert "subtotal_8" not in slip.values
    assert "invoice_no" not in slip.values


def test_a_payment_date_is_not_the_invoice_date(read: Read, invoice: Form) -> None:
    due = Words("お支払期限：2026年12月25日", 20, 205, 10, "gothic-ipaex")
    slip = proved(invoice, read(scanned([*without(plain_marks(), "2026年10月30日"), due])))
    assert slip.text("invoiced_on") == ""


def test_a_text_layer_is_a_witness_of_its_own(read: Read, invoice: Form) -> None:
    words: tuple[Word, ...] = (("¥31,381-", 0.42, 0.262, 0.47, 0.29),)
    found = read(replace(ruled(), words=words))
    amount = proved(invoice, found).values["amount"]
    assert [w.text for w in amount.witnesses if w.kind == "textlayer"] == ["31381"]


def test_a_line_through_the_page_does_not_part_a_figure(read: Read, invoice: Form) -> None:
    streak = Line(88, 0, 88, 297, 0.15, (215, 215, 215))
    slip = proved(invoice, read(scanned([*ruled_marks(), streak])))
    assert settled_wrong(slip, RULED) == []
