"""The slip filled in by hand: boxes are read without their sides, and what the form itself prints is not taken for writing."""

from ocr.blank import Blank, Known
from ocr.page import Engines, read_page
from slips.written import canonical
from tests.ocr.conftest import Draw


def test_most_boxed_amounts_written_by_hand_are_read(draw: Draw, hand_blank: Blank, engines: Engines) -> None:
    right = total = 0
    for seed in (1, 2):
        drawn = draw("clean200", seed, "school-slip-hand")
        read = read_page(drawn.page, Known((hand_blank,)), engines)
        assert read.doubt == ""
        first = {r.field: "".join(t.text for t in r.texts) for r in read.readings if r.engine == "rapidocr"}
        for field in hand_blank.form.fields:
            if field.cells and field.kind == "money" and field.name in drawn.fields:
                total += 1
                right += canonical("money", first.get(field.name, "")) == drawn.fields[field.name]
    assert total > 8
    assert right >= 0.8 * total


def test_empty_boxes_and_dates_with_their_printed_signs_are_blank(
    draw: Draw, hand_blank: Blank, engines: Engines
) -> None:
    drawn = draw("clean200", 1, "school-slip-hand")
    read = read_page(drawn.page, Known((hand_blank,)), engines)
    empty = {r.field for r in read.readings if r.kind == "ink"}
    assert empty == {f.name for f in hand_blank.form.fields if f.name not in drawn.fields}
    assert "due_on" in empty or "due_on" in drawn.fields
