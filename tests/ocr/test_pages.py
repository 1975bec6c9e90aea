"""Untrusted files become pages, or a reason, within limits."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.pages import Limits, iter_pages, pages_of
from practice.paper.broken import BROKEN
from slips.errors import Misconfigured, Unavailable, Unreadable
from slips.notes import REASONS

PAPER = (1240, 1754)
READY = b'{"ready": true}\n'
REFUSED = {
    "empty": "empty",
    "truncated": "damaged",
    "encrypted": "encrypted",
    "six_hundred_pages": "too_many_pages",
    "huge_image": "too_large",
    "text_named_pdf": "wrong_type",
}


def picture(shade: int = 250) -> Image.Image:
    """A page of noise, so that it cannot be squeezed into nothing."""
    grain = np.random.default_rng(shade).integers(0, shade, (PAPER[1] // 4, PAPER[0] // 4), dtype=np.uint8)
    return Image.fromarray(grain).resize(PAPER).convert("RGB")


def reason_of(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        pages_of(path, limits)
    assert refused.value.reason in REASONS
    return refused.value.reason


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_no_scanner_should_send_is_refused_quickly_and_with_its_reason(name: str, tmp_path: Path) -> None:
    path = BROKEN[name](tmp_path)
    started = time.monotonic()
    assert reason_of(path) == REFUSED[name]
    assert time.monotonic() - started < 15


def test_a_png_named_jpg_is_read_as_the_png_it_is(tmp_path: Path) -> None:
    (page,) = pages_of(BROKEN["png_named_jpg"](tmp_path))
    assert page.image.shape == (1754, 1240, 3)


def test_every_broken_sample_is_covered_here() -> None:
    assert set(BROKEN) == {*REFUSED, "png_named_jpg"}


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    assert reason_of(tmp_path) == "unreadable"
    assert reason_of(tmp_path / "gone.pdf") == "unreadable"


def cut_short(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


@pytest.mark.parametrize(("suffix", "kind"), [("jpg", "JPEG"), ("png", "PNG"), ("tif", "TIFF")])
def test_a_picture_cut_short_is_damaged(suffix: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan.{suffix}"
    picture().save(path, kind)
    assert reason_of(cut_short(path)) == "damaged"


def test_a_multi_page_tiff_gives_its_pages_in_order_with_their_resolution(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    shades = (60, 120, 240)
    first, *more = [Image.new("L", PAPER, shade) for shade in shades]
    first.save(path, save_all=True, append_images=more, dpi=(150, 150))
    pages = pages_of(path)
    assert [p.number for p in pages] == [1, 2, 3]
    assert [int(p.image[0, 0, 0]) for p in pages] == list(shades)
    assert {p.dpi for p in pages} == {150.0}


def test_pages_are_handed_over_one_at_a_time_and_the_child_ends_with_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    picture().save(path, save_all=True, append_images=[picture(200)] * 3, resolution=150)
    pages = iter_pages(path)
    assert next(pages).number == 1
    pages.close()  # type: ignore[attr-defined]  # a generator


def test_more_pages_than_the_limit_are_refused_before_the_first(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    Image.new("1", (50, 50)).save(path, save_all=True, append_images=[Image.new("1", (50, 50))] * 4)
    with pytest.raises(Unreadable, match="too_many_pages"):
        next(iter_pages(path, Limits(pages=4)))


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    picture().save(path)
    assert reason_of(path, Limits(wall_s=0.001)) == "took_too_long"


def test_a_file_that_asks_for_more_memory_than_allowed_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("RGB", (9000, 9000), "white").save(path)
    assert reason_of(path, Limits(memory_bytes=400_000_000)) == "too_large"


def test_a_picture_turned_by_its_exif_comes_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    picture().save(path, exif=exif)
    (page,) = pages_of(path)
    assert page.image.shape == (PAPER[0], PAPER[1], 3)


def test_fax_pixels_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    Image.new("1", (1728, 1145), 1).save(path, dpi=(204, 98))
    (page,) = pages_of(path)
    assert page.dpi == 204
    assert page.image.shape[0] == pytest.approx(1145 * 204 / 98, abs=2)


def test_a_resolution_of_72_is_taken_for_unknown(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    picture().save(path, dpi=(72, 72))
    assert pages_of(path)[0].dpi == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_rgb_on_white_paper(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    if mode == "I;16":
        Image.fromarray(np.full((40, 30), 65_000, np.uint16)).save(path)
    else:
        Image.new("RGBA", (30, 40), (255, 255, 255, 0)).convert(mode).save(path)
    (page,) = pages_of(path)
    assert page.image.shape == (40, 30, 3)
    assert page.image.min() > 250


def test_a_scanned_pdf_comes_at_its_own_resolution_and_without_words(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    picture().save(path, resolution=150)
    (page,) = pages_of(path)
    assert page.dpi == pytest.approx(150, abs=0.5)
    assert abs(page.image.shape[1] - PAPER[0]) <= 1
    assert page.words == ()


def with_text_over(path: Path, scan: Path | None, invisible: bool = False) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842))
    if scan:
        canvas.drawImage(str(scan), 0, 0, 595, 842)
    line = canvas.beginText(100, 700)
    line.setTextRenderMode(3 if invisible else 0)
    line.textLine("123456")
    canvas.drawText(line)
    canvas.save()
    return path


def test_a_text_layer_counts_only_where_the_page_is_drawn_and_not_scanned(tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    picture().save(scan)
    (drawn,) = pages_of(with_text_over(tmp_path / "drawn.pdf", None))
    (searchable,) = pages_of(with_text_over(tmp_path / "searchable.pdf", scan))
    (hidden,) = pages_of(with_text_over(tmp_path / "hidden.pdf", None, invisible=True))
    assert [word[0] for word in drawn.words] == ["123456"]
    left, top, right, bottom = drawn.words[0][1:]
    assert 0.16 < left < right < 0.3
    assert 0.14 < top < bottom < 0.19
    assert searchable.words == ()
    assert hidden.words == ()


def test_a_damaged_page_ends_the_reading_and_not_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    picture().save(path, save_all=True, append_images=[picture(99)] * 2, compression="tiff_lzw")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(content)
    assert reason_of(path) == "damaged"


def test_what_a_child_says_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    picture().save(path)
    assert _answered_with(b"no json\n", monkeypatch, path) == "damaged"
    assert _answered_with(b"{}\n", monkeypatch, path) == "damaged"
    assert _answered_with(READY + b"no json\n", monkeypatch, path) == "damaged"
    assert _answered_with(READY + b"[1]\n", monkeypatch, path) == "damaged"
    assert (
        _answered_with(
            READY + json.dumps({"height": 10**6, "width": 10**6, "dpi": 0, "words": [], "hidden": []}).encode() + b"\n",
            monkeypatch,
            path,
        )
        == "too_large"
    )
    assert _answered_with(READY, monkeypatch, path) == "damaged"


def test_a_decoder_that_cannot_start_is_not_the_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "scan.png"
    picture().save(path)
    with pytest.raises(Misconfigured):
        _answered_by("import sys; sys.exit(1)", monkeypatch, path)
    with pytest.raises(Unavailable):
        _answered_by("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch, path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(Unavailable):
        pages_of(path)


def _answered_with(said: bytes, monkeypatch: pytest.MonkeyPatch, path: Path) -> str:
    return _answered_by(f"import sys; sys.stdout.buffer.write({said!r})", monkeypatch, path)


def _answered_by(program: str, monkeypatch: pytest.MonkeyPatch, path: Path) -> str:
    real: Callable[..., object] = subprocess.Popen
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", lambda command, **kw: real([command[0], "-c", program], **kw))
        return reason_of(path)


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG", "JPEG"])
def test_a_file_that_lies_only_in_memory_gives_the_same_pages(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    Image.effect_noise((120, 90), 60).convert("RGB").save(path, kind)
    (from_disk,), (from_memory,) = pages_of(path), list(iter_pages(path.read_bytes()))
    assert np.array_equal(from_disk.image, from_memory.image)
    assert from_disk.dpi == from_memory.dpi


def test_bytes_that_are_no_file_of_ours_are_told_like_files() -> None:
    for content, reason in ((b"", "empty"), (b"plain text", "wrong_type"), (b"%PDF-1.4 broken", "damaged")):
        with pytest.raises(Unreadable) as refused:
            list(iter_pages(content))
        assert refused.value.reason == reason
