"""Both readers on clean crops: order kept, alphabets masked where that helps and nowhere else, versions that name the model."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.anchors import distance, folded
from ocr.easy import EasyOcr
from ocr.page import Engines
from ocr.repertoire import may_stand
from practice.paper.fonts import font_at
from slips.errors import Misconfigured
from slips.model import Crop


def crop(text: str, hint: str, font: str = "gothic-ipaex") -> Crop:
    face: ImageFont.FreeTypeFont = font_at(font, 40)
    width = int(face.getlength(text)) + 40
    image = Image.new("RGB", (width, 64), "white")
    ImageDraw.Draw(image).text((20, 32), text, fill="black", font=face, anchor="lm")
    return Crop(text, np.asarray(image), (0, 0, 1, 1), "cell", hint)  # type: ignore[arg-type]


def test_rapidocr_reads_each_kind_of_field_and_keeps_the_order(engines: Engines) -> None:
    wanted = [
        ("¥10,793", "digits"),
        ("令和8年11月5日", "date"),
        ("01-10-02-01-001201-10-01", "code"),
        ("カ）ミドリガオカゾウエン", "kana"),
        ("株式会社緑ヶ丘造園", "text"),
        ("7", "digits"),
    ]
    read = engines.rapid.read([crop(text, hint) for text, hint in wanted])
    assert [r.texts[0].text for r in read] == [text for text, _ in wanted]
    assert [r.field for r in read] == [text for text, _ in wanted]
    for reading in read:
        (text,) = reading.texts
        assert len(text.spans) == len(text.text)
        assert all(0 <= a < b <= 1 for a, b in text.spans)


def test_easyocr_reads_digits_and_codes_and_says_nothing_to_japanese(engines: Engines) -> None:
    wanted = [("10,793", "digits"), ("H26-00001", "code"), ("11", "date"), ("株式会社", "text"), ("4", "digits")]
    read = engines.easy.read([crop(text, hint) for text, hint in wanted])
    assert [r.texts[0].text if r.texts else "" for r in read] == ["10,793", "H26-00001", "11", "", "4"]


def test_no_reader_is_tied_to_a_core_where_another_reader_may_work(engines: Engines) -> None:
    """A runtime may tie its threads to the first cores of the machine: every reader's to the same."""
    wide = Crop("amount", np.full((48, 1200, 3), 255, np.uint8), (0, 0, 1, 1), "cell", "digits")
    page = np.full((1200, 900, 3), 255, np.uint8)
    # Loading may look at single cores; so both are loaded first.
    assert len(engines.rapid.read([wide])) + len(engines.finder.quads(page)) == 1
    free, tied = os.sched_getaffinity(0), set()
    with ThreadPoolExecutor(1) as beside:
        works: list[Future[Any]] = [
            beside.submit(engines.rapid.read, [wide] * 8),
            beside.submit(engines.finder.quads, page),
        ]
        while not all(work.done() for work in works):
            for thread in Path("/proc/self/task").iterdir():
                with suppress(ProcessLookupError):
                    tied |= free - os.sched_getaffinity(int(thread.name))
    assert [len(work.result()) for work in works] == [8, 0]
    assert tied == set()


def test_versions_name_the_model_file(engines: Engines) -> None:
    assert "PP-OCRv6_rec_small 6f327246b503" in engines.rapid.version
    assert "english_g2 5864788e1821" in engines.easy.version


def test_no_crops_give_no_readings(engines: Engines) -> None:
    assert engines.rapid.read([]) == []
    assert engines.easy.read([]) == []


@pytest.mark.parametrize(
    ("character", "hint", "may"),
    [
        ("减", "text", False),
        ("減", "text", True),
        ("册", "text", False),
        ("费", "text", False),
        ("7", "date", True),
        ("目", "date", False),
        ("ヱ", "kana", True),
        ("山", "kana", False),
        ("费", "code", True),
    ],
)
def test_only_dates_and_japanese_are_masked(character: str, hint: str, may: bool) -> None:
    assert may_stand(hint, character) is may


def test_weights_that_are_not_easyocrs_own_are_refused(tmp_path: Path) -> None:
    (tmp_path / "english_g2.pth").write_bytes(b"something else")
    with pytest.raises(Misconfigured, match="make setup"):
        EasyOcr(tmp_path)
    with pytest.raises(Misconfigured, match="make setup"):
        EasyOcr(tmp_path / "nowhere")


def test_labels_are_compared_without_width_blanks_and_dots() -> None:
    assert folded("品名・規格") == folded("品名 規格")
    assert folded("10%対象額") == folded("１０％対象額")
    assert distance("検収日", "検取日") == 1
    assert distance("摘要", "") == 2
