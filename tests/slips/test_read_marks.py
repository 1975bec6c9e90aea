"""Marks as voices: one clear mark may settle a plain field, several or an unclear one never settle anything."""

import pytest

from slips.form import WHOLE_PAGE, Anchor, Field, Form, Option
from slips.masters import Masters
from slips.model import PageReading, Reading, Text, Value
from slips.read import slip_from
from slips.settle import prove

BOX = (0.1, 0.1, 0.2, 0.2)


def settled(*readings: Reading, critical: bool = False) -> Value:
    options = (Option("有", BOX), Option("無", (0.3, 0.1, 0.4, 0.2)))
    field = Field(
        "subsidy", "他の補助", "choice", BOX, critical=critical, choices=("有", "無"), mark="check", options=options
    )
    form = Form("f", "f", 1, 210, 297, "f.png", (Anchor("f", WHOLE_PAGE, title=True),), (field,))
    slip = slip_from("1", "1", form, PageReading(1, "f", readings))
    return prove(form, slip.values, Masters())["subsidy"]


def mark(*texts: Text, cut: str = "mark") -> Reading:
    return Reading("subsidy", "marks", "1", cut, texts, "mark")


def test_one_clear_mark_settles_a_plain_field() -> None:
    value = settled(mark(Text("無", 0.99, BOX)))
    assert (value.text, value.settled) == ("無", True)


def test_one_clear_mark_alone_does_not_settle_a_critical_field() -> None:
    assert not settled(mark(Text("無", 0.99, BOX)), critical=True).settled


@pytest.mark.parametrize("cut", ["several marked", "unclear mark", "print not seen"])
def test_a_field_without_one_clear_mark_is_for_a_person_and_says_why(cut: str) -> None:
    value = settled(mark(cut=cut))
    assert not value.settled
    assert value.text == ""
    assert value.living == ()
    assert [(w.kind, w.cut) for w in value.witnesses] == [("mark", cut)]


def test_clean_paper_is_a_blank() -> None:
    value = settled(Reading("subsidy", "ink", "1", "mark", (), "ink"))
    assert (value.text, value.settled, value.why) == ("", False, "blank")
