"""On desks that handle My Numbers nothing but masked copies is kept, whatever happens on the way."""

import logging
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import flows.masking
from config import Inbox, Masking, config_folder, load_settings
from connectors.alone import alone_with
from connectors.store import reading
from connectors.store.outbox import due_ids
from connectors.store.scans import all_scan_ids, get_scan, scans_waiting
from connectors.store.slips import get_slip, slips_in
from flows.intake import answer_files, take_files
from flows.masking import keyed_hash
from flows.reading import claim_next, read_one
from flows.wiring import World, now, open_world
from ocr.pages import pages_of
from practice.paper.vector import write_pdf
from slips.errors import Misconfigured
from slips.status import Status
from tests.connectors.dying import DyingDisk, Killed
from tests.flows.conftest import TODAY
from tests.forms.number_notice import HEIGHT_MM, NAME, NUMBERS, WIDTH_MM, comb_rect, filled, note, sheet, write_form

KEY = "test-key-of-the-masking-desk-0123456789"
CHILD, GUARDIAN, STRAY = "123456789018", "987654321093", "246813579013"
DESK = "nursery"
DPI = 200


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration folder with the tests' own paper as its only form."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("denpyo.toml", "thresholds.toml"):
        shutil.copy(config_folder() / name, folder)
    for name in ("masters", "worksheets"):
        shutil.copytree(config_folder() / name, folder / name)
    write_form(folder / "forms")
    return folder


@pytest.fixture
def world(tmp_path: Path, house: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("DENPYO_CONFIG", str(house))
    monkeypatch.setenv("DENPYO_MASKING_KEY", KEY)
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(empty_store, data / "denpyo.sqlite3")
    settings = load_settings(
        data=data,
        business_on=TODAY,
        inbox=Inbox(folder=tmp_path / "inbox", settle_s=0.01),
        masking=Masking(desks=(DESK,)),
        routes=(),
    )
    opened = open_world(settings)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def paper() -> Image.Image:
    """Two numbers in their boxes and one in the remarks."""
    return filled({"child_number": CHILD, "guardian_number": GUARDIAN, "remark": f"番号 {STRAY}"})


@pytest.fixture(scope="session")
def other_paper() -> Image.Image:
    """A paper that is no form of this house."""
    page = Image.new("RGB", (1654, 2339), "white")
    page.paste(filled({}).rotate(45, expand=True, fillcolor="white").crop((600, 600, 1900, 2400)), (100, 100))
    return page


def as_file(pages: list[Image.Image], kind: str = "PDF") -> bytes:
    out = BytesIO()
    more = {"quality": 95, "resolution": DPI} if kind == "PDF" else {"dpi": (DPI, DPI)}
    many = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, kind, **more, **many)
    return out.getvalue()


def drop(world: World, name: str, content: bytes, desk: str = DESK) -> Path:
    folder = world.settings.inbox.folder / desk
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def read_all(world: World) -> None:
    while scan_id := claim_next(world):
        read_one(world, scan_id)


def the_scan(world: World) -> str:
    with reading(world.store) as db:
        (scan,) = all_scan_ids(db)
    return str(scan)


def has_ink(image: np.ndarray, name: str) -> bool:
    """Whether anything stands in the boxes of a My Number field on a straight page."""
    x0, y0, x1, y1 = (round(v * image.shape[1] / WIDTH_MM) for v in comb_rect(name))
    return bool(image[y0:y1, x0:x1].min() < 200)


def writings(number: str) -> list[bytes]:
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    groups = [number[i : i + 4] for i in (0, 4, 8)]
    texts = [number, wide, " ".join(groups), "-".join(groups)]
    return [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be", "cp932")]


def where_it_shows(root: Path, original: bytes) -> list[str]:
    """Files below root in which a number stands as text, or which hold the original as it came."""
    files = [path for path in root.rglob("*") if path.is_file()]
    told = [text for number in (CHILD, GUARDIAN, STRAY) for text in writings(number)]
    return [p.name for p in files if (c := p.read_bytes()) == original or any(text in c for text in told)]


def nothing_is_kept(world: World) -> bool:
    with reading(world.store) as db:
        scans = all_scan_ids(db)
    kept = [path for path in world.vault.root.rglob("*") if path.is_file()]
    return not scans and not kept


def test_what_is_kept_of_a_dropped_file_shows_no_number_anywhere(
    world: World, paper: Image.Image, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    original = as_file([paper])
    folder = drop(world, "scan0001.pdf", original)
    assert take_files(world) == 1
    assert len(list((folder / ".claimed").iterdir())) == 1, "the file stays until it is answered"
    read_all(world)
    assert answer_files(world) == 1
    scan_id = the_scan(world)
    with reading(world.store) as db:
        scan = get_scan(db, scan_id)
        slips = [get_slip(db, row.id) for row in slips_in(db, set(Status))]
    pages = pages_of(world.vault.path(scan_id))
    assert [has_ink(page.image, name) for page in pages for name in NUMBERS] == [False] * 2
    assert has_ink(np.asarray(paper), "child_number"), "or the check checks nothing"
    assert world.vault.verify(scan_id)
    assert scan.original_hmac == keyed_hash(KEY.encode(), original)
    assert [(s.form, s.doubt) for s in slips] == [(NAME, "")]
    assert all("number" not in name for s in slips for name in s.values)
    shown = "".join(repr(s.values) for s in slips) + caplog.text + "".join(capfd.readouterr())
    assert not any(number in shown for number in (CHILD, GUARDIAN, STRAY))
    assert where_it_shows(world.settings.data, original) == []
    assert where_it_shows(world.settings.inbox.folder, original) == []
    assert [p.name for p in folder.rglob("*") if p.is_file()] == ["scan0001.pdf.txt"]
    told = (folder / "done" / "scan0001.pdf.txt").read_text(encoding="utf-8-sig")
    assert "個人番号（マイナンバー）を消した画像だけを保管しました" in told


def test_the_pictures_for_the_desk_are_of_the_masked_page(world: World, paper: Image.Image) -> None:
    drop(world, "scan.png", as_file([paper], "PNG"))
    take_files(world)
    read_all(world)
    picture = np.asarray(Image.open(world.vault.file(f"pages/{the_scan(world)}/1.jpg")).convert("RGB"))
    assert not has_ink(picture, "child_number")
    assert not has_ink(picture, "guardian_number")


def test_the_same_file_twice_is_one_scan_and_both_are_removed(world: World, paper: Image.Image) -> None:
    original = as_file([paper], "PNG")
    folder = drop(world, "a.png", original)
    take_files(world)
    first = the_scan(world)
    drop(world, "b.png", original)
    assert take_files(world) == 1
    assert the_scan(world) == first
    read_all(world)
    assert answer_files(world) == 2
    assert "すでに受け付けています" in (folder / "done" / "b.png.txt").read_text(encoding="utf-8-sig")
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["a.png.txt", "b.png.txt"]


def test_two_originals_that_look_alike_when_masked_are_two_scans(world: World, paper: Image.Image) -> None:
    twin = filled({"child_number": GUARDIAN, "guardian_number": CHILD, "remark": f"番号 {STRAY}"})
    drop(world, "a.png", as_file([paper], "PNG"))
    drop(world, "b.png", as_file([twin], "PNG"))
    assert take_files(world) == 2
    with reading(world.store) as db:
        assert len(scans_waiting(db, now())) == 2


def test_a_page_that_is_no_known_form_goes_back_and_nothing_of_it_is_kept(
    world: World, other_paper: Image.Image
) -> None:
    original = as_file([other_paper], "PNG")
    folder = drop(world, "scan.png", original)
    assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert (folder / "aside" / "scan.png").read_bytes() == original
    told = (folder / "aside" / "scan.png.txt").read_text(encoding="utf-8-sig")
    assert "1ページ目" in told
    assert "一切保存していません" in told
    with reading(world.store) as db:
        assert len(due_ids(db, now())) == 1, "a notice goes out"


def test_one_unknown_page_sends_the_whole_file_back(world: World, paper: Image.Image, other_paper: Image.Image) -> None:
    folder = drop(world, "two.pdf", as_file([paper, other_paper]))
    assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert "2ページ目" in (folder / "aside" / "two.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_page_upside_down_is_masked_where_its_boxes_are(world: World, paper: Image.Image) -> None:
    drop(world, "turned.png", as_file([paper.rotate(180)], "PNG"))
    assert take_files(world) == 1
    (page,) = pages_of(world.vault.path(the_scan(world)))
    upright = np.ascontiguousarray(page.image[::-1, ::-1])
    assert not has_ink(upright, "child_number")
    assert not has_ink(upright, "guardian_number")


def test_a_pdf_loses_its_text_layer_with_the_numbers_in_it(world: World, tmp_path: Path) -> None:
    x0, y0, _, y1 = comb_rect("child_number")
    digits = tuple(note(digit, x0 + 2 + 7 * place, (y0 + y1) / 2) for place, digit in enumerate(CHILD))
    made = tmp_path / "made.pdf"
    write_pdf(made, [(*sheet().marks, *digits, note(STRAY, 30, 240))], WIDTH_MM, HEIGHT_MM)
    original = made.read_bytes()
    assert any(STRAY in "".join(w[0] for w in page.words) for page in pages_of(made)), "or the check checks nothing"
    drop(world, "made.pdf", original)
    assert take_files(world) == 1
    (page,) = pages_of(world.vault.path(the_scan(world)))
    assert page.words == ()
    assert not has_ink(page.image, "child_number")
    below = page.image[round(235 * DPI / 25.4) : round(245 * DPI / 25.4)]
    assert below.min() > 200
    assert where_it_shows(world.settings.data, original) == []


def test_other_desks_keep_originals_as_they_are(world: World, paper: Image.Image) -> None:
    original = as_file([paper], "PNG")
    folder = drop(world, "scan.png", original, desk="gakko-1")
    assert take_files(world) == 1
    assert world.vault.path(the_scan(world)).read_bytes() == original
    read_all(world)
    answer_files(world)
    assert (folder / "done" / "scan.png").read_bytes() == original


def test_a_number_in_a_file_name_sends_the_file_back_and_the_name_is_not_kept(world: World, paper: Image.Image) -> None:
    folder = drop(world, f"{CHILD}.png", as_file([paper], "PNG"))
    assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert "ファイル名" in (folder / "aside" / f"{CHILD}.png.txt").read_text(encoding="utf-8-sig")
    assert where_it_shows(world.settings.data, b"") == []


def test_a_file_that_cannot_be_decoded_is_told_as_on_any_desk(world: World) -> None:
    folder = drop(world, "broken.pdf", b"%PDF-1.4 broken")
    assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert "壊れています" in (folder / "aside" / "broken.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_failure_while_masking_says_nothing_of_what_stood_on_the_page(
    world: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise ValueError(f"cannot read {CHILD}")

    monkeypatch.setattr(flows.masking, "masked", failing)
    folder = drop(world, "scan.png", as_file([paper], "PNG"))
    assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert "ValueError" in caplog.text
    assert CHILD not in caplog.text
    assert "管理者に連絡" in (folder / "aside" / "scan.png.txt").read_text(encoding="utf-8-sig")


def test_without_a_key_nothing_is_taken(world: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drop(world, "scan.png", as_file([paper], "PNG"))
    monkeypatch.delenv("DENPYO_MASKING_KEY")
    with pytest.raises(Misconfigured, match="DENPYO_MASKING_KEY"):
        take_files(world)
    monkeypatch.setenv("DENPYO_MASKING_KEY", "short")
    with pytest.raises(Misconfigured, match="32 characters"):
        take_files(world)
    assert (folder / "scan.png").exists()
    assert nothing_is_kept(world)


def test_a_file_that_another_sweep_is_masking_is_left_to_it(world: World, paper: Image.Image) -> None:
    drop(world, "scan.png", as_file([paper], "PNG"))
    (arrival,) = world.inbox.waiting()
    with alone_with(arrival.path) as alone:
        assert alone
        assert take_files(world) == 0
    assert nothing_is_kept(world)
    assert take_files(world) == 1


def test_a_machine_that_dies_at_any_step_loses_nothing_and_never_keeps_an_unmasked_page(
    world: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is masked once and for all steps, for that takes seconds; everything that touches the disk is the real thing."""
    original = as_file([paper], "PNG")
    drop(world, "first.png", original)
    take_files(world)
    copy = world.vault.path(the_scan(world)).read_bytes()
    monkeypatch.setattr(flows.masking, "_copy_of", lambda _world, _content, mac: copy + mac.encode())
    read_all(world)
    answer_files(world)
    died = 0
    for step in range(200):
        mine = original + f"step {step}".encode()
        name = f"scan{step:04}.png"
        folder = drop(world, name, mine)
        with monkeypatch.context() as patched:
            DyingDisk(patched, step)
            try:
                whole_way(world)
            except Killed:
                died += 1
        assert where_it_shows(world.settings.data, mine) == []
        if not died > step:
            break
        lies_somewhere = any(p.is_file() and p.read_bytes() == mine for p in folder.rglob("*"))
        with reading(world.store) as db:
            macs = {get_scan(db, scan_id).original_hmac: scan_id for scan_id in all_scan_ids(db)}
        known = macs.get(keyed_hash(KEY.encode(), mine))
        assert lies_somewhere or (known and world.vault.verify(known) and (folder / "done" / f"{name}.txt").exists())
        whole_way(world)
        assert not any(p.is_file() and p.read_bytes() == mine for p in folder.rglob("*"))
        assert (folder / "done" / f"{name}.txt").exists()
    assert died > 10
    with reading(world.store) as db:
        assert len(all_scan_ids(db)) == died + 2, "each original once"


def whole_way(world: World) -> None:
    """Taking and answering; a file is read in between as an ending scan, which is all that its answer waits for."""
    from connectors.store import writing
    from connectors.store.scans import claim_scan, finish_scan

    take_files(world)
    with writing(world.store) as db:
        for scan in scans_waiting(db, now()):
            claim_scan(db, scan.id, world.worker, 60, now())
            finish_scan(db, scan.id, world.worker, [], [1], now())
    answer_files(world)
