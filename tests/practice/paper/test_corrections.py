"""Corrections lie on the figures they correct, whatever the way, and the truth says what the paper says afterwards."""

import random

import pytest

from practice.paper.corrections import WAYS, a_hand, around, corrected, figures_in
from practice.paper.draw import field_rect, form_of
from practice.paper.made_up import World
from practice.paper.marks import Mark, PenDigit, Rect, Stroke, Words
from practice.paper.page import CORRECTED, Maker, Page
from practice.paper.papers import page_of
from practice.paper.sample import FORMS

PAPERS = (("school-slip", "amount"), ("school-slip-hand", "amount"), ("commuting-subsidy", "claim_amount"))


def amount_of(page: Page, name: str) -> tuple[Rect, str]:
    form = form_of(page.form, FORMS)
    return field_rect(form, form.by_name[name]), page.texts[name]


def reach(mark: Mark) -> Rect:
    """The points of a stroke, or the middle of a digit."""
    if isinstance(mark, Stroke):
        xs, ys = zip(*mark.points, strict=True)
        return (min(xs), min(ys), max(xs), max(ys))
    assert isinstance(mark, PenDigit | Words)
    return (mark.x, mark.y, mark.x, mark.y)


@pytest.fixture
def maker(world: World) -> Maker:
    return Maker(world, FORMS, "first", embed=False)


@pytest.mark.parametrize(("form", "name"), PAPERS)
def test_the_figures_of_an_amount_are_found_in_print_and_in_handwriting(form: str, name: str, maker: Maker) -> None:
    for seed in range(3_000, 3_003):
        room, text = amount_of(page := page_of(maker, form, seed), name)
        assert "".join(str(f.digit) for f in figures_in(page.marks, room)) == text


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize(("form", "name"), PAPERS)
def test_a_correction_lies_on_the_figures(way: str, form: str, name: str, maker: Maker) -> None:
    for seed in range(3_000, 3_003):
        room, _ = amount_of(page := page_of(maker, form, seed), name)
        figures = figures_in(page.marks, room)
        made = corrected(way, figures, a_hand(random.Random(seed)))  # noqa: S311 - a sample's chance
        x0, y0, x1, y1 = around(figures)
        places = [reach(mark) for mark in made.marks] + [seal.place for seal in made.seals]
        assert places
        assert all(x0 - 4.5 < (a + c) / 2 < x1 + 4.5 and y0 - 1 < (b + d) / 2 < y1 + 1 for a, b, c, d in places)


@pytest.mark.parametrize("fault", sorted(CORRECTED))
@pytest.mark.parametrize(("form", "name"), PAPERS)
def test_the_truth_of_a_corrected_amount_tells_the_new_one_and_the_old_one(
    fault: str, form: str, name: str, maker: Maker
) -> None:
    for seed in range(3_000, 3_003):
        sound, page = page_of(maker, form, seed), page_of(maker, form, seed, fault)
        assert page.truth["struck"] == {name: sound.texts[name]}
        assert page.texts == sound.texts | {name: page.texts[name]}
        assert page.texts[name] == str(int(page.texts[name])) != sound.texts[name]


def test_an_overwritten_digit_changes_just_that_digit(maker: Maker) -> None:
    for seed in range(3_000, 3_003):
        sound, page = (page_of(maker, "school-slip", seed, fault) for fault in ("", "overwritten_digit"))
        old, new = sound.texts["amount"], page.texts["amount"]
        assert [a == b for a, b in zip(old, new, strict=True)].count(False) == 1
        (digit,) = {mark.digit for mark in page.marks if isinstance(mark, PenDigit)}
        assert str(digit) in new
