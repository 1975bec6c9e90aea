"""Joint decoding: unique, redundant, and never against two who agree."""

from dataclasses import replace

from slips.form import Form
from slips.joint import decoded
from slips.model import Reading, Value
from slips.settle import prove, with_person
from tests.slips.paper import RIGHT, form, masters, page, readings, slip

TEXTS = {
    "amount": "5500", "amount_words": "5500", "subtotal_10": "5000", "tax_10": "500",
    "lines.0.qty": "10", "lines.0.unit_price": "500", "lines.0.rate": "10", "lines.0.amount": "5000",
}  # fmt: skip
IN_WORDS = {**RIGHT, "amount_words": "金五千五百円也"}


def test_the_one_combination_that_satisfies_every_sum_is_found() -> None:
    wrong = {**TEXTS, "lines.0.amount": "6000"}
    assert decoded(form(), wrong, {}, {"lines.0.amount": ("5000", "6060")}) == {"lines.0.amount": "5000"}


def test_two_figures_can_be_decoded_together() -> None:
    wrong = {**TEXTS, "lines.0.amount": "6000", "amount": "5600"}
    possible = {"lines.0.amount": ("5000",), "amount": ("5500", "5900")}
    assert decoded(form(), wrong, {}, possible) == {"lines.0.amount": "5000", "amount": "5500"}


def test_a_figure_in_one_equation_only_is_never_decoded() -> None:
    wrong = {**TEXTS, "lines.0.qty": "16"}
    assert decoded(form(), wrong, {}, {"lines.0.qty": ("10",)}) == {}


def test_two_combinations_that_fit_decode_nothing() -> None:
    of = form(sums=("total", "total"))  # listed twice: two equations that say the same
    wrong = {**TEXTS, "tax_10": "400"}
    assert decoded(of, wrong, {}, {"subtotal_10": ("5100",)}) == {"subtotal_10": "5100"}
    assert decoded(of, wrong, {}, {"subtotal_10": ("5100",), "amount": ("5400",)}) == {}


def test_a_slip_whose_sums_hold_is_left_as_it_is() -> None:
    assert decoded(form(), TEXTS, {}, {"amount": ("5600",)}) == {}


def test_a_disputed_figure_that_two_equations_prove_is_confirmed() -> None:
    assert decoded(form(), TEXTS, {"amount": ("5600",)}, {}) == {"amount": "5500"}
    assert decoded(form(), {**TEXTS, "amount_words": ""}, {"amount": ("5600",)}, {}) == {}


def _proved(of: Form, rapid: dict[str, str], easy: dict[str, str], **ideas: tuple[str, ...]) -> dict[str, Value]:
    read = page(rapid, easy)
    thought = tuple(_with(r, ideas[r.field]) if r.field in ideas and r.texts else r for r in read.readings)
    return prove(of, slip(replace(read, readings=thought), of).values, masters())


def _with(reading: Reading, ideas: tuple[str, ...]) -> Reading:
    return replace(reading, texts=(replace(reading.texts[0], confidence=0.5, alternatives=ideas),))


def test_the_reader_who_was_right_and_the_equations_settle_a_misread_amount() -> None:
    value = _proved(form(), {**IN_WORDS, "amount": "¥5,600"}, IN_WORDS)["amount"]
    assert (value.text, value.settled) == ("5500", True)
    assert [w.retired for w in value.witnesses if w.text == "5600"] == ["joint decoding"]
    assert {w.kind for w in value.living} == {"engine", "joint", "arithmetic"}


def test_joint_decoding_and_arithmetic_are_one_voice_so_a_mere_idea_is_shown_and_asked() -> None:
    wrong = {**IN_WORDS, "amount": "¥5,600"}
    value = _proved(form(printed=False), wrong, wrong, amount=("¥5,500",))["amount"]
    assert (value.text, value.why) == ("5500", "one witness")


def test_two_readers_who_agree_on_print_are_not_overruled_by_a_sum_that_fails() -> None:
    wrong = {**IN_WORDS, "amount": "¥5,600"}
    value = _proved(form(), wrong, wrong, amount=("¥5,500",))["amount"]
    assert value.text == "5600"


def test_a_persons_word_is_not_decoded_away_and_proving_again_changes_nothing() -> None:
    of = form()
    read = slip(page({**IN_WORDS, "amount": "¥5,600"}, IN_WORDS), of)
    once = prove(of, read.values, masters())
    assert prove(of, once, masters()) == once
    said = prove(of, with_person(of, once, {"amount": "5600"}, "clerk"), masters())
    assert said["amount"].text == "5600"
    assert {w.retired for w in said["amount"].witnesses if w.kind == "engine"} == {"a person has spoken"}
    assert prove(of, said, masters())["amount"] == said["amount"]


def test_a_tie_looks_at_what_unsure_readers_thought_possible() -> None:
    of = form()
    unsure = [_with(r, ("00010001",)) for r in readings({"creditor_code": "00010007"})]
    others = [r for r in page(RIGHT).readings if r.field != "creditor_code"]
    values = prove(of, slip(replace(page(RIGHT), readings=(*others, *unsure)), of).values, masters())
    assert values["creditor_code"].why == "disagree"
    assert any(w.kind == "master" and w.text == "00010001" for w in values["creditor_code"].witnesses)
