"""An inbox folder in a test: dropping files into it, sweeping it in no time, finding what was answered."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from connectors.folder import FolderInbox
from tests.contracts.inbox import Answered


class SteppingClock:
    """A second passes whenever somebody looks."""

    def __init__(self) -> None:
        self._seconds = count()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 21, 6, 0, tzinfo=UTC) + timedelta(seconds=next(self._seconds))


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
    notes = {path: note for path, note in notes.items() if "ファイル番号：" in note}
    return [
        Answered(path.parent.name, path.name, path.read_bytes(), notes[path.with_name(path.name + ".txt")])
        for path in here
        if path not in notes
    ]


def files_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
