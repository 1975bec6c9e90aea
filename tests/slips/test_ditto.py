"""〃 in a table says what the row above says; it proves nothing where figures must be written."""

import pytest

from slips.ditto import DITTO_OR_NOT, NOT_FOR_A_DITTO, NOTHING_ABOVE
from slips.form import WHOLE_PAGE, Anchor, Field, Form, Table
from slips.masters import Masters
from slips.model import PageReading, Reading, Text, Value
from slips.read import slip_from
from slips.settle import prove

BOX = (0.1, 0.1, 0.2, 0.2)
COLUMNS = {"item": "text", "qty": "digits", "unit_price": "money", "amount": "money"}
ROWS = 3


def form() -> Form:
    cells = tuple(
        Field(f"lines.{row}.{name}", name, kind, BOX, critical=name == "amount", required=False, printed=True)  # type: ignore[arg-type]
        for row in range(ROWS)
        for name, kind in COLUMNS.items()
    )
    table = Table("lines", "明細", BOX, ROWS, tuple(COLUMNS))
    return Form("f", "f", 1, 210, 297, "f.png", (Anchor("f", WHOLE_PAGE, title=True),), cells, (table,))


def values(*cells: tuple[str, str, str]) -> dict[str, Value]:
    """The proved values of cells read as (cell, engine, raw); each engine cuts in its own way."""
    readings = tuple(Reading(f"lines.{n}", by, "1", by, (Text(raw, 0.97, BOX),)) for n, by, raw in cells)
    return prove(form(), slip_from("1", "1", form(), PageReading(1, "f", readings)).values, Masters())


@pytest.mark.parametrize("mark", ["〃", '"', "″", "〟", "々", "同上", "〃 "])
def test_a_ditto_says_what_the_row_above_says_and_keeps_its_own_writing(mark: str) -> None:
    value = values(("0.item", "a", "ノート Ａ４"), ("1.item", "a", mark))["lines.1.item"]
    assert (value.text, value.witnesses[0].raw) == ("ノート Ａ４", mark)


def test_dittos_follow_dittos() -> None:
    read = values(("0.item", "a", "ノート"), ("1.item", "a", "〃"), ("2.item", "a", "〃"))
    assert read["lines.2.item"].text == "ノート"


def test_a_price_may_be_a_ditto_and_is_read_as_money() -> None:
    read = values(("0.unit_price", "a", "1,200"), ("1.unit_price", "a", "〃"))
    assert read["lines.1.unit_price"].text == "1200"


def test_each_source_copies_only_its_own_reading_of_the_row_above() -> None:
    read = values(("0.item", "a", "ノート"), ("1.item", "a", "〃"), ("1.item", "b", "〃"))
    assert [w.retired for w in read["lines.1.item"].witnesses] == ["", NOTHING_ABOVE]


def test_a_ditto_with_nothing_above_it_is_for_a_person() -> None:
    value = values(("0.item", "a", "〃"))["lines.0.item"]
    assert not value.settled
    assert value.witnesses[0].retired == NOTHING_ABOVE


@pytest.mark.parametrize("column", ["amount", "qty"])
def test_amounts_and_quantities_are_never_copied(column: str) -> None:
    read = values(*((f"0.{column}", by, "500") for by in "ab"), *((f"1.{column}", by, "〃") for by in "ab"))
    assert read[f"lines.0.{column}"].settled
    assert not read[f"lines.1.{column}"].settled
    assert {w.retired for w in read[f"lines.1.{column}"].witnesses} == {NOT_FOR_A_DITTO}


def test_where_readers_differ_on_a_ditto_nobody_is_believed() -> None:
    value = values(("0.unit_price", "a", "1,200"), ("1.unit_price", "a", "〃"), ("1.unit_price", "b", "11"))[
        "lines.1.unit_price"
    ]
    assert not value.settled
    assert {w.retired for w in value.witnesses} == {DITTO_OR_NOT}


def shaped(raw: str) -> Value:
    """The second row's item, where two small strokes were seen and a reader made `raw` of them."""
    readings = (
        Reading("lines.0.item", "a", "1", "a", (Text("ノート", 0.97, BOX),)),
        Reading("lines.1.item", "a", "1", "a", (Text(raw, 0.97, BOX),)),
        Reading("lines.1.item", "marks", "1", "ditto", (Text("〃", 1.0, BOX),), "mark"),
    )
    return prove(form(), slip_from("1", "1", form(), PageReading(1, "f", readings)).values, Masters())["lines.1.item"]


@pytest.mark.parametrize("raw", ["11", "Il", '"1', "い", "〃"])
def test_two_small_strokes_are_a_ditto_whatever_letters_they_were_taken_for(raw: str) -> None:
    assert shaped(raw).text == "ノート"


def test_two_small_strokes_that_were_read_as_a_word_are_for_a_person() -> None:
    value = shaped("コ")
    assert not value.settled
    assert value.living == ()
