"""Where a form lies on a page: from a slant, bent, cut; what is not there is named, what nobody could have made is doubted."""

import cv2
import numpy as np
import pytest

from ocr.align import Alignment, align
from ocr.bend import bend_through
from ocr.blank import Blank
from ocr.flat import flattened
from ocr.pages import Page
from ocr.slant import slant_doubt, through
from practice.paper.tampering import changed_places
from slips.form import Form
from tests.ocr.conftest import Draw
from tests.ocr.moved import beside_each_other, seen_from, without_strip

A4 = (210.0, 297.0)
DATES = ((61.0, 221.0, 108.0, 229.6), (108.0, 221.0, 155.0, 229.6))


def beginning(form: Form, name: str) -> tuple[float, float]:
    """In mm: where the writing of a field stands."""
    x0, y0, _, y1 = form.by_name[name].box
    return (x0 * form.width_mm + 14, (y0 + y1) / 2 * form.height_mm)


def likeness(found: Alignment, page: Page, straight: Alignment, plain: Page, name: str) -> float:
    """How alike a field looks on a page and on the page it was made from."""
    looks = []
    for a, p in ((found, page), (straight, plain)):
        x, y = beginning(a.blank.form, name)
        left, top = a.on_page(x - 15, y - 4)
        right, bottom = a.on_page(x + 15, y + 4)
        crop = a.picture(p)[round(top) : round(bottom), round(left) : round(right), 0]
        looks.append(cv2.GaussianBlur(cv2.resize(crop, (240, 64), interpolation=cv2.INTER_AREA), (0, 0), 1.5))
    return float(cv2.matchTemplate(looks[0], looks[1], cv2.TM_CCOEFF_NORMED)[0, 0])


@pytest.mark.parametrize("profile", ["photo", "fed"])
def test_a_page_that_is_not_flat_is_drawn_anew_as_it_would_lie_on_glass(
    profile: str, draw: Draw, slip_blank: Blank
) -> None:
    plain, page = draw("clean200").page, draw(profile).page
    (straight,), (found,) = align(plain, [slip_blank]), align(page, [slip_blank])
    assert (found.doubt, found.off) == ("", frozenset())
    assert found.flat is not None
    assert straight.flat is None
    for name in ("slip_no", "account_code", "amount", "inspected_on"):
        assert likeness(found, page, straight, plain, name) > 0.8, name


def test_who_must_change_the_pages_own_pixels_never_gets_a_page_drawn_anew(draw: Draw, slip_blank: Blank) -> None:
    assert all(a.doubt and a.flat is None for a in align(draw("photo").page, [slip_blank], redraw=False))


def test_a_photo_from_too_steep_an_angle_is_doubted(draw: Draw, slip_blank: Blank) -> None:
    page = seen_from(draw("clean200").page, narrow=0.45)
    assert all(a.doubt for a in align(page, [slip_blank]))


def test_fields_beyond_the_edge_of_the_picture_are_named_and_the_others_stay(draw: Draw, slip_blank: Blank) -> None:
    page = without_strip(draw("clean200").page, left_mm=16)
    (found,) = align(page, [slip_blank])
    assert found.doubt == ""
    assert "lines.0.item" in found.off
    assert "amount" not in found.off


def test_a_field_whose_label_has_changed_places_with_another_is_named(draw: Draw, slip_blank: Blank) -> None:
    page = draw("clean200").page
    changed = Page(1, changed_places(page.image, *DATES, 200), page.dpi)
    (found,) = align(changed, [slip_blank])
    assert {"delivered_on", "inspected_on"} <= found.off
    assert "amount" not in found.off


def test_two_slips_on_one_picture_are_doubted(draw: Draw, slip_blank: Blank) -> None:
    page = beside_each_other(draw("clean200").page, draw("clean200", 3).page)
    assert all(a.doubt for a in align(page, [slip_blank]))


def test_labels_that_lie_on_a_smooth_bend_are_believed_and_a_step_is_not() -> None:
    x, y = np.meshgrid(np.linspace(20, 190, 6), np.linspace(20, 280, 8))
    places = np.column_stack([x.ravel(), y.ravel()])
    smooth = np.column_stack([np.zeros(48), np.sin(places[:, 1] / 60)])
    bend = bend_through(places, smooth, A4)
    assert bend is not None
    assert np.abs(bend.moved(np.array([[100.0, 150.0]])) - (0, np.sin(2.5))).max() < 0.15
    step = np.column_stack([np.zeros(48), np.where(places[:, 1] > 150, 2.4, 0)])
    assert bend_through(places, step, A4) is None


def test_one_misplaced_label_does_not_bend_the_page() -> None:
    x, y = np.meshgrid(np.linspace(20, 190, 6), np.linspace(20, 280, 8))
    places = np.column_stack([x.ravel(), y.ravel()])
    moves = np.zeros((48, 2))
    moves[20] = (2.0, -1.5)
    bend = bend_through(places, moves, A4)
    assert bend is not None
    assert np.abs(bend.moved(places)).max() < 0.05


def test_a_page_is_drawn_anew_to_the_pixel() -> None:
    image = np.random.default_rng(1).integers(0, 255, (300, 220, 3), dtype=np.uint8)
    flat, to_page = flattened(image, lambda points: points * 2.0, (100.0, 140.0), 2.0)
    assert to_page.tolist() == [[2.0, 0.0, 8.0], [0.0, 2.0, 8.0]]
    assert np.array_equal(flat[8:288, 8:208], image[:280, :200])


@pytest.mark.parametrize(
    ("slant", "why"),
    [
        ([[8, 0, 0], [0, 8, 0], [0, 0.0004, 1]], ""),
        ([[-8, 0, 1680], [0, 8, 0], [0, 0, 1]], "裏返し"),
        ([[8, 0, 0], [0, 8, 0], [0, 0.003, 1]], "斜め"),
        ([[8, 0, 0], [0, 5, 0], [0, 0, 1]], "斜め"),
        ([[2, 0, 0], [0, 2, 0], [0, 0, 1]], "小さく"),
        ([[8, 0, 0], [0, 8, 0], [0, -0.005, 1]], "ゆがんで"),
    ],
)
def test_a_map_that_no_camera_makes_is_doubted_in_words(slant: list[list[float]], why: str) -> None:
    said = slant_doubt(np.array(slant, np.float64), A4, (2400, 1700))
    assert why in said
    assert bool(said) == bool(why)


def test_a_point_goes_through_affine_and_perspective_maps() -> None:
    point = np.array([[10.0, 20.0]])
    assert through(np.array([[2.0, 0, 1], [0, 3.0, 2]]), point).tolist() == [[21.0, 62.0]]
    assert through(np.array([[2.0, 0, 0], [0, 2.0, 0], [0, 0.05, 1]]), point).tolist() == [[10.0, 20.0]]
