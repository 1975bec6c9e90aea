"""Faults of the page itself: amounts struck out, text layers that lie, totals that do not add up; and the seal of a firm."""

from collections.abc import Callable

import numpy as np
import pdfplumber
import pytest
from PIL import Image

from practice.paper.invoice.page import invoice, mistotalled
from practice.paper.layered import layered
from practice.paper.made_up import World
from practice.paper.marks import Line, PenDigit
from practice.paper.page import Maker
from practice.paper.papers import page_of
from practice.paper.sample import FORMS, Sample

Draw = Callable[..., Sample]


def test_a_total_that_does_not_add_up_leaves_everything_else_alone(world: World) -> None:
    for seed in range(2_000, 2_020):
        sound = invoice(world, seed, embed=False)
        wrong = mistotalled(sound, seed, embed=False)
        assert {name for name in sound.texts if sound.texts[name] != wrong.texts[name]} == {"amount"}
        assert int(wrong.texts["amount"]) > 0


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("invoice", "amount"),
        ("school-slip", "amount"),
        ("school-slip-hand", "amount"),
        ("commuting-subsidy", "claim_amount"),
    ],
)
def test_a_struck_amount_has_two_lines_through_it_and_another_one_above(form: str, name: str, world: World) -> None:
    maker = Maker(world, FORMS, "first", embed=False)
    for seed in range(2_000, 2_010):
        sound, page = page_of(maker, form, seed), page_of(maker, form, seed, "struck_amount")
        added = page.marks[len(sound.marks) :]
        upper, lower = (mark for mark in added if isinstance(mark, Line))
        assert 0 < lower.y0 - upper.y0 < 2
        figures = [mark for mark in added if isinstance(mark, PenDigit)]
        assert all(figure.y < upper.y0 for figure in figures)
        assert "".join(str(figure.digit) for figure in reversed(figures)) == page.texts[name] != sound.texts[name]
        assert page.truth["struck"] == {name: sound.texts[name]}


def test_the_truth_of_a_struck_amount_is_the_new_one_and_tells_the_old_one(draw: Draw) -> None:
    sound = draw("invoice", 2_003, "clean200", "png").truth["pages"][0]
    page = draw("invoice", 2_003, "clean200", "png", "struck_line").truth["pages"][0]
    assert page["struck"] == {"lines.0.amount": sound["fields"]["lines.0.amount"]}
    assert page["fields"]["lines.0.amount"] != sound["fields"]["lines.0.amount"]


@pytest.mark.parametrize("form", ["invoice", "school-slip"])
@pytest.mark.parametrize("seed", [2_002, 2_003])
def test_a_text_layer_that_lies_says_another_amount_than_the_page_shows(form: str, seed: int, draw: Draw) -> None:
    sample = draw(form, seed, "digital", "pdf", "hidden_amount")
    page = sample.truth["pages"][0]
    shown, said = int(page["fields"]["amount"]), int(page["hidden"]["amount"])
    with pdfplumber.open(sample.path) as pdf:
        text = pdf.pages[0].extract_text()
        assert len(pdf.pages[0].images) == 1
    assert f"{said:,}" in text
    assert f"{shown:,}" not in text


def test_only_what_differs_is_a_picture_on_a_page_of_text(world: World) -> None:
    sound = invoice(world, 2_003, embed=True)
    made = layered(sound.sheet.marks, mistotalled(sound, 2_003, embed=True).sheet.marks, 2_003)
    assert set(made.marks) | set(made.pictured) == set(sound.sheet.marks)
    assert 1 <= len(made.pictured) == len(made.layer) <= 3


def test_a_hidden_layer_needs_a_digital_page_and_each_paper_has_its_own_faults(draw: Draw) -> None:
    with pytest.raises(ValueError, match="--profile digital"):
        draw("invoice", 2_002, "clean200", "pdf", "hidden_amount")
    with pytest.raises(ValueError, match="invoice has no fault 'over_balance'"):
        draw("invoice", 2_002, "clean200", "pdf", "over_balance")


def test_a_firm_s_seal_is_pressed_beside_its_name_under_the_profiles_with_seals(draw: Draw) -> None:
    red = {}
    for profile in ("clean200", "seal"):
        with Image.open(draw("invoice", 2_003, profile, "png").path) as picture:
            page = np.asarray(picture.convert("RGB")).astype(int)
        red[profile] = (page[..., 0] - page[..., 1] > 80).mean()
    assert red["clean200"] < 0.0001
    assert red["seal"] > 0.0005
