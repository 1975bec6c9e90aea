"""Answers a clerk can read, whatever is in the way and wherever the machine stops."""

import errno
import os
from itertools import count
from pathlib import Path

import pytest

from slips.errors import Unavailable
from tests.connectors.dropping import drop, files_under, found, inbox_at
from tests.connectors.dying import DyingDisk, Killed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    root.mkdir()
    return root


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
