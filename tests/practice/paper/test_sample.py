"""Samples on disk: every profile and file type, the truth beside them, the same bytes for the same seed."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdfplumber
import pytest
from PIL import Image

from practice.paper.age import PROFILES
from practice.paper.draw import filled, form_of, written
from practice.paper.files import TYPES
from practice.paper.made_up import World, in_order, made_up
from practice.paper.raster import drawn
from practice.paper.sample import Sample
from slips.form import Form

Draw = Callable[..., Sample]


OTHER_SHAPES = ("cut", "sideways", "photo")


@pytest.mark.parametrize(
    ("form", "profile"),
    [*(("school-slip", name) for name in PROFILES if name not in OTHER_SHAPES), ("school-slip-hand", "worn")],
)
def test_every_profile_scans_an_a4_page_at_its_resolution(form: str, profile: str, draw: Draw) -> None:
    dpi = PROFILES[profile].dpi
    with Image.open(draw(form, 3, profile, "jpg").path) as page:
        assert page.size == (round(210 * dpi / 25.4), round(297 * dpi / 25.4))
        assert page.info["dpi"] == (dpi, dpi)
        assert page.mode == ("RGB" if PROFILES[profile].colour else "L")


def test_a_page_loses_a_strip_lies_sideways_or_is_photographed(draw: Draw) -> None:
    sizes = {}
    for profile in OTHER_SHAPES:
        with Image.open(draw("school-slip", 3, profile, "png").path) as page:
            sizes[profile] = page.size
            assert ("dpi" in page.info) == (profile != "photo")
    assert sizes["sideways"] == (2339, 1654)
    assert sizes["cut"] != (1654, 2339)
    assert 2000 <= max(sizes["photo"]) <= 3000


@pytest.mark.parametrize("file_type", ["tiff", "pdf", "png"])
def test_a_fax_is_one_bit_deep_in_the_file_too(file_type: str, draw: Draw) -> None:
    sample = draw("school-slip", 3, "bitonal", file_type)
    assert sample.path.stat().st_size < 150_000
    if file_type != "pdf":
        with Image.open(sample.path) as page:
            assert page.mode == "1"


@pytest.mark.parametrize(("file_type", "kind"), [("tiff", "TIFF"), ("jpg", "JPEG"), ("png", "PNG")])
def test_a_picture_file_is_what_its_name_says(file_type: str, kind: str, draw: Draw) -> None:
    sample = draw("school-slip", 3, "clean200", file_type)
    with Image.open(sample.path) as picture:
        assert picture.format == kind
    assert sample.path.suffix == TYPES[file_type]


def test_a_scanned_pdf_has_pictures_and_no_text(draw: Draw) -> None:
    with pdfplumber.open(draw("school-slip", 3, "skew", "mpdf").path) as pdf:
        assert len(pdf.pages) == 3
        assert all(len(page.images) == 1 and not page.chars for page in pdf.pages)
        assert pdf.pages[0].width == pytest.approx(595, abs=1)


def test_a_multi_page_pdf_holds_different_slips(draw: Draw) -> None:
    sample = draw("school-slip", 3, "clean200", "mpdf", "blank_amount")
    fields = [page["fields"] for page in sample.truth["pages"]]
    assert len({f["slip_no"] for f in fields}) == 3
    assert ["amount" in f for f in fields] == [False, True, True]
    assert [page["fault"] for page in sample.truth["pages"]] == ["blank_amount", "", ""]


def test_a_born_digital_page_says_in_each_box_what_the_truth_says(draw: Draw) -> None:
    form = form_of("school-slip", Path("config/forms"))
    sample = draw("school-slip", 3, "digital", "pdf", "outside_cp932")
    fields = sample.truth["pages"][0]["fields"]
    with pdfplumber.open(sample.path) as pdf:
        seen = {name: _text_in(pdf.pages[0], form, name) for name in fields}
        assert all("+" in char["fontname"] for char in pdf.pages[0].chars)
    assert seen == {name: written(form.by_name[name], text).replace(" ", "") for name, text in fields.items()}


def test_the_truth_lies_beside_the_file(draw: Draw) -> None:
    sample = draw("school-slip-hand", 3, "noise", "png")
    beside = json.loads((sample.path.parent / (sample.path.name + ".truth.json")).read_text(encoding="utf-8"))
    assert beside == sample.truth
    assert beside["pages"][0]["handwritten"] is True
    assert beside["file"] == sample.path.name
    assert "" not in beside["pages"][0]["fields"].values()


@pytest.mark.parametrize(
    ("form", "profile", "file_type"),
    [("school-slip", "worn", "pdf"), ("school-slip", "digital", "pdf"), ("school-slip-hand", "seal", "tiff")],
)
def test_the_same_seed_gives_the_same_bytes(form: str, profile: str, file_type: str, draw: Draw) -> None:
    once = draw(form, 3, profile, file_type).path.read_bytes()
    assert draw(form, 3, profile, file_type).path.read_bytes() == once


@pytest.mark.parametrize(("form", "file_type"), [("school-slip", "png"), ("school-slip-hand", "pdf")])
def test_only_a_printed_pdf_can_be_born_digital(form: str, file_type: str, draw: Draw) -> None:
    with pytest.raises(ValueError, match="digital"):
        draw(form, 3, "digital", file_type)


def test_seals_are_red_and_let_the_text_show_through(draw: Draw) -> None:
    with Image.open(draw("school-slip", 3, "seal", "png").path) as picture:
        page = np.asarray(picture).astype(int)
    red, green = page[..., 0], page[..., 1]
    assert (red - green > 80).mean() > 0.001
    assert (red < 80).mean() > 0.01


@pytest.mark.parametrize("form", ["school-slip", "school-slip-hand"])
def test_what_is_written_stays_inside_its_boxes(form: str, world: World) -> None:
    paper = form_of(form, Path("config/forms"))
    for seed in range(5):
        texts = in_order([f.name for f in paper.fields], made_up(world, form, seed))
        marks = filled(paper, texts, random.Random(seed), "first")  # noqa: S311 - a sample's chance, not a secret's
        ink = np.asarray(drawn(marks, 210, 297, 200).convert("L")) < 128
        total, outside = ink.sum(), ink.copy()
        for field in paper.fields:
            x0, y0, x1, y1 = (round(v * s) for v, s in zip(field.box, (1654, 2339) * 2, strict=True))
            outside[y0 - 1 : y1 + 2, x0 - 1 : x1 + 2] = False
        assert outside.sum() < total * 0.001


def _text_in(page: "pdfplumber.page.Page", form: Form, name: str) -> str:
    x0, y0, x1, y1 = form.by_name[name].box
    box = (x0 * page.width, y0 * page.height, x1 * page.width, y1 * page.height)
    return "".join(char["text"] for char in page.within_bbox(box).chars if not char["text"].isspace())
