"""On desks that handle My Numbers nothing but masked copies is kept, whatever happens on the way."""

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import flows.masking
from connectors.alone import alone_with
from connectors.store import reading
from connectors.store.outbox import due_ids
from connectors.store.scans import get_scan, scans_waiting
from connectors.store.slips import get_slip, slips_in
from flows.intake import answer_files, take_files
from flows.masking import keyed_hash
from flows.wiring import World, now
from ocr.pages import pages_of
from practice.paper.vector import write_pdf
from slips.errors import Misconfigured
from slips.status import Status
from tests.flows.masked import (
    CHILD,
    DPI,
    GUARDIAN,
    KEY,
    STRAY,
    as_file,
    drop,
    has_ink,
    nothing_is_kept,
    read_all,
    the_scan,
    where_it_shows,
)
from tests.forms.number_notice import HEIGHT_MM, NAME, NUMBERS, WIDTH_MM, comb_rect, filled, note, sheet


def test_what_is_kept_of_a_dropped_file_shows_no_number_anywhere(
    nursery: World, paper: Image.Image, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    original = as_file([paper])
    folder = drop(nursery, "scan0001.pdf", original)
    assert take_files(nursery) == 1
    assert len(list((folder / ".claimed").iterdir())) == 1, "the file stays until it is answered"
    read_all(nursery)
    assert answer_files(nursery) == 1
    scan_id = the_scan(nursery)
    with reading(nursery.store) as db:
        scan = get_scan(db, scan_id)
        slips = [get_slip(db, row.id) for row in slips_in(db, set(Status))]
    pages = pages_of(nursery.vault.path(scan_id))
    assert [has_ink(page.image, name) for page in pages for name in NUMBERS] == [False] * 2
    assert has_ink(np.asarray(paper), "child_number"), "or the check checks nothing"
    assert nursery.vault.verify(scan_id)
    assert scan.original_hmac == keyed_hash(KEY.encode(), original)
    assert [(s.form, s.doubt) for s in slips] == [(NAME, "")]
    assert all("number" not in name for s in slips for name in s.values)
    shown = "".join(repr(s.values) for s in slips) + caplog.text + "".join(capfd.readouterr())
    assert not any(number in shown for number in (CHILD, GUARDIAN, STRAY))
    assert where_it_shows(nursery.settings.data, original) == []
    assert where_it_shows(nursery.settings.inbox.folder, original) == []
    assert [p.name for p in folder.rglob("*") if p.is_file()] == ["scan0001.pdf.txt"]
    told = (folder / "done" / "scan0001.pdf.txt").read_text(encoding="utf-8-sig")
    assert "個人番号（マイナンバー）を消した画像だけを保管しました" in told


def test_the_pictures_for_the_desk_are_of_the_masked_page(nursery: World, paper: Image.Image) -> None:
    drop(nursery, "scan.png", as_file([paper], "PNG"))
    take_files(nursery)
    read_all(nursery)
    picture = np.asarray(Image.open(nursery.vault.file(f"pages/{the_scan(nursery)}/1.jpg")).convert("RGB"))
    assert not has_ink(picture, "child_number")
    assert not has_ink(picture, "guardian_number")


def test_the_same_file_twice_is_one_scan_and_both_are_removed(nursery: World, paper: Image.Image) -> None:
    original = as_file([paper], "PNG")
    folder = drop(nursery, "a.png", original)
    take_files(nursery)
    first = the_scan(nursery)
    drop(nursery, "b.png", original)
    assert take_files(nursery) == 1
    assert the_scan(nursery) == first
    read_all(nursery)
    assert answer_files(nursery) == 2
    assert "すでに受け付けています" in (folder / "done" / "b.png.txt").read_text(encoding="utf-8-sig")
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["a.png.txt", "b.png.txt"]


def test_two_originals_that_look_alike_when_masked_are_two_scans(nursery: World, paper: Image.Image) -> None:
    twin = filled({"child_number": GUARDIAN, "guardian_number": CHILD, "remark": f"番号 {STRAY}"})
    drop(nursery, "a.png", as_file([paper], "PNG"))
    drop(nursery, "b.png", as_file([twin], "PNG"))
    assert take_files(nursery) == 2
    with reading(nursery.store) as db:
        assert len(scans_waiting(db, now())) == 2


def test_a_page_that_is_no_known_form_goes_back_and_nothing_of_it_is_kept(
    nursery: World, other_paper: Image.Image
) -> None:
    original = as_file([other_paper], "PNG")
    folder = drop(nursery, "scan.png", original)
    assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert (folder / "aside" / "scan.png").read_bytes() == original
    told = (folder / "aside" / "scan.png.txt").read_text(encoding="utf-8-sig")
    assert "1ページ目" in told
    assert "一切保存していません" in told
    with reading(nursery.store) as db:
        assert len(due_ids(db, now())) == 1, "a notice goes out"


def test_one_unknown_page_sends_the_whole_file_back(
    nursery: World, paper: Image.Image, other_paper: Image.Image
) -> None:
    folder = drop(nursery, "two.pdf", as_file([paper, other_paper]))
    assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert "2ページ目" in (folder / "aside" / "two.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_page_upside_down_is_masked_where_its_boxes_are(nursery: World, paper: Image.Image) -> None:
    drop(nursery, "turned.png", as_file([paper.rotate(180)], "PNG"))
    assert take_files(nursery) == 1
    (page,) = pages_of(nursery.vault.path(the_scan(nursery)))
    upright = np.ascontiguousarray(page.image[::-1, ::-1])
    assert not has_ink(upright, "child_number")
    assert not has_ink(upright, "guardian_number")


def test_a_pdf_loses_its_text_layer_with_the_numbers_in_it(nursery: World, tmp_path: Path) -> None:
    x0, y0, _, y1 = comb_rect("child_number")
    digits = tuple(note(digit, x0 + 2 + 7 * place, (y0 + y1) / 2) for place, digit in enumerate(CHILD))
    made = tmp_path / "made.pdf"
    write_pdf(made, [(*sheet().marks, *digits, note(STRAY, 30, 240))], WIDTH_MM, HEIGHT_MM)
    original = made.read_bytes()
    assert any(STRAY in "".join(w[0] for w in page.words) for page in pages_of(made)), "or the check checks nothing"
    drop(nursery, "made.pdf", original)
    assert take_files(nursery) == 1
    (page,) = pages_of(nursery.vault.path(the_scan(nursery)))
    assert page.words == ()
    assert not has_ink(page.image, "child_number")
    below = page.image[round(235 * DPI / 25.4) : round(245 * DPI / 25.4)]
    assert below.min() > 200
    assert where_it_shows(nursery.settings.data, original) == []


def test_other_desks_keep_originals_as_they_are(nursery: World, paper: Image.Image) -> None:
    original = as_file([paper], "PNG")
    folder = drop(nursery, "scan.png", original, desk="gakko-1")
    assert take_files(nursery) == 1
    assert nursery.vault.path(the_scan(nursery)).read_bytes() == original
    read_all(nursery)
    answer_files(nursery)
    assert (folder / "done" / "scan.png").read_bytes() == original


def test_a_number_in_a_file_name_sends_the_file_back_and_the_name_is_not_kept(
    nursery: World, paper: Image.Image
) -> None:
    folder = drop(nursery, f"{CHILD}.png", as_file([paper], "PNG"))
    assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert "ファイル名" in (folder / "aside" / f"{CHILD}.png.txt").read_text(encoding="utf-8-sig")
    assert where_it_shows(nursery.settings.data, b"") == []


def test_a_file_that_cannot_be_decoded_is_told_as_on_any_desk(nursery: World) -> None:
    folder = drop(nursery, "broken.pdf", b"%PDF-1.4 broken")
    assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert "壊れています" in (folder / "aside" / "broken.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_failure_while_masking_says_nothing_of_what_stood_on_the_page(
    nursery: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise ValueError(f"cannot read {CHILD}")

    monkeypatch.setattr(flows.masking, "masked", failing)
    folder = drop(nursery, "scan.png", as_file([paper], "PNG"))
    assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert "ValueError" in caplog.text
    assert CHILD not in caplog.text
    assert "管理者に連絡" in (folder / "aside" / "scan.png.txt").read_text(encoding="utf-8-sig")


def test_without_a_key_nothing_is_taken(nursery: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drop(nursery, "scan.png", as_file([paper], "PNG"))
    monkeypatch.delenv("DENPYO_MASKING_KEY")
    with pytest.raises(Misconfigured, match="DENPYO_MASKING_KEY"):
        take_files(nursery)
    monkeypatch.setenv("DENPYO_MASKING_KEY", "short")
    with pytest.raises(Misconfigured, match="32 characters"):
        take_files(nursery)
    assert (folder / "scan.png").exists()
    assert nothing_is_kept(nursery)


def test_a_file_that_another_sweep_is_masking_is_left_to_it(nursery: World, paper: Image.Image) -> None:
    drop(nursery, "scan.png", as_file([paper], "PNG"))
    (arrival,) = nursery.inbox.waiting()
    with alone_with(arrival.path) as alone:
        assert alone
        assert take_files(nursery) == 0
    assert nothing_is_kept(nursery)
    assert take_files(nursery) == 1
