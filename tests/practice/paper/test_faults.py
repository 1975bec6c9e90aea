"""Each fault is the one that its name says, and the only one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from practice.paper.draw import form_of
from practice.paper.faults import FAULTS, faulty
from practice.paper.made_up import Texts, World, made_up
from slips.arithmetic import equations
from slips.written import fits_cp932

SEEDS = range(25)


def _check_digit_fits(number: str) -> bool:
    """法人番号: 9 − (Σ Pn·Qn mod 9), n from the right of the twelve base digits, Q 1 on odd and 2 on even places."""
    base = [int(c) for c in reversed(number[2:])]
    return int(number[1]) == 9 - sum(p * (1 + n % 2) for n, p in enumerate(base)) % 9


def _unequal(texts: Texts) -> set[str]:
    return {e.name for e in equations(form_of("school-slip", Path("config/forms")), texts) if not e.holds}


WRONG: dict[str, Callable[[World, Texts], bool]] = {
    "sum_mismatch": lambda _, t: _unequal(t) == {"total"},
    "words_mismatch": lambda _, t: _unequal(t) == {"amount in words"},
    "stopped_creditor": lambda w, t: w.masters.creditors[t["creditor_code"]].status == "stopped",
    "over_balance": lambda w, t: (
        int(t["amount"]) > w.masters.allotments[w.fiscal_year, t["school_code"], t["account_code"]]
    ),
    "old_setsu": lambda w, t: (
        (t["account_code"], w.fiscal_year) not in w.masters.accounts and "需用費" in t["account_name"]
    ),
    "inactive_account": lambda w, t: not w.masters.accounts[t["account_code"], w.fiscal_year].active,
    "date_disorder": lambda _, t: t["ordered_on"] < t["inspected_on"] < t["delivered_on"],
    "future_date": lambda w, t: date.fromisoformat(t["drafted_on"]) > w.today,
    "bad_registration_no": lambda _, t: not _check_digit_fits(t["registration_no"]),
    "unknown_branch": lambda w, t: (
        (t["bank_code"], t["branch_code"]) not in {(c.bank_code, c.branch_code) for c in w.masters.creditors.values()}
    ),
    "outside_cp932": lambda _, t: not fits_cp932(t["description"]),
    "blank_amount": lambda _, t: "amount" not in t and "amount_words" not in t,
}


@pytest.mark.parametrize("fault", sorted(WRONG))
def test_a_faulty_slip_is_wrong_in_the_way_it_is_named_for(fault: str, world: World) -> None:
    for seed in SEEDS:
        assert WRONG[fault](world, faulty(world, "school-slip", seed, fault))


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"sum_mismatch", "words_mismatch", "blank_amount"}))
def test_faults_elsewhere_leave_the_sums_alone(fault: str, world: World) -> None:
    assert all(_unequal(faulty(world, "school-slip", seed, fault)) == set() for seed in SEEDS)


def test_a_duplicate_invoice_repeats_the_slip_before_it_under_its_own_number(world: World) -> None:
    first, again = made_up(world, "school-slip", 4), faulty(world, "school-slip", 5, "duplicate_invoice")
    assert {name for name in first if first[name] != again[name]} <= {"slip_no", "drafted_on"}
    assert first["slip_no"] != again["slip_no"]


def test_sound_registration_numbers_pass_the_test_s_own_check_digit(world: World) -> None:
    assert all(_check_digit_fits(c.registration_no) for c in world.sellers() if c.registration_no)
    assert set(WRONG) | {"duplicate_invoice"} == set(FAULTS)
