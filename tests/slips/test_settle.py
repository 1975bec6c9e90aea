"""The two-witness rule, line by line of design section 2."""

from dataclasses import replace

import pytest

from slips.form import WHOLE_PAGE, Form, Tie
from slips.masters import Masters, Staff
from slips.model import Reading, Text, Value, Witness
from slips.settle import makers, prove, with_person
from tests.slips.paper import RIGHT, form, masters, page, readings, slip


def proved(
    rapid: dict[str, str],
    easy: dict[str, str] | None = None,
    *,
    printed: bool = True,
    doubt: str = "",
    of: Form | None = None,
    by: Masters | None = None,
) -> dict[str, Value]:
    of = of or form(printed=printed)
    return prove(of, slip(page(rapid, easy), of).values, by or masters(), doubt)


def without(*names: str) -> dict[str, str]:
    return {n: t for n, t in RIGHT.items() if n not in names}


def test_two_engines_on_different_cuts_settle_a_printed_code() -> None:
    assert proved(RIGHT)["delivered_on"].settled


def test_two_cuts_of_one_engine_are_one_witness() -> None:
    of = form()
    made = slip(page(RIGHT, without("delivered_on")), of)
    again = Witness("rapidocr", "2026-11-05", kind="engine", cut="tight")
    value = made.values["delivered_on"]
    values = {**made.values, "delivered_on": replace(value, witnesses=(*value.witnesses, again))}
    assert prove(of, values, masters())["delivered_on"].why == "one witness"


def test_two_engines_on_one_cut_are_one_witness() -> None:
    of = form()
    made = slip(page(RIGHT, without("delivered_on")), of)
    same_cut = Witness("easyocr", "2026-11-05", kind="engine", cut="raw")
    value = made.values["delivered_on"]
    values = {**made.values, "delivered_on": replace(value, witnesses=(*value.witnesses, same_cut))}
    assert prove(of, values, masters())["delivered_on"].why == "one witness"


def test_all_engines_together_are_one_witness_on_handwriting() -> None:
    assert proved(RIGHT, printed=False)["delivered_on"].why == "one witness"


def test_a_living_witness_who_disagrees_unsettles_even_what_two_agree_on() -> None:
    value = proved(RIGHT, {**RIGHT, "amount": "¥5,600"})["amount"]
    assert any(w.kind == "arithmetic" for w in value.living)
    assert value.why == "disagree"


def test_a_reading_of_impossible_format_retires_and_arithmetic_can_take_its_place() -> None:
    value = proved(RIGHT, {**RIGHT, "amount": "¥5,50"})["amount"]
    assert [w.retired for w in value.witnesses if w.source == "easyocr"] == ["impossible format"]
    assert value.settled


def test_an_equation_that_holds_settles_handwritten_amounts() -> None:
    values = proved(RIGHT, printed=False)
    assert values["amount"].settled
    assert values["lines.0.amount"].settled


def test_an_equation_that_fails_gives_nobody_a_witness() -> None:
    values = proved({**RIGHT, "amount": "¥5,800"}, printed=False)
    assert values["amount"].why == "one witness"


def test_a_master_settles_by_tying_code_and_name() -> None:
    value = proved(RIGHT, printed=False)["creditor_code"]
    assert value.settled
    assert {w.kind for w in value.living} == {"engine", "master"}


def test_mere_membership_of_a_code_in_the_master_settles_nothing() -> None:
    assert proved({**RIGHT, "creditor_name": "読めない名前"}, printed=False)["creditor_code"].why == "one witness"


def test_a_misread_code_that_is_another_creditor_is_not_settled_by_the_master() -> None:
    assert proved({**RIGHT, "creditor_code": "00010002"}, printed=False)["creditor_code"].why == "one witness"


def test_a_name_that_two_creditors_bear_ties_nothing() -> None:
    values = proved({**RIGHT, "creditor_code": "00010004", "creditor_name": "同名商会"}, printed=False)
    assert values["creditor_code"].why == "one witness"


def test_a_name_that_a_list_should_know_settles_on_its_record_and_never_on_a_readers_certainty() -> None:
    assert proved(RIGHT)["creditor_name"].settled
    misread = proved({**RIGHT, "creditor_code": "00010002", "creditor_name": "有限会社みとり印刷"})["creditor_name"]
    assert (misread.text, misread.settled) == ("有限会社みどり印刷", True), "the record is the better writing of it"
    unknown = {**RIGHT, "creditor_code": "99999999"}
    assert proved(unknown)["creditor_name"].why == "unlisted"
    doubtful = replace(form(), confidence=1.01)
    assert proved(unknown, of=doubtful)["creditor_name"].why == "unlisted", "no confidence would have settled it"
    assert proved(unknown, of=replace(form(), ties=()))["creditor_name"].settled, "nobody promised a list of such names"


def test_a_list_of_staff_that_a_city_left_empty_is_silent_about_everybody() -> None:
    names = replace(form().by_name["creditor_name"], name="inspector")
    signed = replace(form(), fields=(*form().fields, names), ties=(Tie("staff", ("school_code", "inspector")),))
    said = {**RIGHT, "inspector": "森千夏"}
    assert proved(said, RIGHT, of=signed)["inspector"].settled
    staffed = replace(masters(), staff={"1": Staff("1", "佐藤一郎", "5101")})
    assert proved(said, RIGHT, of=signed, by=staffed)["inspector"].why == "unlisted"


def test_nothing_settles_on_a_page_in_doubt() -> None:
    assert not any(v.settled for v in proved(RIGHT, doubt="位置合わせ不良").values())


def test_a_blank_critical_field_that_must_be_filled_goes_to_a_person() -> None:
    assert proved(without("amount"))["amount"].why == "blank"


def test_a_blank_line_settles_on_no_ink_and_no_reading() -> None:
    assert proved(RIGHT, printed=False)["lines.1.amount"].settled


def test_a_line_that_ink_says_is_there_but_no_engine_reads_does_not_settle() -> None:
    of = form()
    read = page(RIGHT)
    silent = (Reading("lines.1.amount", "rapidocr", "1", "raw", ()),)
    inked = replace(read, readings=tuple(r for r in read.readings if r.field != "lines.1.amount") + silent)
    assert not prove(of, slip(inked, of).values, masters())["lines.1.amount"].settled


@pytest.mark.parametrize(("confidence", "settled"), [(0.3, True), (0.99, False)])
def test_letters_an_engine_makes_out_of_noise_on_blank_paper_do_not_count(confidence: float, settled: bool) -> None:
    of = form()
    noise = readings({"lines.1.amount": "1"}, confidence=confidence)
    read = page(RIGHT)
    silent = tuple(r for r in read.readings if r.field != "lines.1.amount" or r.kind == "ink")
    value = prove(of, slip(replace(read, readings=silent + noise), of).values, masters())["lines.1.amount"]
    assert value.settled is settled


def test_a_date_without_its_calendar_is_nobodys_word() -> None:
    assert proved({**RIGHT, "delivered_on": "8年11月5日"})["delivered_on"].why == "unread"


def test_a_plain_field_settles_on_one_witness_above_the_forms_confidence() -> None:
    of = form()
    for confidence, settled in ((0.95, True), (0.5, False)):
        low = readings({"description": "教材用紙"}, confidence=confidence)
        read = page(RIGHT)
        rest = tuple(r for r in read.readings if r.field != "description")
        values = prove(of, slip(replace(read, readings=rest + low), of).values, masters())
        assert values["description"].settled is settled


def test_a_text_layer_is_believed_before_an_engine_that_cannot_see_the_character() -> None:
    of = form()
    layer = Reading("description", "pdfplumber", "1", "box", (Text("鷗の絵", 1.0, (0, 0, 1, 1)),), kind="textlayer")
    read = page({**RIGHT, "description": "鴎の絵"})
    value = prove(of, slip(replace(read, readings=(*read.readings, layer)), of).values, masters())["description"]
    assert value.text == "鷗の絵"


def test_data_settles_itself() -> None:
    of = form()
    values = {"amount": Value("1", (Witness("jp-pint", "1", kind="data"),))}
    assert prove(of, values, masters())["amount"].settled


def test_a_text_layer_and_an_engine_are_two_kinds() -> None:
    of = form()
    read = page(RIGHT, without("delivered_on"))
    layer = Reading(
        "delivered_on", "pdfplumber", "1", "box", (Text("令和8年11月5日", 1.0, (0, 0, 1, 1)),), kind="textlayer"
    )
    assert prove(of, slip(replace(read, readings=(*read.readings, layer)), of).values, masters())[
        "delivered_on"
    ].settled


def corrected(values: dict[str, Value], of: Form, text: str, by: str) -> dict[str, Value]:
    return prove(of, with_person(of, values, {"delivered_on": text}, by), masters())


def test_a_persons_value_retires_the_machines_and_needs_a_second_witness() -> None:
    of = form()
    value = corrected(proved(RIGHT), of, "2026-11-06", "clerk")["delivered_on"]
    assert value.text == "2026-11-06"
    assert value.why == "one witness"
    assert all(w.retired for w in value.witnesses if w.kind == "engine")


def test_even_a_person_who_agrees_with_the_machine_is_one_witness() -> None:
    assert corrected(proved(RIGHT), form(), "2026-11-05", "clerk")["delivered_on"].why == "one witness"


def test_a_second_person_is_the_second_witness_but_the_same_person_twice_is_not() -> None:
    of = form()
    once = corrected(proved(RIGHT), of, "2026-11-06", "clerk")
    assert corrected(once, of, "2026-11-06", "clerk")["delivered_on"].why == "one witness"
    assert corrected(once, of, "2026-11-06", "chief")["delivered_on"].settled


def test_arithmetic_is_the_second_witness_of_a_persons_amount() -> None:
    of = form()
    wrong = proved({**RIGHT, "amount": "¥5,800"})
    mended = prove(of, with_person(of, wrong, {"amount": "5500"}, "clerk"), masters())
    assert mended["amount"].settled


def test_a_correction_leaves_no_stale_arithmetic_behind() -> None:
    of = form()
    mended = prove(of, with_person(of, proved(RIGHT), {"tax_10": "400"}, "clerk"), masters())
    assert not any(w.kind == "arithmetic" and w.source == "total" for v in mended.values() for w in v.living)


def test_everybody_who_ever_gave_a_critical_value_is_a_maker() -> None:
    of = form()
    once = corrected(proved(RIGHT), of, "2026-11-06", "clerk")
    assert makers(corrected(once, of, "2026-11-07", "chief")) == {"clerk", "chief"}


@pytest.mark.parametrize("name", ["amount", "creditor_code", "delivered_on", "lines.0.amount", "fiscal_year"])
@pytest.mark.parametrize("printed", [True, False])
def test_one_misread_digit_by_one_engine_never_settles_wrong(name: str, printed: bool) -> None:
    wrong = RIGHT[name].replace("1", "7").replace("5", "6").replace("8", "9")
    for rapid, easy in (({**RIGHT, name: wrong}, RIGHT), (RIGHT, {**RIGHT, name: wrong})):
        value = proved(rapid, easy, printed=printed)[name]
        right = proved(RIGHT)[name].text
        assert value.text == right or not value.settled


def _three(first: str, second: str, third: str) -> Value:
    """A handwritten code as three engines read it, with the master's record of the name beside it."""
    of = form(printed=False)
    made = slip(page(without("creditor_code")), of)
    said = zip(("digits-cnn", "rapidocr", "easyocr"), (first, second, third), strict=True)
    witnesses = tuple(Witness(engine, text, cut=engine) for engine, text in said)
    values = {**made.values, "creditor_code": Value("", witnesses, critical=True)}
    return prove(of, values, masters())["creditor_code"]


def test_on_handwriting_one_engine_against_two_is_outvoted_where_a_master_bears_them_out() -> None:
    assert _three("00010001", "00010001", "00010007").settled


def test_on_handwriting_a_majority_that_nothing_else_bears_out_proves_nothing() -> None:
    assert _three("00010007", "00010007", "00010008").why == "disagree"


def test_on_handwriting_one_engine_and_the_master_do_not_outvote_another_engine() -> None:
    value = _three("00010001", "00010007", "00010008")
    assert (value.text, value.why) == ("00010001", "disagree")


def test_on_handwriting_two_equations_bear_out_one_engine_against_others() -> None:
    written = {**RIGHT, "amount_words": "金五千五百円也"}
    value = proved(written, {**written, "amount": "¥6,600"}, printed=False)["amount"]
    assert {"total", "amount in words"} <= {w.source for w in value.living}
    assert (value.text, value.settled) == ("5500", True)


def test_on_handwriting_one_equation_does_not_bear_out_one_engine_against_another() -> None:
    value = proved(RIGHT, {**RIGHT, "amount": "¥6,600"}, printed=False)["amount"]
    assert [w.source for w in value.living if w.kind == "arithmetic"] == ["total"]
    assert value.why == "disagree"


def test_equations_bear_out_nothing_that_no_engine_reads() -> None:
    misread = {**RIGHT, "amount": "¥6,600"}
    value = proved(misread, misread, printed=False)["amount"]
    assert value.text == "6600"
    assert not value.settled


def test_on_a_free_layout_all_who_read_one_place_are_one_voice() -> None:
    of = form()
    free = replace(of, fields=tuple(replace(f, box=WHOLE_PAGE) if f.name == "delivered_on" else f for f in of.fields))
    read = slip(page(RIGHT), of)
    value = read.values["delivered_on"]
    layer = Witness("pdfplumber", "2026-11-05", kind="textlayer")
    values = {**read.values, "delivered_on": replace(value, witnesses=(*value.witnesses, layer))}
    assert prove(of, values, masters())["delivered_on"].settled
    assert prove(free, values, masters())["delivered_on"].why == "one witness"
