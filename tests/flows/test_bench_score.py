"""The counting behind `denpyo bench reading`: intervals, what counts as wrong, thresholds."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from flows.bench_fit import NEVER, Fitted, as_toml, fit
from flows.bench_reading import jobs, profiles_from, seeds_from
from flows.bench_score import Count, FieldSeen, PageSeen, Single, counted, fields_by, interval, page_seen, slips_counted
from slips.errors import Misconfigured
from slips.settle import prove
from tests.slips.paper import RIGHT, form, masters, page, slip

TRUTH = {
    "fiscal_year": "2026", "amount": "5500", "subtotal_10": "5000", "tax_10": "500", "creditor_code": "00010001",
    "creditor_name": "花園文具株式会社", "delivered_on": "2026-11-05", "description": "教材用紙",
    "lines.0.qty": "10", "lines.0.unit_price": "500", "lines.0.rate": "10", "lines.0.amount": "5000",
}  # fmt: skip


FORMS = {"small": form()}


def _seen(**truth: str) -> PageSeen:
    of = form()
    read = slip(page(RIGHT), of)
    proved = replace(read, values=prove(of, read.values, masters()))
    return page_seen(of, proved, {"fields": {**TRUTH, **truth}, "font": "mincho"}, 7, "clean300", 1.5)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 100, 0.0, 0.03622),
        (1, 100, 0.00025, 0.05446),
        (5, 10, 0.18709, 0.81291),
        (10, 10, 0.69150, 1.0),
        (0, 0, 0, 1),
    ],
)
def test_the_interval_is_the_exact_one_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=1e-5)


def test_no_error_in_thirty_thousand_fields_is_still_an_interval() -> None:
    low, high = interval(0, 30_000)
    assert low == 0
    assert high == pytest.approx(0.000123, abs=1e-6)


def test_a_slip_read_as_it_is_has_nothing_wrong() -> None:
    seen = _seen()
    assert (seen.untouched, seen.wrong, seen.font) == (True, (), "mincho")
    assert counted(seen.fields) == Count(9, 9, 0)


def test_a_settled_critical_field_that_the_paper_does_not_say_is_counted_by_field_and_by_slip() -> None:
    seen = _seen(amount="5600")
    assert counted(seen.fields).settled_wrong == 1
    assert slips_counted([seen, _seen()]) == {
        "all": 2, "untouched": 2, "untouched_wrong": 1, "escaped_95": [0.012579, 0.987421], "doubted": 0,
    }  # fmt: skip
    assert fields_by([seen], lambda _, f: f.kind)["money"].settled_wrong == 1


def test_a_wrong_text_that_is_typed_makes_an_untouched_slip_wrong_though_it_is_not_critical() -> None:
    assert _seen(description="教材用紙B5").wrong == ("description",)
    assert _seen(description="教材 用紙").wrong == ()


def test_a_page_taken_for_another_form_settles_nothing() -> None:
    of = form()
    other = slip(page(RIGHT), replace(of, name="other"))
    seen = page_seen(of, replace(other, values={}), {"fields": TRUTH}, 1, "clean300", 1.0)
    assert not seen.untouched
    assert counted(seen.fields).settled == 0


def _page(singles: list[Single], **changed: Any) -> PageSeen:
    plain = FieldSeen(
        "description",
        "text",
        "print",
        critical=False,
        settled=True,
        right=True,
        backing="engine",
        singles=(),
        by_confidence=True,
    )
    fields = tuple(replace(plain, singles=(s,), **changed) for s in singles)
    return replace(_seen(), fields=fields)


def test_a_threshold_lies_half_way_between_the_surest_error_and_certainty() -> None:
    singles = [Single("rapidocr", 0.9, right=True)] * 80 + [Single("rapidocr", 0.8, right=False)]
    (fitted,) = fit([_page(singles)], FORMS)
    assert (fitted.threshold, fitted.above, fitted.all) == (0.9, 80, 81)
    assert tomllib.loads(as_toml([fitted], range(2000, 2100), "2026-11-22")) == {"print": {"text": {"rapidocr": 0.9}}}


def test_fitting_some_papers_leaves_the_thresholds_of_the_others() -> None:
    first = Fitted("hand", "name", "rapidocr", 0.99, 60, 70, 0.98)
    before = as_toml([first, Fitted("print", "text", "rapidocr", 0.7, 60, 60, 0.4)], range(2000, 2060), "2026-11-22")
    after = as_toml([Fitted("print", "text", "rapidocr", 0.9, 600, 640, 0.8)], range(2000, 2600), "2026-11-28", before)
    assert tomllib.loads(after) == {"hand": {"name": {"rapidocr": 0.99}}, "print": {"text": {"rapidocr": 0.9}}}
    assert [line.rpartition("; ")[2] for line in after.splitlines() if line.startswith("rapidocr")] == [
        "seeds 2000-2059",
        "seeds 2000-2599",
    ]


def test_a_reader_that_errs_with_certainty_never_settles_anything() -> None:
    (fitted,) = fit([_page([Single("rapidocr", 1.0, right=n > 0) for n in range(80)])], FORMS)
    assert fitted.threshold > 1


def test_few_readings_and_fields_that_others_decide_fit_nothing() -> None:
    assert fit([_page([Single("rapidocr", 0.9, right=True)] * 20)], FORMS) == []
    (fitted,) = fit([_page([Single("rapidocr", 0.9, right=n > 0) for n in range(20)])], FORMS)
    assert (fitted.threshold, fitted.above) == (NEVER, 0), "twenty are few, but one of them was wrong"
    assert fit([_page([Single("rapidocr", 0.9, right=True)] * 80, by_confidence=False)], FORMS) == []


def test_every_seed_meets_every_form_and_neighbours_age_differently() -> None:
    made = jobs(range(10, 14), ["a", "b"], ["clean300", "noise", "worn"])
    assert len(made) == 8
    assert {j.profile for j in made if j.form == "a"} == {"clean300", "noise", "worn"}
    assert all(x.profile != y.profile for x, y in zip(made[::2], made[1::2], strict=True))


@pytest.mark.parametrize("wrong", ["x", "9-3", "5-", "1-b"])
def test_seeds_that_are_no_range_are_told(wrong: str) -> None:
    with pytest.raises(Misconfigured, match="--seeds"):
        seeds_from(wrong)


def test_seeds_are_a_range_with_both_ends() -> None:
    assert seeds_from("5000-5002") == range(5000, 5003)
    assert seeds_from("7") == range(7, 8)


def test_an_unknown_profile_is_told() -> None:
    with pytest.raises(Misconfigured, match="sepia"):
        profiles_from("clean300,sepia")
