"""The form TOMLs and the drawn forms say the same."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from practice.paper.commuting_sheet import COMBS
from practice.paper.draw import SHEETS, form_of, is_hand, rect_of
from practice.paper.hand_slip import PREPRINTED, comb_of
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
FAMILY = {"guardian_kana", "guardian_name", "applicant_seal", "postal_code", "address", "phone"}
PUPIL = {"student_kana", "student_name", "student_birth", "grade", "school_code", "school_name"}
PASS = {"pass_from", "pass_until", "pass_months", "pass_price", "other_subsidy", "other_subsidy_amount", "claim_amount"}
CONSENT = {"applied_on", "consent_residence", "consent_tax", "consent_antisocial"}

every_form = pytest.mark.parametrize("name", sorted(SHEETS))
every_slip = pytest.mark.parametrize("name", ["school-slip", "school-slip-hand"])


@every_slip
def test_a_slip_has_the_fields_that_everybody_counts_on(name: str) -> None:
    form = form_of(name, FORMS)
    lines = {f"lines.{row}.{column}" for row in range(6) for column in COLUMNS}
    assert set(form.by_name) == HEAD | MONEY | PAYEE | BANK | DAYS | lines
    assert form.tables[0].columns == COLUMNS


def test_the_application_has_the_fields_that_everybody_counts_on() -> None:
    form = form_of("commuting-subsidy", FORMS)
    legs = {f"legs.{row}.{column}" for row in range(3) for column in ("operator", "from", "to")}
    assert set(form.by_name) == FAMILY | PUPIL | PASS | BANK | CONSENT | legs
    marks = {f.name: f.mark for f in form.fields if f.mark}
    assert marks == {
        "applicant_seal": "seal",
        "pass_months": "circle",
        "account_type": "circle",
        "other_subsidy": "check",
        **dict.fromkeys(("consent_residence", "consent_tax", "consent_antisocial"), "check"),
    }


def test_an_option_s_box_is_the_check_box_or_the_word_that_is_printed() -> None:
    form, sheet = form_of("commuting-subsidy", FORMS), SHEETS["commuting-subsidy"]()
    for field in form.fields:
        for option in field.options:
            room = sheet.rooms[f"{field.name}={option.text}"]
            assert rect_of(form, option.box) == pytest.approx(room, abs=0.01)


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
        if field.mark or (not field.printed and field.kind == "date") or (is_hand(form) and field.name in PREPRINTED):
            continue  # the pad itself prints check boxes and choices, 令和 年 月 日, the dashes and the T there
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
    assert [round(title.box[1]) for title in form.titles] == [0, 0, 1], "two at the head, one at the foot"


def test_no_title_of_one_form_stands_on_another() -> None:
    titles = [title.text for name in SHEETS for title in form_of(name, FORMS).titles]
    assert len(titles) == len(set(titles))


@every_form
def test_the_committed_blank_page_is_what_the_code_draws(name: str) -> None:
    committed = _committed(form_of(name, FORMS)).astype(int)
    drawn = np.asarray(reference(name)).astype(int)
    assert committed.shape == drawn.shape
    assert np.abs(committed - drawn).mean() < 1.0  # another version of a font may differ a little


def test_the_boxes_of_the_forms_are_as_many_as_their_fields_say() -> None:
    form = form_of("school-slip-hand", FORMS)
    assert {f.name: f.cells for f in form.fields if f.cells} == {
        f.name: comb[0] for f in form.fields if (comb := comb_of(f.name))
    }
    application = form_of("commuting-subsidy", FORMS)
    assert {f.name: f.cells for f in application.fields if f.cells} == {name: comb[0] for name, comb in COMBS.items()}


def test_only_the_computer_s_form_is_never_written_by_hand() -> None:
    assert [name for name in SHEETS if not is_hand(form_of(name, FORMS))] == ["school-slip"]
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
