"""Every dropped file is taken once, stored before anything else, and gets an answer."""

import os
from pathlib import Path

import pytest

from connectors.store import reading, writing
from connectors.store.history import events_of
from connectors.store.scans import claim_scan, fail_scan, finish_scan, get_scan, scans_waiting
from flows.intake import answer_files, take_files
from flows.reading import enter
from flows.wiring import World, now
from tests.flows.paper import PRINTED, page_of, texts_of


def drop(world: World, name: str, content: bytes, desk: str = "gakko-1") -> Path:
    folder = world.settings.inbox.folder / desk
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def read_as_one_slip(world: World) -> str:
    """What reading would do with the only waiting scan."""
    with writing(world.store) as db:
        (scan,) = scans_waiting(db, now())
        claim_scan(db, scan.id, world.worker, 60, now())
        slip = enter(world, db, scan, page_of(world.forms[PRINTED], texts_of(7)))
        finish_scan(db, scan.id, world.worker, [slip.id], [2], now())
    return slip.id


def test_a_dropped_file_is_stored_and_answered_with_its_number_and_where_to_look(world: World) -> None:
    folder = drop(world, "scan0001.pdf", b"first")
    assert take_files(world) == 1
    assert answer_files(world) == 0, "nothing is answered before it is read"
    slip_id = read_as_one_slip(world)
    assert answer_files(world) == 1
    note = (folder / "done" / "scan0001.pdf.txt").read_text(encoding="utf-8-sig")
    assert slip_id in note
    assert world.forms[PRINTED].title in note
    assert world.link(slip_id) in note
    assert "白紙" in note
    assert (folder / "done" / "scan0001.pdf").read_bytes() == b"first"


def test_two_files_under_one_name_are_two_scans(world: World) -> None:
    drop(world, "scan0001.pdf", b"first")
    take_files(world)
    drop(world, "scan0001.pdf", b"second")
    take_files(world)
    with reading(world.store) as db:
        scans = scans_waiting(db, now())
    assert sorted(world.vault.path(s.id).read_bytes() for s in scans) == [b"first", b"second"]


def test_the_same_bytes_twice_are_one_scan_and_both_files_are_told(world: World) -> None:
    folder = drop(world, "a.pdf", b"same")
    take_files(world)
    read_as_one_slip(world)
    answer_files(world)
    drop(world, "b.pdf", b"same")
    take_files(world)
    with reading(world.store) as db:
        assert scans_waiting(db, now()) == []
    assert answer_files(world) == 1
    assert "すでに受け付けています" in (folder / "done" / "b.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_file_that_cannot_become_pages_goes_aside_with_its_reason(world: World) -> None:
    folder = drop(world, "broken.pdf", b"%PDF-1.4 broken")
    take_files(world)
    with writing(world.store) as db:
        (scan,) = scans_waiting(db, now())
        claim_scan(db, scan.id, world.worker, 60, now())
        fail_scan(db, scan.id, world.worker, "damaged", now())
    answer_files(world)
    assert "壊れています" in (folder / "aside" / "broken.pdf.txt").read_text(encoding="utf-8-sig")
    assert (folder / "aside" / "broken.pdf").exists()


def test_a_run_that_dies_between_claim_and_answer_is_made_good_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(world, "scan.pdf", b"paper")
    monkeypatch.setattr(world.vault, "keep", lambda _path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        take_files(world)
    monkeypatch.undo()
    assert take_files(world) == 1, "the claimed file comes again"
    read_as_one_slip(world)
    monkeypatch.setattr("flows.intake.answered", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        answer_files(world)
    monkeypatch.undo()
    assert answer_files(world) == 1
    assert answer_files(world) == 0
    assert [p.name for p in (folder / "done").iterdir() if p.suffix == ".txt"] == ["scan.pdf.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_original_is_read_only_and_its_own_checksum(world: World) -> None:
    drop(world, "scan.pdf", b"paper")
    take_files(world)
    with reading(world.store) as db:
        (scan,) = scans_waiting(db, now())
        assert get_scan(db, scan.id).desk == "gakko-1"
        assert events_of(db, "nobody") == []
    assert world.vault.verify(scan.id)
    assert not world.vault.path(scan.id).stat().st_mode & 0o222
