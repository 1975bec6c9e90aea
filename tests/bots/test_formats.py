"""How values are written and read back, on screens that show them their own way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.formats import Format, era_parts, read, write

PAYMENT = Format("choice", choices={"1": "口座振替", "2": "納付書"})


@pytest.mark.parametrize(
    ("form", "canonical", "written"),
    [
        (Format("money"), "10793", "10793"),
        (Format("money", commas=True), "10793", "10,793"),
        (Format("money", full_width=True), "10793", "１０７９３"),
        (Format("era_date"), "2026-11-20", "令和8年11月20日"),
        (Format("era_date"), "2019-04-30", "平成31年4月30日"),
        (Format("slash_date"), "2026-01-05", "2026/01/05"),
        (Format("fiscal_year"), "2026", "令和8年度"),
        (PAYMENT, "2", "納付書"),
        (Format("text"), "４月〜６月", "４月～６月"),
        (Format("code", full_width=True), "AB-1", "ＡＢ－１"),
    ],
)
def test_a_value_is_written_the_systems_way(form: Format, canonical: str, written: str) -> None:
    assert write(form, canonical) == written


@pytest.mark.parametrize(
    ("form", "shown", "canonical"),
    [
        (Format("money"), "12,345円", "12345"),
        (Format("money"), "¥ 12,345", "12345"),
        (Format("money"), "－", "－"),
        (Format("era_date"), "令和元年5月1日", "2019-05-01"),
        (Format("era_date"), "令和8年13月1日", "令和8年13月1日"),
        (Format("fiscal_year"), "令和8年度", "2026"),
        (PAYMENT, "口座振替", "1"),
        (PAYMENT, "現金", "現金"),
        (Format("code"), "０１－ａ", "01-A"),
    ],
)
def test_what_is_shown_is_understood_or_comes_back_as_it_stands(form: Format, shown: str, canonical: str) -> None:
    assert read(form, shown) == canonical


@pytest.mark.parametrize("kind", ["money", "era_date", "slash_date", "fiscal_year", "text", "code", "choice"])
def test_nothing_is_written_and_read_as_nothing(kind: str) -> None:
    assert write(Format(kind), "") == read(Format(kind), "　") == ""


@pytest.mark.parametrize(("kind", "text"), [("money", "1O793"), ("era_date", "2026-02-30"), ("choice", "9")])
def test_a_value_that_is_no_such_thing_is_not_written(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        write(Format(kind), text)


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_every_amount_survives_the_screen(yen: int) -> None:
    form = Format("money", commas=True)
    assert read(form, f"{write(form, str(yen))}円") == str(yen)


@given(st.dates(min_value=date(1989, 1, 8), max_value=date(2099, 12, 31)))
def test_every_date_survives_the_screen(day: date) -> None:
    for form in (Format("era_date"), Format("slash_date")):
        assert read(form, write(form, day.isoformat())) == day.isoformat()


def test_a_date_fills_four_boxes_and_the_first_year_is_typed_as_1() -> None:
    assert era_parts(date(2019, 5, 1)) == ("令和", "1", "5", "1")
