"""Two small strokes alone in a text cell are a ditto; figures, letters and words are none."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.cut import Cell
from ocr.ink import ink_of
from ocr.marks_ditto import ditto_readings
from practice.paper.age import aged
from practice.paper.fonts import font_at
from practice.paper.marks import MM_PER_PT
from slips.form import Field

PX_PER_MM = 200 / 25.4
BOX = (0.1, 0.1, 0.2, 0.2)


def is_ditto(text: str, font: str, profile: str, field: str = "lines.1.item", kind: str = "text") -> bool:
    page = Image.new("RGB", (480, 66), (255, 255, 255))
    ImageDraw.Draw(page).text(
        (40, 33), text, font=font_at(font, 10.5 * MM_PER_PT * PX_PER_MM), fill=(20, 20, 20), anchor="lm"
    )
    image: NDArray[np.uint8] = np.asarray(aged(page, profile, "ditto").convert("RGB"), np.uint8)[4:-4, 12:-12].copy()
    level = np.ascontiguousarray(image[:, :, 0])
    cell = Cell(image, level, PX_PER_MM, ink_of(image, level, PX_PER_MM), red=False)
    return bool(ditto_readings([(Field(field, "", kind, BOX), cell)]))  # type: ignore[arg-type]


@pytest.mark.parametrize("font", ["gothic-ipaex", "mincho-ipaex", "gothic-bizud"])
@pytest.mark.parametrize("profile", ["clean200", "jpeg"])
def test_a_ditto_is_known_by_its_shape(font: str, profile: str) -> None:
    assert is_ditto("〃", font, profile)


@pytest.mark.parametrize("text", ["11", "い", "リ", "ハ", "二", "=", "1", "：", "ノート", "〃〃", ""])
@pytest.mark.parametrize("font", ["gothic-ipaex", "mincho-ipaex", "hand-klee"])
def test_figures_and_letters_are_no_ditto(text: str, font: str) -> None:
    assert not is_ditto(text, font, "clean200")


def test_a_ditto_in_a_figure_or_outside_a_table_is_left_to_the_readers() -> None:
    assert not is_ditto("〃", "gothic-ipaex", "clean200", kind="money")
    assert not is_ditto("〃", "gothic-ipaex", "clean200", field="subject")
