"""Broken files are broken in the way they are named for, and small enough to be made in every test run."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, UnidentifiedImageError

from practice.paper.broken import BROKEN

MOST_BYTES = 2_000_000


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_is_small(name: str, tmp_path: Path) -> None:
    assert BROKEN[name](tmp_path).stat().st_size < MOST_BYTES


@pytest.mark.parametrize("name", ["empty", "truncated", "encrypted", "text_named_pdf"])
def test_no_reader_opens_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(BROKEN[name](tmp_path))


def test_the_binder_has_six_hundred_pages(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(BROKEN["six_hundred_pages"](tmp_path)) as pdf:
        assert len(pdf) == 600


def test_the_huge_image_says_its_size_and_is_refused(tmp_path: Path) -> None:
    path = BROKEN["huge_image"](tmp_path)
    assert int.from_bytes(path.read_bytes()[16:20], "big") == 30_000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(path)


def test_a_picture_may_have_the_wrong_name(tmp_path: Path) -> None:
    with Image.open(BROKEN["png_named_jpg"](tmp_path)) as picture:
        assert picture.format == "PNG"
    with pytest.raises(UnidentifiedImageError):
        Image.open(BROKEN["text_named_pdf"](tmp_path))
