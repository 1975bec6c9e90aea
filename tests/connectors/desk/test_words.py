"""How values are shown to people and taken from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.desk import words
from slips.form import Field
from slips.settle import WHY
from slips.written import canonical


def field(kind: str, pattern: str = "") -> Field:
    return Field("f", "項目", kind, (0, 0, 1, 1), pattern=pattern)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("money", "10793", "10,793"),
        ("money", "", ""),
        ("money", "1O793", "1O793"),
        ("date", "2026-11-05", "令和8年11月5日"),
        ("date", "2019-05-01", "令和元年5月1日"),
        ("date", "2019-04-30", "2019年4月30日"),
        ("fiscal_year", "2026", "令和8年度"),
        ("code", "0042", "0042"),
    ],
)
def test_a_value_is_shown_as_it_stands_on_paper(kind: str, text: str, shown: str) -> None:
    assert words.shown(field(kind), text) == shown


@pytest.mark.parametrize(
    ("kind", "typed", "taken"),
    [
        ("money", "1,0793", "10793"),
        ("money", "１０７９３", "10793"),
        ("money", "10x93", None),
        ("date", "8.11.5", "2026-11-05"),
        ("date", "8.13.5", None),
        ("code", "ａ－１", "A-1"),
        ("money", "", ""),
    ],
)
def test_what_is_typed_is_taken_as_people_type(kind: str, typed: str, taken: str | None) -> None:
    assert words.typed(field(kind), typed) == taken


def test_what_is_typed_has_to_fit_the_fields_pattern() -> None:
    assert words.typed(field("digits", r"\d{7}"), "445294") is None


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_an_amount_in_words_may_be_typed_in_figures(number: int) -> None:
    typed = words.typed(field("words"), str(number))
    assert typed is not None
    assert canonical("words", typed) == str(number)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 12, 31)))
def test_a_date_that_is_shown_can_be_sent_back_unchanged(day: date) -> None:
    assert words.typed(field("date"), words.shown(field("date"), day.isoformat())) == day.isoformat()


def test_every_reason_the_domain_knows_has_a_sentence() -> None:
    assert all(words.why(key).endswith("。") for key in WHY)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0分"), (59, "59分"), (60, "1時間"), (2879, "47時間"), (2880, "2日")]
)
def test_age_is_told_roughly(minutes: int, said: str) -> None:
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert words.age(now - timedelta(minutes=minutes), now) == said
