"""The form TOMLs and the drawn forms say the same."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from practice.paper.draw import SHEETS, form_of, is_hand
from practice.paper.hand_slip import DATES, PREPRINTED, comb_of
from practice.paper.reference import reference
from slips.form import Form
from slips.model import Box

FORMS = Path("config/forms")
Grey = npt.NDArray[np.uint8]
HEAD = {
    "fiscal_year",
    "slip_no",
    "school_code",
    "school_name",
    "drafted_on",
    "account_code",
    "account_name",
    "subject",
    "description",
}
MONEY = {"amount", "amount_words", "subtotal_10", "tax_10", "subtotal_8", "tax_8"}
PAYEE = {
    "creditor_code",
    "creditor_name",
    "registration_no",
    "invoice_no",
    "invoiced_on",
    "payment_code",
    "payment_name",
    "due_on",
}
BANK = {"bank_code", "bank_name", "branch_code", "branch_name", "account_type", "account_no", "holder_kana"}
DAYS = {"ordered_on", "delivered_on", "inspected_on", "inspector"}
COLUMNS = ("item", "qty", "unit", "unit_price", "rate", "amount")

every_form = pytest.mark.parametrize("name", sorted(SHEETS))


@every_form
def test_a_form_has_the_fields_that_everybody_counts_on(name: str) -> None:
    form = form_of(name, FORMS)
    lines = {f"lines.{row}.{column}" for row in range(6) for column in COLUMNS}
    assert set(form.by_name) == HEAD | MONEY | PAYEE | BANK | DAYS | lines
    assert form.tables[0].columns == COLUMNS


@every_form
def test_every_box_lies_inside_its_ruled_cell(name: str) -> None:
    form, sheet = form_of(name, FORMS), SHEETS[name]()
    for field in form.fields:
        x0, y0, x1, y1 = sheet.rooms[field.name]
        room = np.array((x0 / form.width_mm, y0 / form.height_mm, x1 / form.width_mm, y1 / form.height_mm))
        inset = (np.array(field.box) - room) * (1, 1, -1, -1)
        assert (inset > -1e-4).all(), field.name


@every_form
def test_no_ruled_line_and_no_label_runs_through_a_box(name: str) -> None:
    form = form_of(name, FORMS)
    page = _committed(form)
    for field in form.fields:
        if name.endswith("hand") and (field.name in DATES or field.name in PREPRINTED):
            continue  # the pad itself prints 令和 年 月 日, the dashes and the T there
        assert _cut(page, field.box).min() > 160, field.name


@every_form
def test_an_anchor_is_the_label_and_nothing_but_the_label(name: str) -> None:
    form, sheet = form_of(name, FORMS), SHEETS[name]()
    for anchor in form.anchors:
        x0, y0, x1, y1 = sheet.labels[anchor.text]
        ink = np.array((x0 / form.width_mm, y0 / form.height_mm, x1 / form.width_mm, y1 / form.height_mm))
        assert np.abs(np.array(anchor.box) - ink).max() < 1 / 210, anchor.text


@every_form
def test_anchors_are_spread_over_the_whole_page(name: str) -> None:
    form = form_of(name, FORMS)
    halves = {(anchor.box[0] > 0.5, int(anchor.box[1] * 4)) for anchor in form.anchors}
    assert len(form.anchors) >= 8
    assert {right for right, _ in halves} == {True, False}
    assert {quarter for _, quarter in halves} == {0, 1, 2, 3}
    assert len(form.titles) == 2


def test_no_title_of_one_form_stands_at_the_same_place_on_the_other() -> None:
    printed, hand = (form_of(name, FORMS) for name in sorted(SHEETS))
    assert not {t.text for t in printed.titles} & {t.text for t in hand.titles}


@every_form
def test_the_committed_blank_page_is_what_the_code_draws(name: str) -> None:
    committed = _committed(form_of(name, FORMS)).astype(int)
    drawn = np.asarray(reference(name)).astype(int)
    assert committed.shape == drawn.shape
    assert np.abs(committed - drawn).mean() < 1.0  # another version of a font may differ a little


def test_the_boxes_of_the_hand_form_are_as_many_as_its_fields_say() -> None:
    form = form_of("school-slip-hand", FORMS)
    assert {f.name: f.cells for f in form.fields if f.cells} == {
        f.name: comb[0] for f in form.fields if (comb := comb_of(f.name))
    }


def test_only_the_hand_form_is_written_by_hand() -> None:
    assert not is_hand(form_of("school-slip", FORMS))
    assert [f.name for f in form_of("school-slip-hand", FORMS).fields if f.printed] == ["slip_no"]


def _committed(form: Form) -> Grey:
    with Image.open(FORMS / form.reference) as page:
        return np.asarray(page.convert("L"))


def _cut(page: Grey, box: Box) -> Grey:
    height, width = page.shape[:2]
    cut: Grey = page[
        int(np.ceil(box[1] * height)) : int(box[3] * height), int(np.ceil(box[0] * width)) : int(box[2] * width)
    ]
    return cut
