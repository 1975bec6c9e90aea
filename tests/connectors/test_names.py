"""Hostile names, on a real file system."""

import os
from pathlib import Path

import pytest

from tests.connectors.dropping import found, inbox_at


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "inbox"
    root.mkdir()
    return root


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
