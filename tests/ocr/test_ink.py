"""Ink is measured, never taken away: blank cells, cut writing, seals, streaks, faint toner, noise."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.ink import has_red_ink, ink_of, levelled, printed_here

PX_PER_MM = 8.0
Rgb = NDArray[np.uint8]


def cell(text: str = "", ink: int = 30, paper: int = 250, at: tuple[int, int] = (40, 45)) -> Rgb:
    image = np.full((64, 320, 3), paper, np.uint8)
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, (ink,) * 3, 3)
    return image


def noisy(image: Rgb, sigma: float) -> Rgb:
    grain = np.random.default_rng(5).normal(0, sigma, image.shape[:2])[..., None]
    return (image + grain).clip(0, 255).astype(np.uint8)


def is_blank(image: Rgb, level: Rgb | None = None) -> bool:
    return ink_of(image, image[:, :, 0] if level is None else level, PX_PER_MM).is_blank


@pytest.mark.parametrize("sigma", [0, 6, 14])
def test_noise_alone_is_no_ink(sigma: float) -> None:
    assert is_blank(noisy(cell(), sigma))
    assert not is_blank(noisy(cell("1"), sigma))


def test_a_single_dash_is_ink_and_a_grain_of_dust_is_not() -> None:
    assert not is_blank(cell("-"))
    dusty = cell()
    cv2.circle(dusty, (100, 30), 2, (60, 60, 60), -1)
    assert is_blank(dusty)


def test_a_tinted_row_is_no_ink_and_faint_toner_is() -> None:
    assert is_blank(cell(paper=238))
    assert not is_blank(noisy(cell("7", ink=200), 4))


def test_a_streak_of_the_scanner_is_no_ink_and_a_one_on_it_is() -> None:
    page = np.full((1200, 320, 3), 250, np.uint8)
    page[:, 150:152] = 205
    page[400:430, 150:153] = 40
    level = levelled(np.ascontiguousarray(page[:, :, 0]))
    assert is_blank(page[100:164], level[100:164])
    assert not is_blank(page[380:444], level[380:444])


def test_a_seal_is_red_ink_and_no_writing() -> None:
    stamped = cell()
    cv2.circle(stamped, (160, 30), 26, (205, 60, 70), 3)
    assert has_red_ink(stamped)
    assert is_blank(stamped)
    assert not has_red_ink(cell("8"))


def test_writing_that_runs_over_the_edge_is_noticed_on_its_side() -> None:
    def cut(at: tuple[int, int]) -> tuple[bool, bool, bool, bool]:
        image = cell("8", at=at)
        return ink_of(image, image[:, :, 0], PX_PER_MM).cut

    assert cut((40, 45)) == (False, False, False, False)
    assert cut((-8, 45)) == (True, False, False, False)
    assert cut((310, 45)) == (False, False, True, False)
    assert cut((40, 12)) == (False, True, False, False)


def test_a_ruled_line_through_the_crop_is_not_writing() -> None:
    ruled = cell()
    ruled[:, 3:5] = 20
    assert is_blank(ruled)


def test_what_the_form_prints_itself_is_not_writing() -> None:
    printed = cell("T")
    near = printed_here(np.pad(printed[:, :, 0], 3, constant_values=250), 3)
    assert ink_of(printed, printed[:, :, 0], PX_PER_MM, near).is_blank
    written = cell("T 5")
    assert not ink_of(written, written[:, :, 0], PX_PER_MM, near).is_blank


def scribbled(ink: int, paper: int, share: float, sigma: float) -> Rgb:
    """A cell scribbled over; share: how much of it is ink."""
    image = np.full((64, 320, 3), paper, np.uint8)
    step = max(6, round(6 / share))
    for x in range(-64, 384, step):
        cv2.line(image, (x, 8), (x + step // 2, 56), (ink,) * 3, 6)
        cv2.line(image, (x + step // 2, 56), (x + step, 8), (ink,) * 3, 6)
    return noisy(image, sigma)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize(("ink", "sigma"), [(30, 0), (30, 14), (200, 4)])
def test_a_scribbled_cell_is_not_blank_however_much_of_it_is_ink(ink: int, sigma: float, share: float) -> None:
    assert not is_blank(scribbled(ink, 250, share, sigma))


@pytest.mark.parametrize(("ink", "sigma"), [(30, 0), (30, 14), (195, 4)])
def test_a_cell_blackened_from_edge_to_edge_is_not_blank_beside_light_paper(ink: int, sigma: float) -> None:
    black = noisy(np.full((64, 320, 3), ink, np.uint8), sigma)
    assert not ink_of(black, black[:, :, 0], PX_PER_MM, around=250.0).is_blank


def test_a_shaded_cell_is_blank_beside_lighter_paper() -> None:
    shaded = noisy(cell(paper=225), 6)
    assert ink_of(shaded, shaded[:, :, 0], PX_PER_MM, around=250.0).is_blank
