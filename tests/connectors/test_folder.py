"""The inbox on a real file system: growing files, hostile names, crashes at every step."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connectors.folder import FolderInbox
from slips.errors import Unavailable
from tests.contracts.inbox import Answered, InboxContract

STEPS = ("open", "write", "fsync", "rename", "replace", "link", "unlink", "mkdir")
"""Every call with which the inbox changes the disk."""


class Killed(BaseException):
    """SIGKILL, as far as a test in one process can have it: nothing after it runs."""


class DyingDisk:
    """Lets so many changes of the disk happen and then dies: that one does not happen, and no other after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self._left = steps
        for name in STEPS:
            monkeypatch.setattr(os, name, self._limited(getattr(os, name)))

    def _limited(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def limited(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise Killed
            return call(*args, **kwargs)

        return limited


class SteppingClock:
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self._seconds = count()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 21, 6, 0, tzinfo=UTC) + timedelta(seconds=next(self._seconds))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    root.mkdir()
    return root


def still(_seconds: float) -> None:
    """Time in which nothing happens."""


def inbox_at(root: Path, sleep: Callable[[float], None] = still) -> FolderInbox:
    return FolderInbox(root, 2.0, sleep=sleep, now=SteppingClock())


def drop(root: Path, desk: str, name: str, data: bytes) -> Path:
    path = root / desk / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def found(root: Path, desk: str) -> list[Answered]:
    """Every answered file of a desk. Fails if one is without its note."""
    here = [path for place in ("done", "aside") for path in (root / desk / place).glob("*")]
    notes = {path: path.read_text(encoding="utf-8-sig") for path in here if path.suffix == ".txt"}
    notes = {path: note for path, note in notes.items() if "受付番号：" in note}
    return [
        Answered(path.parent.name, path.name, path.read_bytes(), notes[path.with_name(path.name + ".txt")])
        for path in here
        if path not in notes
    ]


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


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("改行\nと\tタブ.pdf".encode(), "改行_と_タブ.pdf"),
        ("請求書.pdf".encode("cp932"), "請求書.pdf"),
        (b"\xff\xfe\xfd.pdf", "___.pdf"),
        (b"\x81.pdf", "\ufffd.pdf"),
        ("fdp.\u202etxt.exe".encode(), "fdp._txt.exe"),
        ("が.pdf".encode(), "が.pdf"),
        (rb"C:\scan|1?.pdf", "C__scan_1_.pdf"),
        (b"-rf", "-rf"),
        ("あ".encode() * 83 + b".pdf", "あ" * 51 + "….pdf"),
        (b"x" * 255, "x" * 157 + "…"),
    ],
)
def test_a_hostile_name_is_made_safe_and_keeps_what_the_clerk_knows(root: Path, raw: bytes, shown: str) -> None:
    (root / "a").mkdir()
    with open(os.fsencode(root / "a") + b"/" + raw, "wb") as file:  # noqa: PTH123 - bytes that are no text
        file.write(b"paper")
    inbox = inbox_at(root)
    (arrival,) = inbox.waiting()
    assert arrival.untrusted_name == shown
    assert inbox_at(root).waiting() == [arrival]
    inbox.done(arrival, "登録しました。")
    (answered,) = found(root, "a")
    assert answered.name == shown


def test_a_note_opens_in_notepad(root: Path) -> None:
    drop(root, "a", "scan0001.pdf", b"paper")
    inbox = inbox_at(root)
    inbox.done(inbox.waiting()[0], "1枚目：登録しました。\n2枚目：確認待ちです。")
    raw = (root / "a" / "done" / "scan0001.pdf.txt").read_bytes()
    assert raw.startswith("\ufeffファイル：scan0001.pdf\r\n1枚目：登録しました。\r\n2枚目：確認待ちです。\r\n".encode())
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_file_named_like_another_files_note_does_not_overwrite_it(root: Path) -> None:
    inbox = inbox_at(root)
    for name in ("scan.pdf", "scan.pdf.txt"):
        drop(root, "a", name, name.encode())
        inbox.done(inbox.waiting()[0], f"{name} の答えです。")
    done = root / "a" / "done"
    assert "scan.pdf の答えです。" in (done / "scan.pdf.txt").read_text(encoding="utf-8-sig")
    assert sorted(path.read_bytes() for path in done.iterdir() if not path.name.endswith(".txt")) == [b"scan.pdf"]
    assert len(list(done.iterdir())) == 4


def test_answers_work_where_the_share_has_no_hard_links(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    inbox = inbox_at(root)
    for data in (b"Monday", b"Tuesday"):
        drop(root, "a", "scan0001.pdf", data)
        inbox.done(inbox.waiting()[0], "登録しました。")
    assert {answered.data for answered in found(root, "a")} == {b"Monday", b"Tuesday"}


def files_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]


def answer_all(root: Path, place: str = "done") -> None:
    inbox = inbox_at(root)
    for arrival in inbox.waiting():
        answer = inbox.done if place == "done" else inbox.aside
        answer(arrival, f"{place} の答えです。")


@pytest.mark.parametrize("second", ["done", "aside"])
def test_killed_at_any_step_a_file_is_never_lost_never_doubled_and_never_without_its_answer(
    root: Path, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    drop(root, "a", "scan0001.pdf", b"an older one")
    answer_all(root)
    for steps in count():
        data = f"paper {steps}".encode()
        path = drop(root, "a", "scan0001.pdf", data)
        with monkeypatch.context() as patched:
            DyingDisk(patched, steps)
            try:
                answer_all(root)
                died = False
            except Killed:
                died = True
        assert [one.read_bytes() for one in files_under(root)].count(data) == 1
        found(root, "a")  # every file in done/ has its note
        answer_all(root, second)
        (answered,) = [answered for answered in found(root, "a") if answered.data == data]
        assert f"{answered.place} の答えです。" in answered.note
        assert not path.exists()
        assert len(files_under(root)) == 2 * (steps + 2)
        if not died:
            break
    assert steps > 15


def test_a_full_disk_leaves_the_file_claimed_and_no_half_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(root, "a", "scan0001.pdf", b"paper")
    inbox = inbox_at(root)
    (arrival,) = inbox.waiting()

    def full(_fd: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(Unavailable, match="空きがありません"):
            inbox.done(arrival, "登録しました。")
    assert files_under(root) == [arrival.path]
    inbox.done(arrival, "登録しました。")
    assert len(found(root, "a")) == 1


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
    finally:
        (shared / "a").chmod(0o755)
    assert "desk folder a" in caplog.text
    assert "scan0001" not in caplog.text
