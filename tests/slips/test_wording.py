"""Free text that is the city's own word but for one character goes to a person; words that are right, or others, do not."""

from dataclasses import replace

import pytest

from slips.masters import Account, Masters, School
from slips.model import Value, Witness
from slips.settle import prove, with_person
from tests.slips.paper import form

CITY = Masters(
    schools={c: School(c, n, "小学校", "5101") for c, n in (("102", "花里東小学校"), ("103", "花里西小学校"))},
    accounts={("1", 2026): Account("1", 2026, "小学校管理運営事業 需用費 医薬材料費", True)},
)
SURE = 0.999


def described(text: str, masters: Masters = CITY) -> Value:
    of = form()
    seen = Value(text, (Witness("rapidocr", text, SURE),))
    return prove(of, {"description": seen}, masters)["description"]


@pytest.mark.parametrize(
    "text", ["花出東小学校3学年用", "保健室用医楽材料の購入（10月分）", "花里東小字校用、医薬材料"]
)
def test_a_word_of_the_city_but_for_one_character_is_asked_however_sure_the_reader_is(text: str) -> None:
    assert described(text).why == "almost a word"
    assert described(text, replace(CITY, schools={}, accounts={})).settled


@pytest.mark.parametrize(
    "text",
    [
        "花里東小学校3学年用",
        "花里西小学校と花里東小学校",
        "医薬材料の購入",
        "医薬材料費",
        "運動会用品の購入",
        "医楽",
        "",
    ],
)
def test_words_of_the_city_and_other_words_are_not(text: str) -> None:
    assert described(text).why != "almost a word"


def test_a_person_may_say_that_it_stands_there_all_the_same() -> None:
    of = form()
    said = with_person(of, {"description": described("医楽材料の購入")}, {"description": "医楽材料の購入"}, "clerk")
    assert prove(of, said, CITY)["description"].settled
