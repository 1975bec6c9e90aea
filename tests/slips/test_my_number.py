"""The check digit of a My Number, and how the numbers are found in lines of text."""

import pytest

from slips.my_number import check_digit, is_my_number, named, runs

NUMBER = "123456789018"


def test_the_check_digit_is_weighted_from_the_right_modulo_eleven() -> None:
    # 1·2+0·3+9·4+8·5+7·6+6·7+5·2+4·3+3·4+2·5+1·6 = 212, 212 mod 11 = 3, 11 - 3 = 8
    assert check_digit("12345678901") == "8"
    assert is_my_number(NUMBER)
    assert not is_my_number("123456789017")


def test_a_rest_of_nought_or_one_gives_nought() -> None:
    assert check_digit("00000000000") == "0"
    assert check_digit("00000000006") == "0"  # 6 · 2 = 12, rest 1
    assert check_digit("00000000001") == "9"  # 1 · 2 = 2


def test_only_eleven_ascii_digits_have_a_check_digit() -> None:
    for wrong in ("", "1234567890", "123456789012", "1234567890a", "１２３４５６７８９０１", "1234567890²"):
        with pytest.raises(ValueError, match="eleven digits"):
            check_digit(wrong)
    assert not is_my_number("１２３４５６７８９０１８")


def test_every_single_digit_error_that_the_weights_can_see_is_seen() -> None:
    seen = changed = 0
    for step in range(200):
        eleven = f"{step * 48_765_432_199 % 10**11:011d}"
        good = eleven + check_digit(eleven)
        for at in range(12):
            for digit in "0123456789":
                if digit != good[at]:
                    changed += 1
                    seen += not is_my_number(good[:at] + digit + good[at + 1 :])
    assert seen / changed > 0.98, "rests 0 and 1 share one check digit; all else is told apart"


@pytest.mark.parametrize(
    "text",
    [
        "123456789018",
        "個人番号 1234 5678 9018 です",
        "1234-5678-9018",
        "１２３４　５６７８　９０１８",
        "１２３４－５６７８－９０１８",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1|2|3|4|5|6|7|8|9|0|1|8",
        "1l2l3l4l5l6l7l8l9l0l1l8",
        "No123456789018",
        "マイナンバー:1234567 89018(本人)",
        "電話 03-1234-5678 / 1234 5678 9018",
        "令和8年 1234・5678・9018",
        "l23456789O18",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert NUMBER in [run.digits for run in named(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234567890123",
        "T7123456789012",
        "12345678901",
        "1,234,567,890,18",
        "123456,789018",
        "口座番号 1234567 金額 89018",
        "合計 123456円 789018円",
        "lllllllllllO",
    ],
)
def test_what_is_no_run_of_twelve_digits_is_left_alone(text: str) -> None:
    assert runs(text) == []


def test_a_run_says_where_it_stands() -> None:
    (run,) = runs("番号 1234-5678-9018 以上")
    assert (run.start, run.end, run.sure) == (3, 17, True)


def test_twelve_digits_with_a_wrong_check_digit_are_a_run_but_not_named() -> None:
    assert [run.digits for run in runs("123456789017")] == ["123456789017"]
    assert named("123456789017") == []
