"""A page is read from the right place, or it is doubted; never read from the wrong one."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.align import align
from ocr.anchors import anchors_on
from ocr.blank import Blank, Known
from ocr.cut import laid
from ocr.page import Engines, read_page
from ocr.pages import Page
from slips.form import Form
from slips.model import PageReading, Reading
from slips.written import canonical, fold
from tests.ocr.conftest import Draw
from tests.ocr.moved import (
    ROW_MM,
    covered,
    mirrored,
    part,
    shifted,
    stretched,
    tilted,
    turned,
    without_a_row,
)

Move = Callable[[Page], Page]


def said(form: Form, reading: Reading) -> str:
    """The canonical text of a reading; "?" where its format is impossible."""
    field = form.by_name[reading.field]
    text = canonical(field.kind, "".join(t.text for t in reading.texts), field.pattern, field.choices)
    return "?" if text is None else fold(text)


def wrong(form: Form, read: PageReading, truth: dict[str, str]) -> list[tuple[str, str, str]]:
    """Critical fields that a witness reads as something else; impossible writings and silence are no harm."""
    found = []
    for reading in read.readings:
        text = said(form, reading)
        if (
            form.by_name[reading.field].critical
            and reading.texts
            and text not in ("?", fold(truth.get(reading.field, "")))
        ):
            found.append((reading.field, reading.engine, text))
    return found


def agreed(form: Form, read: PageReading) -> dict[str, str]:
    """What two engines say alike, by field."""
    texts: dict[str, list[str]] = {}
    for reading in read.readings:
        if reading.kind == "engine" and reading.texts:
            texts.setdefault(reading.field, []).append(said(form, reading))
    return {name: seen[0] for name, seen in texts.items() if len(seen) == 2 and seen[0] == seen[1]}


@pytest.mark.parametrize("profile", ["clean200", "seal", "faint"])
def test_a_printed_slip_is_read_alike_by_both_engines(
    profile: str, draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    drawn = draw(profile)
    form = slip_blank.form
    read = read_page(drawn.page, Known((slip_blank,)), engines)
    assert (read.form, read.doubt, read.blank) == ("school-slip", "", False)
    both = agreed(form, read)
    assert {name: text for name, text in both.items() if text != fold(drawn.fields[name])} == {}
    expected = {
        f.name
        for f in form.fields
        if f.critical and f.name in drawn.fields and f.kind in ("money", "code", "digits", "date")
    }
    assert len(expected - set(both)) <= 1, expected - set(both)
    empty = {r.field for r in read.readings if r.kind == "ink"}
    assert empty <= {f.name for f in form.fields if f.name not in drawn.fields}
    assert len(empty) > 20  # a seal's rim in an empty cell is red ink, so that cell is not called blank


def test_the_page_is_shown_upright_on_its_form(draw: Draw, slip_blank: Blank, engines: Engines) -> None:
    read = read_page(turned(draw("clean200").page, 1), Known((slip_blank,)), engines)
    shown = cv2.imdecode(np.frombuffer(read.aligned, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown is not None
    height, width = shown.shape
    assert 1200 < width < height < 2400
    blank = cv2.resize(slip_blank.picture, (width, height), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(shown.ravel(), blank.ravel())[0, 1] > 0.7


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(lambda p: shifted(p, 0, ROW_MM), id="one row down"),
        pytest.param(lambda p: shifted(p, 3, -ROW_MM), id="one row up and aside"),
        pytest.param(lambda p: tilted(p, 3), id="tilted"),
        pytest.param(lambda p: turned(p, 2), id="upside down"),
        pytest.param(lambda p: turned(p, 3), id="sideways"),
        pytest.param(lambda p: replace(p, dpi=0.0), id="resolution unknown"),
    ],
)
def test_a_page_laid_badly_on_the_glass_is_read_from_the_right_place(
    move: Move, draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    drawn = draw("clean200")
    read = read_page(move(drawn.page), Known((slip_blank,)), engines)
    assert read.doubt == ""
    assert wrong(slip_blank.form, read, drawn.fields) == []
    assert agreed(slip_blank.form, read)["amount"] == drawn.fields["amount"]


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(lambda p: part(p, 0, 0.5), id="upper half"),
        pytest.param(lambda p: part(p, 0.5, 1), id="lower half"),
        pytest.param(lambda p: tilted(p, 7), id="tilted too far"),
        pytest.param(lambda p: stretched(p, 1, 1.06), id="stretched"),
        pytest.param(lambda p: shifted(stretched(p, 0.9, 0.9), 0, 0), id="copied smaller"),
        pytest.param(mirrored, id="mirrored"),
        pytest.param(lambda p: covered(p, 0.68, 0, 1, 1), id="right side folded over"),
        pytest.param(lambda p: covered(p, 0, 0, 1, 0.3), id="head covered"),
        pytest.param(lambda p: without_a_row(p, 0.43), id="a row missing"),
    ],
)
def test_a_page_that_does_not_lie_as_its_form_is_doubted_and_not_read(
    move: Move, draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    moved = move(draw("clean200").page)
    if moved.image.shape[1] < 1600:  # "copied smaller" keeps the size of the sheet
        sheet = np.full_like(draw("clean200").page.image, 250)
        sheet[: moved.image.shape[0], : moved.image.shape[1]] = moved.image
        moved = replace(moved, image=sheet)
    read = read_page(moved, Known((slip_blank,)), engines)
    assert read.doubt
    assert read.readings == ()
    assert read.aligned


def test_a_map_that_lies_one_row_off_is_found_out_by_the_labels(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    page = draw("clean200").page
    (found,) = align(page, [slip_blank])
    off = found.to_page.copy()
    off[1, 2] += ROW_MM * found.px_per_mm
    assert anchors_on(laid(page.image, found), engines.rapid).doubt == ""
    assert anchors_on(laid(page.image, replace(found, to_page=off)), engines.rapid).doubt


def test_a_field_under_a_slip_of_paper_is_read_by_nobody_and_not_called_blank(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    left, top, right, bottom = slip_blank.form.by_name["tax_8"].box
    page = covered(draw("clean200").page, left - 0.01, top - 0.006, right + 0.01, bottom + 0.006)
    read = read_page(page, Known((slip_blank,)), engines)
    assert {(r.kind, r.cut, r.texts) for r in read.readings if r.field == "tax_8"} == {("engine", "frame not seen", ())}


def test_a_page_of_another_form_is_not_read(draw: Draw, slip_blank: Blank, engines: Engines) -> None:
    read = read_page(draw("clean200", 1, "school-slip-hand").page, Known((slip_blank,)), engines)
    assert read.readings == ()
    assert read.doubt


def test_a_page_whose_head_is_cut_off_is_known_by_the_number_at_its_foot(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    drawn = draw("clean200")
    height = drawn.page.image.shape[0]
    headless = replace(drawn.page, image=np.ascontiguousarray(drawn.page.image[round(0.0724 * height) :]))
    read = read_page(headless, Known((slip_blank,)), engines)
    assert (read.form, read.doubt) == ("school-slip", "")
    assert wrong(slip_blank.form, read, drawn.fields) == []


def test_a_number_at_the_foot_does_not_speak_for_a_head_that_cannot_be_read(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    page = draw("clean200").page
    for title in slip_blank.form.titles[:2]:
        left, top, right, bottom = title.box
        page = covered(page, left - 0.01, top - 0.004, right + 0.01, bottom + 0.004)
    assert read_page(page, Known((slip_blank,)), engines).doubt == "様式の表題が読み取れません"


def test_forms_are_told_apart(draw: Draw, slip_blank: Blank, hand_blank: Blank, engines: Engines) -> None:
    both = [slip_blank, hand_blank]
    assert [a.blank.form.name for a in align(draw("clean200").page, both)] == ["school-slip"]
    assert [a.blank.form.name for a in align(draw("clean200", 1, "school-slip-hand").page, both)] == [
        "school-slip-hand"
    ]


def test_a_form_that_differs_in_its_title_only_is_told_by_its_title(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    form = slip_blank.form
    renamed = tuple(replace(a, text="見積合せ調書別紙") if a.title else a for a in form.anchors)
    sibling = replace(slip_blank, form=replace(form, name="sibling", anchors=renamed))
    page = draw("clean200").page
    assert len(align(page, [sibling, slip_blank])) == 2
    assert read_page(page, Known((sibling, slip_blank)), engines).form == "school-slip"
    assert read_page(page, Known((sibling,)), engines).doubt


@pytest.mark.parametrize("dpi", [200.0, 0.0])
def test_the_white_back_of_a_sheet_is_blank(dpi: float, engines: Engines, slip_blank: Blank) -> None:
    noise = np.random.default_rng(1).normal(243, 7, (2339, 1654, 1)).clip(0, 255).astype(np.uint8)
    read = read_page(Page(1, np.repeat(noise, 3, axis=2), dpi), Known((slip_blank,)), engines)
    assert read.blank
    assert read.form == ""


def test_a_page_with_one_faint_line_of_writing_is_not_blank(engines: Engines, slip_blank: Blank) -> None:
    image = np.full((2339, 1654, 3), 250, np.uint8)
    cv2.putText(image, "see overleaf", (300, 900), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (205, 205, 205), 2)
    read = read_page(Page(1, image, 200), Known((slip_blank,)), engines)
    assert not read.blank
    assert read.doubt


@pytest.mark.parametrize("dpi", [0.0, 300.0])
@pytest.mark.parametrize("shape", [(1, 1), (40, 30), (1, 5000), (4000, 2), (300, 300)])
def test_a_picture_that_is_no_paper_is_doubted(
    shape: tuple[int, int], dpi: float, engines: Engines, slip_blank: Blank
) -> None:
    image = np.random.default_rng(3).integers(0, 255, (*shape, 3), dtype=np.uint8)
    read = read_page(Page(1, image, dpi), Known((slip_blank,)), engines)
    assert read.readings == ()
    assert read.blank or read.doubt


def test_a_born_digital_page_has_its_text_layer_as_a_witness_of_its_own_kind(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    drawn = draw("digital")
    read = read_page(drawn.page, Known((slip_blank,)), engines)
    layer = {r.field: said(slip_blank.form, r) for r in read.readings if r.kind == "textlayer"}
    assert layer == {name: fold(text) for name, text in drawn.fields.items()}
    assert not [
        r for r in read_page(draw("clean200").page, Known((slip_blank,)), engines).readings if r.kind == "textlayer"
    ]
