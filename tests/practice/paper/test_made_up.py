"""A made-up slip holds in every respect that the checks will look at."""

from datetime import date
from math import ceil, floor
from pathlib import Path

import pytest

from practice.paper.draw import form_of, written
from practice.paper.made_up import World, made_up
from practice.paper.words import amount_in_words
from slips.arithmetic import equations
from slips.written import amount_in_words as read_words
from slips.written import canonical, fiscal_year_of, fits_cp932

FORMS = ("school-slip", "school-slip-hand")
SEEDS = range(120)


@pytest.fixture(scope="module")
def slips(world: World) -> list[dict[str, str]]:
    return [made_up(world, form, seed) for form in FORMS for seed in SEEDS]


def test_the_same_seed_makes_the_same_slip(world: World) -> None:
    assert made_up(world, "school-slip", 7) == made_up(world, "school-slip", 7)
    assert made_up(world, "school-slip", 7) != made_up(world, "school-slip", 8)


def test_every_sum_on_a_slip_holds(slips: list[dict[str, str]]) -> None:
    form = form_of("school-slip", Path("config/forms"))
    for texts in slips:
        made = equations(form, texts)
        assert len(made) >= 4
        assert all(equation.holds for equation in made)


def test_tax_is_rounded_once_for_each_rate(slips: list[dict[str, str]]) -> None:
    for texts in slips:
        for rate in (10, 8):
            tax = int(texts.get(f"subtotal_{rate}", "0")) * rate / 100
            assert int(texts.get(f"tax_{rate}", "0")) in {floor(tax), round(tax), ceil(tax)}


def test_some_slips_have_goods_at_both_rates(slips: list[dict[str, str]]) -> None:
    assert any("tax_8" in texts and "tax_10" in texts for texts in slips)


def test_dates_are_in_order_in_the_year_and_not_in_the_future(slips: list[dict[str, str]], world: World) -> None:
    for texts in slips:
        days = [
            date.fromisoformat(texts[f"{what}_on"])
            for what in ("ordered", "delivered", "inspected", "invoiced", "drafted")
        ]
        assert days == sorted(days)
        assert days[-1] <= world.today
        assert {fiscal_year_of(day) for day in days} == {world.fiscal_year}
        assert (days[2] - days[1]).days <= 10


def test_the_amount_is_covered_by_the_school_s_allotment(slips: list[dict[str, str]], world: World) -> None:
    for texts in slips:
        left = world.masters.allotments[world.fiscal_year, texts["school_code"], texts["account_code"]]
        assert 0 < int(texts["amount"]) <= left


def test_the_creditor_is_an_active_firm_with_the_master_s_account(slips: list[dict[str, str]], world: World) -> None:
    for texts in slips:
        creditor = world.masters.creditors[texts["creditor_code"]]
        assert (creditor.status, creditor.group) == ("active", "業者")
        assert all(
            getattr(creditor, name) == texts[name] for name in ("bank_code", "branch_code", "account_no", "holder_kana")
        )


def test_slip_and_invoice_numbers_tell_slips_apart(slips: list[dict[str, str]]) -> None:
    assert len({texts["slip_no"] for texts in slips}) == len(slips)
    assert len({(texts["creditor_code"], texts["invoice_no"]) for texts in slips}) == len(slips)


def test_every_text_reads_back_from_its_own_writing(slips: list[dict[str, str]]) -> None:
    form = form_of("school-slip", Path("config/forms"))
    for texts in slips:
        for name, text in texts.items():
            field = form.by_name[name]
            assert canonical(field.kind, written(field, text), field.pattern, field.choices) == text, name


def test_a_finance_system_can_hold_every_text(slips: list[dict[str, str]]) -> None:
    assert all(fits_cp932(text) for texts in slips for text in texts.values())
    assert all(len(texts["description"]) <= 40 for texts in slips)


@pytest.mark.parametrize(
    ("yen", "words"),
    [
        (123_400, "金壱拾弐万参千四百円也"),
        (1_001, "金壱千壱円也"),
        (20_010, "金弐万壱拾円也"),
        (105_000_000, "金壱億五百万円也"),
    ],
)
def test_amounts_are_written_out_so_that_no_stroke_can_be_added(yen: int, words: str) -> None:
    assert amount_in_words(yen) == words
    assert read_words(words) == str(yen)
