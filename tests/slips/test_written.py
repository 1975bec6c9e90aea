from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kanjize import number2kanji

from slips.written import (
    amount_in_words,
    canonical,
    code,
    date_written,
    era_is_named,
    fiscal_year,
    fits_cp932,
    for_cp932,
    kana,
    money,
    shape,
)


@pytest.mark.parametrize("raw", ["¥10,793", "￥１０，７９３", "10793", "金10,793円也", "¥10,793-", "10, 793"])
def test_money_is_read_in_every_usual_writing(raw: str) -> None:
    assert money(raw) == "10793"


@pytest.mark.parametrize("raw", ["10,79", "1,0793", "1O793", "", "-500", "10.793", "1,,000"])
def test_money_with_a_lost_or_strange_character_is_impossible(raw: str) -> None:
    assert money(raw) is None


@given(st.integers(min_value=0, max_value=999_999_999))
def test_money_written_with_commas_comes_back(amount: int) -> None:
    assert money(f"¥{amount:,}") == str(amount)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("令和8年11月5日", date(2026, 11, 5)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R8.3.31", date(2026, 3, 31)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("２０２６/１１/５", date(2026, 11, 5)),
        ("8年11月5日", date(2026, 11, 5)),
    ],
)
def test_dates_are_read_in_every_usual_writing(raw: str, day: date) -> None:
    assert date_written(raw) == day


@pytest.mark.parametrize("raw", ["令和8年13月5日", "令和8年2月30日", "8年月5日", "令和0年1月1日", "11月5日"])
def test_a_day_that_does_not_exist_is_impossible(raw: str) -> None:
    assert date_written(raw) is None


def test_a_date_says_whether_it_names_its_calendar() -> None:
    assert era_is_named("令和8年1月1日")
    assert era_is_named("2026/1/1")
    assert not era_is_named("8年1月1日")


@pytest.mark.parametrize(
    ("raw", "year"), [("8", "2026"), ("令和8年度", "2026"), ("R元", "2019"), ("2026", "2026"), ("0", None)]
)
def test_fiscal_years(raw: str, year: str | None) -> None:
    assert fiscal_year(raw) == year


@pytest.mark.parametrize(
    ("raw", "amount"), [("金壱拾弐万参千四百円也", "123400"), ("百弐拾円", "120"), ("壱百弐拾円", "120")]
)
def test_amounts_in_words(raw: str, amount: str) -> None:
    assert amount_in_words(raw) == amount


@pytest.mark.parametrize("raw", ["金壱拾弐万参干四百円也", "三二一", "壱弐", "千万拾万", "円也"])
def test_words_that_are_no_number_are_impossible(raw: str) -> None:
    assert amount_in_words(raw) is None


@given(st.integers(min_value=1, max_value=99_999_999))
def test_an_amount_in_words_comes_back(amount: int) -> None:
    formal = number2kanji(amount).translate(str.maketrans("一二三十", "壱弐参拾"))
    assert amount_in_words(f"金{formal}円也") == str(amount)


def test_codes_become_half_width_with_plain_hyphens() -> None:
    assert code("０１－１０ー02") == "01-10-02"
    assert code("t1234") == "T1234"
    assert code("12_3") is None


def test_kana_becomes_what_a_bank_keeps() -> None:
    assert kana("カ）ハルヒノブング") == "ｶ)ﾊﾙﾋﾉﾌﾞﾝｸﾞ"
    assert kana("キュウヨー") == "ｷﾕｳﾖ-"


def test_a_pattern_that_does_not_fit_makes_the_reading_impossible() -> None:
    assert canonical("code", "0001000", r"\d{8}") is None
    assert canonical("code", "00010001", r"\d{8}") == "00010001"
    assert canonical("choice", "普 通", choices=("普通", "当座")) == "普通"


def test_dashes_that_a_pattern_demands_say_nothing_and_may_be_seen_as_other_marks() -> None:
    demanded = r"\d{2}-\d{2}-\d{3}"
    assert canonical("code", "01:10-102", demanded) == "01-10-102"
    assert canonical("code", "-01-10.102-", demanded) == "01-10-102"
    assert canonical("code", "01-1010-2", demanded) is None
    assert canonical("code", "01-10-1O2", demanded) is None


def test_dashes_that_a_pattern_can_do_without_are_part_of_the_code() -> None:
    assert canonical("code", "S02:11", r"[0-9A-Z-]{1,12}") is None


def test_characters_that_a_shift_jis_page_changes_are_made_safe_or_refused() -> None:
    assert for_cp932("9〜10−11—") == "9～10－11―"
    assert fits_cp932("髙﨑①㈱")
    assert not fits_cp932("𠮷野家")


@pytest.mark.parametrize(
    ("read", "printed"), [("O九九", "〇九九"), ("ゆうちよ", "ゆうちょ"), ("ニシ才家具㈱", "ニシオ家具株式会社")]
)
def test_names_of_one_shape_are_one_name_to_whoever_compares_them(read: str, printed: str) -> None:
    assert shape(read) == shape(printed)


def test_names_of_different_shape_stay_different() -> None:
    assert shape("花里小学校") != shape("花里中学校")
    assert shape("〇九九") != shape("〇八九")


@pytest.mark.parametrize(
    ("raw", "iso"), [("令和8年1/月12日", "2026-11-12"), ("R8/1/12", "2026-01-12"), ("令和8年5月|0日", "2026-05-10")]
)
def test_a_stroke_among_the_digits_of_a_date_is_a_one(raw: str, iso: str) -> None:
    assert canonical("date", raw) == iso
