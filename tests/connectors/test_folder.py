"""The inbox on a real file system: growing files, hostile names, crashes at every step."""

import errno
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from connectors.folder import FolderInbox
from slips.errors import Unavailable
from tests.connectors.dropping import drop, found, inbox_at, still
from tests.contracts.inbox import Answered, InboxContract


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    root.mkdir()
    return root


class TestFolderInbox(InboxContract):
    @pytest.fixture(autouse=True)
    def _place(self, root: Path) -> None:
        self.root = root
        self.dropped = count(1)

    def inbox(self) -> FolderInbox:
        return FolderInbox(self.root, 2.0, sleep=still)

    def drop(self, desk: str, name: str, data: bytes) -> None:
        path = drop(self.root, desk, name, data)
        os.utime(path, ns=(0, next(self.dropped) * 1_000_000_000))

    def answers(self, desk: str) -> list[Answered]:
        return found(self.root, desk)


def test_a_file_that_is_still_growing_is_left_alone_until_it_stands_still(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"page one")

    def scan_another_page(_seconds: float) -> None:
        with path.open("ab") as file:
            file.write(b", page two")

    assert inbox_at(root, scan_another_page).waiting() == []
    assert path.exists()
    (arrival,) = inbox_at(root).waiting()
    assert arrival.path.read_bytes() == b"page one, page two"


def test_a_file_rewritten_with_the_same_size_has_not_stood_still(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"draft")
    assert inbox_at(root, lambda _s: os.utime(path, ns=(1, 1))).waiting() == []


def test_a_file_replaced_between_two_looks_has_not_stood_still(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"Monday")
    os.utime(path, ns=(1, 1))

    def replace(_seconds: float) -> None:
        other = path.with_name(".other")
        other.write_bytes(b"Friday")
        os.utime(other, ns=(1, 1))
        other.replace(path)

    assert inbox_at(root, replace).waiting() == []


def test_a_file_taken_back_between_two_looks_is_no_trouble(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"paper")
    assert inbox_at(root, lambda _s: path.unlink()).waiting() == []


def test_a_file_that_somebody_still_holds_open_for_writing_is_left_alone(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"page one")
    with path.open("ab"):
        assert inbox_at(root).waiting() == []
    assert len(inbox_at(root).waiting()) == 1


def test_a_file_that_somebody_only_reads_is_taken(root: Path) -> None:
    path = drop(root, "a", "scan0001.pdf", b"paper")
    with path.open("rb"):
        assert len(inbox_at(root).waiting()) == 1


def test_a_file_that_changes_while_it_is_claimed_waits_for_the_next_sweep(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(root, "a", "scan0001.pdf", b"page one")
    rename = os.rename

    def rename_after_a_last_page(source: Path, target: Path) -> None:
        path.write_bytes(b"page one, page two")
        rename(source, target)

    monkeypatch.setattr(os, "rename", rename_after_a_last_page)
    assert inbox_at(root).waiting() == []
    monkeypatch.undo()
    assert [arrival.path.read_bytes() for arrival in inbox_at(root).waiting()] == [b"page one, page two"]


def test_a_sweep_waits_only_when_there_is_something_new(root: Path) -> None:
    waits: list[float] = []
    inbox = inbox_at(root, waits.append)
    inbox.waiting()
    drop(root, "a", "scan0001.pdf", b"paper")
    inbox.waiting()
    inbox.waiting()
    assert waits == [2.0]


def test_the_claimed_files_are_listed_without_taking_new_ones(root: Path) -> None:
    drop(root, "a", "scan0001.pdf", b"paper")
    inbox = inbox_at(root)
    arrivals = inbox.waiting()
    new = drop(root, "b", "scan0002.pdf", b"paper")
    assert inbox.claimed() == arrivals
    assert new.exists()


def test_a_peek_at_a_name_that_is_no_text_gives_text(root: Path) -> None:
    (root / "a").mkdir()
    Path(os.fsdecode(os.fsencode(root / "a") + b"/" + "請求書.pdf".encode("cp932"))).touch()
    ((name,), _) = inbox_at(root).peek()
    assert name.encode().endswith(b".pdf")


def test_a_desk_made_later_is_seen_at_the_next_sweep(root: Path) -> None:
    inbox = inbox_at(root)
    assert inbox.waiting() == []
    drop(root, "学校教育課", "scan0001.pdf", b"paper")
    assert [arrival.desk for arrival in inbox.waiting()] == ["学校教育課"]


@pytest.mark.parametrize(
    "name",
    [".hidden", "~$伝票.xlsx", "scan.tmp", "scan.PART", "scan.pdf.crdownload", "Thumbs.db", "desktop.ini", ".~lock.a#"],
)
def test_what_is_no_paper_stays_where_it_is(root: Path, name: str) -> None:
    path = drop(root, "a", name, b"paper")
    assert inbox_at(root).waiting() == []
    assert path.exists()


def test_links_folders_and_pipes_are_neither_taken_nor_followed(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"not for the inbox")
    drop(root, "a", "scan0001.pdf", b"paper")
    (root / "a" / "link.pdf").symlink_to(secret)
    (root / "a" / "folder.pdf").mkdir()
    os.mkfifo(root / "a" / "pipe.pdf")
    (root / "b").symlink_to(tmp_path, target_is_directory=True)
    assert [arrival.untrusted_name for arrival in inbox_at(root).waiting()] == ["scan0001.pdf"]


@pytest.mark.parametrize("place", ["done", ".claimed"])
def test_a_link_in_place_of_our_own_folder_is_never_followed(root: Path, tmp_path: Path, place: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    drop(root, "a", "scan0001.pdf", b"paper")
    (root / "a" / place).symlink_to(elsewhere, target_is_directory=True)
    inbox = inbox_at(root)
    for arrival in inbox.waiting():
        with pytest.raises(Unavailable):
            inbox.done(arrival, "登録しました。")
    assert list(elsewhere.iterdir()) == []


def test_an_inbox_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="受付フォルダー"):
        inbox_at(tmp_path / "not mounted").waiting()


@pytest.fixture
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An inbox root, seen as an ordinary user: root's powers are laid down for the test."""
    root = tmp_path_factory.mktemp("shared")
    if os.geteuid() != 0:
        yield root
        return
    for folder in (root, *root.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    os.chown(root, 65534, 65534)
    os.seteuid(65534)
    try:
        yield root
    finally:
        os.seteuid(0)


def test_a_file_nobody_may_read_is_claimed_all_the_same_and_can_be_put_aside(shared: Path) -> None:
    drop(shared, "a", "scan0001.pdf", b"paper").chmod(0)
    inbox = inbox_at(shared)
    (arrival,) = inbox.waiting()
    inbox.aside(arrival, "読み取りの権限がありません。")
    assert (shared / "a" / "aside" / "scan0001.pdf").exists()
    assert (shared / "a" / "aside" / "scan0001.pdf.txt").exists()


def test_a_file_that_may_not_be_moved_stays_and_a_note_says_so_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(root, "a", "scan0001.pdf", b"paper")

    def refuse(*_args: object) -> None:
        raise PermissionError(errno.EPERM, "sticky")

    monkeypatch.setattr(os, "rename", refuse)
    assert inbox_at(root).waiting() == []
    assert inbox_at(root).waiting() == []
    assert path.read_bytes() == b"paper"
    (note,) = (root / "a" / "aside").iterdir()
    assert "権限" in note.read_text(encoding="utf-8-sig")


def test_a_desk_that_cannot_be_listed_stops_no_other(shared: Path, caplog: pytest.LogCaptureFixture) -> None:
    drop(shared, "a", "scan0001.pdf", b"paper")
    drop(shared, "b", "scan0002.pdf", b"paper")
    (shared / "a").chmod(0)
    try:
        assert [arrival.desk for arrival in inbox_at(shared).waiting()] == ["b"]
        with pytest.raises(Unavailable):  # what it cannot see must not pass for answered
            inbox_at(shared).claimed()
    finally:
        (shared / "a").chmod(0o755)
    assert "desk folder a" in caplog.text
    assert "scan0001" not in caplog.text
