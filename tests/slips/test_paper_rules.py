"""What the paper itself betrays, and a subsidy's claim."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from slips.arithmetic import equations
from slips.check import Facts, check
from slips.form import Form
from slips.form_file import form_from
from slips.model import HIDDEN_TEXT, Finding, Reading, Slip, Text, Value, Witness
from slips.settle import prove
from tests.slips.paper import RIGHT, form, masters, page, slip

FACTS = Facts(date(2026, 11, 20))
CORRECTED = Witness("strokes", "", kind="correction", raw="二重線", retired="corrected")


def _found(of: Form, made: Slip, rule: str) -> list[Finding]:
    proved = replace(made, values=prove(of, made.values, masters()))
    return [f for f in check(proved, of, masters(), FACTS) if f.rule == rule]


def _added(made: Slip, name: str, witness: Witness) -> Slip:
    value = made.values[name]
    return replace(made, values={**made.values, name: replace(value, witnesses=(*value.witnesses, witness))})


@pytest.mark.parametrize(("name", "severity"), [("amount", "B"), ("delivered_on", "H")])
def test_a_corrected_figure_never_settles_and_is_said(name: str, severity: str) -> None:
    of = form()
    made = _added(slip(page(RIGHT), of), name, CORRECTED)
    assert prove(of, made.values, masters())[name].why == "corrected"
    assert [(f.field, f.severity) for f in _found(of, made, "corrected")] == [(name, severity)]


def test_a_clean_slip_shows_no_correction() -> None:
    of = form()
    assert not _found(of, slip(page(RIGHT), of), "corrected")


@pytest.mark.parametrize(("hidden", "said"), [("¥5,500", False), ("¥8,500", True)])
def test_a_text_layer_that_says_another_amount_than_the_picture_is_said(hidden: str, said: bool) -> None:
    of = form()
    layer = Reading("amount", "pdfplumber", "1", "layer", (Text(hidden, 1.0, (0, 0, 1, 1)),), "textlayer")
    read = page(RIGHT)
    made = slip(replace(read, readings=(*read.readings, layer)), of)
    assert [f.field for f in _found(of, made, "text_layer")] == (["amount"] if said else [])
    assert prove(of, made.values, masters())["amount"].settled is not said


@pytest.mark.parametrize(("hidden", "said"), [("¥5,500", False), ("¥8,500", True), ("¥8,50", False)])
def test_what_a_scan_hides_behind_its_picture_is_no_witness_but_must_not_say_another_amount(
    hidden: str, said: bool
) -> None:
    of = form()
    layer = Reading("amount", HIDDEN_TEXT, "1", "layer", (Text(hidden, 1.0, (0, 0, 1, 1)),), "textlayer")
    read = page(RIGHT)
    made = slip(replace(read, readings=(*read.readings, layer)), of)
    assert [f.field for f in _found(of, made, "text_layer")] == (["amount"] if said else [])
    assert all(w.source != HIDDEN_TEXT for w in made.values["amount"].living)


PARAMETERS = {"share": "1/3", "rounding_yen": 100, "cap_per_month_yen": 10_000, "minus_other_subsidy": True}


def _application(**parameters: Any) -> Form:
    names = ("pass_price", "pass_months", "other_subsidy_amount", "claim_amount")
    return form_from(
        {
            "name": "subsidy", "title": "申請書", "version": 1, "reference": "x.png", "parameters": parameters,
            "anchors": [{"text": "申請書", "box": [0.1, 0.0, 0.9, 0.05], "title": True}],
            "fields": [
                {"name": n, "label": n, "kind": "money", "critical": True, "box": [0.1, 0.1 * i, 0.9, 0.1 * i + 0.05]}
                for i, n in enumerate(names, 1)
            ],
            "sums": ["subsidy"], "rules": ["subsidy"],
        }
    )  # fmt: skip


@pytest.mark.parametrize(("claim", "said"), [("9900", False), ("10000", True)])
def test_a_claim_is_recomputed_and_never_trusted(claim: str, said: bool) -> None:
    of = _application(**PARAMETERS)
    texts = {"pass_price": "30000", "pass_months": "1", "other_subsidy_amount": "100", "claim_amount": claim}
    values = {n: Value(t, (Witness("rapidocr", t),), critical=True) for n, t in texts.items()}
    made = Slip("D1", "s", 1, of.name, 1, values)
    assert [f.severity for f in _found(of, made, "subsidy")] == (["B"] if said else [])
    proved = prove(of, values, masters())
    assert proved["claim_amount"].settled is not said
    assert not proved["pass_price"].settled


PASS = {
    "pass_from": "2026-10-31",
    "pass_until": "2027-01-30",
    "pass_months": "3",
    "other_subsidy": "なし",
    "other_subsidy_amount": "",
}


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, {"pass period": True, "other subsidy": True}),
        ({"pass_months": "6"}, {"other subsidy": True}),  # a pass that begins on the 31st ends on no 30th of April
        ({"pass_until": "2027-01-31"}, {"pass period": False, "other subsidy": True}),
        ({"other_subsidy_amount": "500"}, {"pass period": True, "other subsidy": False}),
        ({"pass_from": "", "other_subsidy": ""}, {}),
    ],
)
def test_a_pass_and_other_help_bear_out_what_is_marked(changed: dict[str, str], holds: dict[str, bool]) -> None:
    of = replace(_application(**PARAMETERS), sums=("subsidy", "pass_period", "other_subsidy"))
    assert {e.name: e.holds for e in equations(of, {**PASS, **changed})} == holds


def test_a_figure_that_stands_in_failing_sums_only_is_not_settled_though_both_readers_agree() -> None:
    of = form()
    torn = {**RIGHT, "lines.0.amount": "50"}  # 5,000 behind a torn edge
    values = prove(of, slip(page(torn), of).values, masters())
    assert values["lines.0.amount"].why == "out of sum"
    assert values["amount"].settled  # it stands in a sum that holds
    assert values["delivered_on"].settled
