"""Boxes of My Number fields are blanked before any engine looks; numbers elsewhere are found; what is not sure is refused."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from config import load_forms
from ocr.blank import Known, load_known
from ocr.ctc import Line
from ocr.mask import masked, tiff_of
from ocr.page import Engines
from ocr.pages import Page, iter_pages
from ocr.rapid import RapidOcr
from practice.paper.marks import Mark, Rect
from slips.errors import NotMasked
from slips.model import Crop
from tests.forms.number_notice import NUMBERS, WIDTH_MM, comb_rect, field_rect, filled, note, write_form
from tests.ocr.moved import covered, mirrored, part, shifted, tilted, turned

DPI = 200
CHILD, GUARDIAN, STRAY = "123456789018", "987654321093", "246813579013"
TEXTS = {"child_number": CHILD, "guardian_number": GUARDIAN}
MAGENTA = (200, 0, 200)


@pytest.fixture(scope="session")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Known:
    folder = tmp_path_factory.mktemp("notice")
    write_form(folder)
    return load_known(load_forms(folder).values())


@pytest.fixture(scope="session")
def paper() -> Page:
    return page_of(filled(TEXTS))


def page_of(picture: Image.Image) -> Page:
    return Page(1, np.asarray(picture.convert("RGB")), DPI)


def with_notes(*marks: Mark, seed: int = 3000) -> Page:
    return page_of(filled(TEXTS, marks, seed=seed))


def darkest(image: NDArray[np.uint8], rect: Rect) -> int:
    """The darkest pixel in a rectangle (mm) of a page that lies straight."""
    x0, y0, x1, y1 = (round(v * image.shape[1] / WIDTH_MM) for v in rect)
    return int(image[y0:y1, x0:x1].min())


def refusal(page: Page, notice: Known, engines: Engines) -> str:
    with pytest.raises(NotMasked) as refused:
        masked(page, notice, engines.rapid)
    return refused.value.reason


class WatchedReader(RapidOcr):
    """Remembers every picture that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[NDArray[np.uint8]] = []

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        self.seen += [np.asarray(crop.image) for crop in crops]
        return super().lines(crops)


def test_both_boxes_are_blanked_and_everything_else_stays(paper: Page, notice: Known, engines: Engines) -> None:
    clean = masked(paper, notice, engines.rapid)
    for name in NUMBERS:
        assert darkest(paper.image, comb_rect(name)) < 60
        assert darkest(clean.image, comb_rect(name)) > 200
    for name in ("child_name", "address", "phone"):
        x0, y0, x1, y1 = field_rect(name)
        inside = (x0 + 1, y0 + 2, x1 - 1, y1 - 2)
        assert darkest(clean.image, inside) == darkest(paper.image, inside)
    changed = (clean.image != paper.image).any(axis=2).mean()
    assert changed < 0.05


def test_no_engine_is_given_a_pixel_of_a_number(notice: Known) -> None:
    """The digits are magenta here, and nothing else is."""
    picture = filled(TEXTS)
    x0, y0, x1, y1 = (round(v * DPI / 25.4) for v in comb_rect("child_number"))
    ink = np.array(picture)
    ink[y0 : y1 - 2, x0:x1][(ink[y0 : y1 - 2, x0:x1] < 128).all(axis=2)] = MAGENTA
    reader = WatchedReader()
    masked(page_of(Image.fromarray(ink)), notice, reader)
    assert len(reader.seen) > 10
    assert not any(is_magenta(picture).any() for picture in reader.seen)
    assert is_magenta(ink).any(), "or the check checks nothing"


def is_magenta(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    wide = image.astype(np.int16)
    return np.asarray((wide[..., 0] - wide[..., 1] > 60) & (wide[..., 2] - wide[..., 1] > 60), np.bool_)


@pytest.mark.parametrize(
    "how",
    [
        lambda p: tilted(p, 1.6),
        lambda p: shifted(p, 4, -3),
        lambda p: turned(p, 2),
        lambda p: turned(p, 1),
        lambda p: page_of(Image.fromarray(p.image).convert("1")),
    ],
    ids=["tilted", "shifted", "upside down", "on its side", "black and white"],
)
def test_the_boxes_are_found_however_the_paper_lies(how: Any, paper: Page, notice: Known, engines: Engines) -> None:
    """Blanked page and blanked original must differ from the page only where the boxes are."""
    moved = how(paper)
    clean = masked(moved, notice, engines.rapid)
    again = masked(Page(1, clean.image, DPI), notice, engines.rapid)
    assert np.array_equal(again.image < 200, clean.image < 200), (
        "what is masked is known again and has nothing left to mask"
    )
    gone = (moved.image < 128).all(axis=2) & (clean.image > 200).all(axis=2)
    assert 9_000 < gone.sum() < 45_000, "two combs and their digits, a little ruling, nothing else"


def test_writing_that_runs_out_of_its_box_is_blanked_with_it(notice: Known, engines: Engines) -> None:
    x0, _, _, y1 = comb_rect("guardian_number")
    page = drawn_on(filled(TEXTS), [(x0 + 30, y1 - 3), (x0 + 32, y1 + 5)])
    clean = masked(page, notice, engines.rapid)
    assert darkest(page.image, (x0 + 31, y1 + 3, x0 + 33, y1 + 5)) < 60
    assert darkest(clean.image, (x0 + 31, y1 + 3, x0 + 33, y1 + 5.2)) > 200


def test_a_stroke_that_runs_far_out_of_a_box_is_for_a_person(notice: Known, engines: Engines) -> None:
    x0, y0, _, y1 = comb_rect("guardian_number")
    page = drawn_on(filled(TEXTS), [(x0 + 30, (y0 + y1) / 2), (x0 + 110, y1 + 40)])
    assert refusal(page, notice, engines) == "mask_overrun"


def drawn_on(picture: Image.Image, points_mm: list[tuple[float, float]]) -> Page:
    pen = ImageDraw.Draw(picture)
    pen.line([(x * DPI / 25.4, y * DPI / 25.4) for x, y in points_mm], fill=(20, 20, 30), width=4)
    return page_of(picture)


@pytest.mark.parametrize(
    "text",
    [
        STRAY,
        "2468 1357 9013",
        "2468-1357-9013",
        "２４６８１３５７９０１３",
        "個人番号 2468 1357 9013 です",
        "2 4 6 8 1 3 5 7 9 0 1 3",
    ],
)
def test_a_number_written_elsewhere_is_blanked_too(text: str, notice: Known, engines: Engines) -> None:
    page = with_notes(note(text, 40, 235, 11))
    clean = masked(page, notice, engines.rapid)
    rect = (40.0, 232.0, 130.0, 238.0)
    assert darkest(page.image, rect) < 60
    words = "個人番号" in text
    assert darkest(clean.image, (62.0, 232.0, 88.0, 238.0) if words else rect) > 200


def test_a_number_in_boxes_of_its_own_is_blanked_too(notice: Known, engines: Engines) -> None:
    picture = filled(TEXTS, tuple(note(d, 42 + 7 * i, 235, 14) for i, d in enumerate(STRAY)))
    pen = ImageDraw.Draw(picture)
    for box in range(12):
        x0, x1 = ((39.5 + 7 * (box + n)) * DPI / 25.4 for n in (0, 1))
        pen.rectangle((x0, 230.5 * DPI / 25.4, x1, 239.5 * DPI / 25.4), outline=(20, 20, 20), width=2)
    clean = masked(page_of(picture), notice, engines.rapid)
    assert darkest(clean.image, (42.0, 232.0, 121.0, 238.0)) > 200


def test_twelve_digits_that_cannot_be_a_my_number_stay(notice: Known, engines: Engines) -> None:
    page = with_notes(note("246813579016", 40, 235, 12), note("登録番号 T7000012050002", 40, 245, 12))
    clean = masked(page, notice, engines.rapid)
    below = round(228 * DPI / 25.4)
    assert np.array_equal(page.image[below:], clean.image[below:])


def test_a_pdfs_own_text_tells_of_numbers_that_no_reader_sees(paper: Page, notice: Known, engines: Engines) -> None:
    left, top = 150 / WIDTH_MM, 235 / 297
    words = (("2468", left, top, left + 0.04, top + 0.01), ("13579013", left + 0.045, top, left + 0.12, top + 0.01))
    image = paper.image.copy()
    x0, y0 = round(left * image.shape[1]), round(top * image.shape[0])
    image[y0 + 5 : y0 + 15, x0 + 4 : x0 + 190 : 9] = 30  # nothing that reads as digits
    clean = masked(Page(1, image, DPI, words), notice, engines.rapid)
    assert clean.words == ()
    assert clean.image[y0 : y0 + 20, x0 : x0 + 190].min() > 200


def test_a_page_of_another_form_or_a_bad_page_is_refused(paper: Page, notice: Known, engines: Engines) -> None:
    assert refusal(page_of(Image.effect_noise((1654, 2339), 90)), notice, engines) == "mask_unknown"
    assert refusal(part(paper, 0.0, 0.3), notice, engines) in ("mask_unknown", "mask_doubtful")
    assert refusal(mirrored(paper), notice, engines) in ("mask_unknown", "mask_doubtful")
    assert refusal(covered(paper, 0.0, 0.0, 1.0, 0.17), notice, engines) in ("mask_unknown", "mask_doubtful")
    assert refusal(paper, Known(), engines) == "mask_unknown"


def test_a_blank_page_comes_back_white(notice: Known, engines: Engines) -> None:
    faint = Image.new("RGB", (1654, 2339), (251, 250, 246))
    ImageDraw.Draw(faint).text((300, 300), STRAY, fill=(247, 246, 242))
    assert masked(page_of(faint), notice, engines.rapid).image.min() == 255


def test_masked_pages_are_one_file_that_reads_as_they_are(
    paper: Page, notice: Known, engines: Engines, tmp_path: Path
) -> None:
    clean = masked(paper, notice, engines.rapid)
    coloured = clean.image.copy()
    coloured[5, 5] = (255, 0, 0)
    content = tiff_of([clean, Page(2, coloured, DPI)], "masked copy")
    first, second = iter_pages(content)
    assert np.array_equal(first.image, clean.image)
    assert np.array_equal(second.image, coloured)
    assert (first.dpi, second.dpi) == (DPI, DPI)
    assert tiff_of([clean, Page(2, coloured, DPI)], "masked copy") == content, "the same pages give the same bytes"
    assert tiff_of([clean, Page(2, coloured, DPI)], "of another original") != content
    assert list(tmp_path.iterdir()) == []
