"""Bad input ends in a clear answer, and nothing is lost: every broken file through intake and real reading."""

from pathlib import Path

import pytest

from connectors.store import reading, writing
from connectors.store.outbox import due
from connectors.store.scans import progress, scans_waiting
from connectors.store.slips import slips_in
from flows.intake import answer_files, take_files
from flows.reading import claim_next, read_one
from flows.wiring import World, now
from practice.paper.broken import BROKEN
from slips.notes import REASONS
from slips.status import Status

ASIDE = {
    "empty": "empty",
    "truncated": "damaged",
    "encrypted": "encrypted",
    "six_hundred_pages": "too_many_pages",
    "huge_image": "too_large",
    "text_named_pdf": "wrong_type",
}


def through(world: World, file: Path) -> Path:
    """Drops one file, reads it and answers it; the desk's folder."""
    desk = world.settings.inbox.folder / "gakko-1"
    desk.mkdir(parents=True, exist_ok=True)
    (desk / file.name).write_bytes(file.read_bytes())
    take_files(world)
    while scan_id := claim_next(world):
        read_one(world, scan_id)
    answer_files(world)
    return desk


@pytest.mark.parametrize(("broken", "reason"), ASIDE.items())
def test_a_file_that_cannot_be_read_ends_aside_with_its_reason_and_a_notice(
    world: World, tmp_path: Path, broken: str, reason: str
) -> None:
    file = BROKEN[broken](tmp_path)
    desk = through(world, file)
    assert REASONS[reason] in (desk / "aside" / f"{file.name}.txt").read_text(encoding="utf-8-sig")
    assert (desk / "aside" / file.name).read_bytes() == file.read_bytes()
    with writing(world.store) as db:
        assert slips_in(db, set(Status)) == []
        assert [q.notice.kind for q in due(db, now())] == ["aside"]


def test_a_sound_picture_with_nothing_on_it_is_answered_and_makes_no_slip(world: World, tmp_path: Path) -> None:
    file = BROKEN["png_named_jpg"](tmp_path)
    desk = through(world, file)
    assert "白紙" in (desk / "done" / f"{file.name}.txt").read_text(encoding="utf-8-sig")
    with reading(world.store) as db:
        assert slips_in(db, set(Status)) == []


def test_a_scan_that_keeps_killing_its_readers_is_set_aside_in_the_end(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.reading.READING_LEASE_S", -1.0)  # the lease of a reader that was killed has ended
    desk = world.settings.inbox.folder / "gakko-1"
    desk.mkdir(parents=True)
    (desk / "scan.pdf").write_bytes(BROKEN["encrypted"](tmp_path).read_bytes())
    take_files(world)
    with reading(world.store) as db:
        (scan,) = scans_waiting(db, now())
    claims = [claim_next(world) for _ in range(4)]
    assert claims == [scan.id] * 3 + [None]
    with reading(world.store) as db:
        assert progress(db, scan.id).reason == "took_too_long"
