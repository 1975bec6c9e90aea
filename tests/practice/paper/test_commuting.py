"""A made-up application holds: the family, the pass, the claim by the city's rule; each fault is the one that its name says."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from practice.paper.commuting import FAULTS, Application, made_up_application
from practice.paper.commuting_sheet import CONSENTS
from practice.paper.draw import form_of
from practice.paper.made_up import World
from slips.form import Form
from slips.subsidy import claimable
from slips.written import canonical, fits_cp932, fold

SEEDS = range(2_000, 2_120)


@pytest.fixture(scope="module")
def form() -> Form:
    return form_of("commuting-subsidy", Path("config/forms"))


@pytest.fixture(scope="module")
def applications(world: World, form: Form) -> list[Application]:
    return [made_up_application(world, form, seed) for seed in SEEDS]


def _due(form: Form, made: Application) -> int:
    texts = made.texts
    other = int(texts.get("other_subsidy_amount", "0"))
    return claimable(form.parameters, int(texts["pass_price"]), int(texts["pass_months"]), other)


def test_the_claim_is_what_the_city_s_rule_gives(applications: list[Application], form: Form) -> None:
    for made in applications:
        claim = int(made.texts["claim_amount"])
        assert claim == _due(form, made) > 0
        assert claim % 100 == 0
        assert claim <= 10_000 * int(made.texts["pass_months"])


def test_some_claims_reach_the_cap_and_some_families_get_other_subsidies(applications: list[Application]) -> None:
    caps = {int(made.texts["claim_amount"]) == 10_000 * int(made.texts["pass_months"]) for made in applications}
    assert caps == {True, False}
    assert {made.texts["other_subsidy"] for made in applications} == {"あり", "なし"}
    for made in applications:
        assert ("other_subsidy_amount" in made.texts) == (made.texts["other_subsidy"] == "あり")


def test_a_pass_is_valid_for_its_months(applications: list[Application], world: World) -> None:
    for made in applications:
        starts, until = (date.fromisoformat(made.texts[name]) for name in ("pass_from", "pass_until"))
        after = until + timedelta(days=1)
        assert (after.year - starts.year) * 12 + after.month - starts.month == int(made.texts["pass_months"])
        assert starts.day == after.day
        assert starts <= date.fromisoformat(made.texts["applied_on"]) <= world.today


def test_children_are_as_old_as_their_grade_says(applications: list[Application], world: World) -> None:
    for made in applications:
        kind = world.masters.schools[made.texts["school_code"]].kind
        years = int(made.texts["grade"]) + (6 if kind == "中学校" else 0)
        born = date.fromisoformat(made.texts["student_birth"])
        turns = world.fiscal_year - years - 5
        assert date(turns - 1, 4, 2) <= born <= date(turns, 4, 1)


def test_every_text_is_canonical_and_fits_the_form(applications: list[Application], form: Form) -> None:
    for made in applications:
        for name, text in made.texts.items():
            field = form.by_name[name]
            assert canonical(field.kind, text, field.pattern, field.choices) == text, name
            assert fold(canonical(field.kind, made.shown.get(name, text), field.pattern, field.choices) or "") == fold(
                text
            )
            assert fits_cp932(text)
            assert not field.cells or len(text) + (name == "claim_amount") <= field.cells


def test_the_legs_join_and_the_marks_say_what_the_texts_say(applications: list[Application], form: Form) -> None:
    for made in applications:
        for row in (1, 2):
            if f"legs.{row}.from" in made.texts:
                assert made.texts[f"legs.{row}.from"] == made.texts[f"legs.{row - 1}.to"]
        for name, options in made.marks_of.items():
            assert options == (made.texts[name],)
            assert set(options) <= {option.text for option in form.by_name[name].options}


def test_each_fault_is_the_one_it_is_named_for(applications: list[Application], form: Form) -> None:
    for seed, made in zip(SEEDS, applications, strict=True):
        wrong = {name: fault(made, random.Random(seed)) for name, fault in FAULTS.items()}  # noqa: S311 - a sample's chance
        missing = {name: set(made.texts) - set(wrong[name].texts) for name in FAULTS}
        assert missing["unticked_consent"] < {name for name, _ in CONSENTS}
        assert missing["unticked_consent"].isdisjoint(wrong["unticked_consent"].marks_of)
        assert missing["missing_seal"] == {"applicant_seal"}
        assert not wrong["missing_seal"].sealed
        assert int(wrong["claim_too_high"].texts["claim_amount"]) > _due(form, made)
        assert wrong["both_ticked"].marks_of["other_subsidy"] == ("あり", "なし")
        assert missing["both_ticked"] == {"other_subsidy"}
