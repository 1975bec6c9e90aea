"""What becomes of a claimed file: a place in `done` or `aside`, and before that a note a clerk can read."""

import os
import re
from pathlib import Path

from connectors.durable import ensure_folder, give_name, sync_folder, write_new
from slips.errors import Unavailable

CLAIMED, DONE, ASIDE = ".claimed", "done", "aside"
MARK = re.compile(r"(?P<mark>\d{8}-\d{6}-\d{6}-[0-9a-f]{6})__(?P<name>.+)", re.DOTALL)
"""A claimed file's name. The mark is its own for ever: it orders the claims and makes names unique."""

_LONGEST_NOTE = 64 * 1024


def answer(claim: Path, place: str, text: str, *, keep: bool = True) -> None:
    """Give a claimed file its note and then its place (DONE or ASIDE of its desk), overwriting nothing.

    keep False: it gets its note, and is then removed.

    May be cut off anywhere and said again: a note that was written for this claim already is used again, and one that
    stands in the other place is withdrawn. A claim that is gone was answered before. Raises OSError.
    """
    desk, (mark, name) = claim.parent.parent, parts_of(claim)
    if not os.path.lexists(claim):
        return
    for folder in (desk / DONE, desk / ASIDE):
        if folder.name != place:
            _withdraw(folder, mark, name)
    target = _noted(ensure_folder(desk, place), claim, note_bytes(name, mark, text))
    if keep:
        claim.rename(target)
    else:
        claim.unlink()
    sync_folder(target.parent)
    sync_folder(claim.parent)


def note_bytes(name: str, mark: str, text: str) -> bytes:
    """A note as Windows Notepad shows it: UTF-8 with a byte order mark, CRLF. The mark is its last line."""
    lines = [f"ファイル：{name}", *text.splitlines(), "", f"ファイル番号：{mark}"]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig", "replace")


def parts_of(claim: Path) -> tuple[str, str]:
    """(mark, name as it was dropped) of a claimed file."""
    match = MARK.fullmatch(claim.name)
    if match is None:
        raise ValueError("not a claimed file")
    return match["mark"], match["name"]


def _candidates(mark: str, name: str) -> tuple[str, str]:
    """The name it came with or, where that is taken (scanners begin again at scan0001), one nobody else can have."""
    path = Path(name)
    return name, f"{path.stem}_{mark}{path.suffix}"


def _noted(folder: Path, claim: Path, note: bytes) -> Path:
    """Write the note, which reserves the name beside it; returns the place that is now the claim's own."""
    mark, name = parts_of(claim)
    draft = claim.parent / f".{mark}.txt"
    draft.unlink(missing_ok=True)
    write_new(draft, note)
    for candidate in _candidates(mark, name):
        target, beside = folder / candidate, _beside(folder / candidate)
        if os.path.lexists(target):
            continue
        if _is_own(beside, mark):
            draft.replace(beside)
        elif not give_name(draft, beside):
            continue
        sync_folder(folder)
        return target
    raise Unavailable(
        f"ファイル番号 {mark} のファイルを {folder.name} に移せません：同じ名前のファイルがあります。ファイルはそのまま残っています。"
    )


def _withdraw(folder: Path, mark: str, name: str) -> None:
    """Take back a note for this claim that a crash left where the file never came."""
    for candidate in _candidates(mark, name):
        if _is_own(_beside(folder / candidate), mark):
            _beside(folder / candidate).unlink()
            sync_folder(folder)


def _is_own(note: Path, mark: str) -> bool:
    """Whether this note was written for the claim with this mark."""
    if not note.is_file() or note.is_symlink():
        return False
    with note.open("rb") as file:
        return file.read(_LONGEST_NOTE).rstrip().endswith(mark.encode())


def _beside(target: Path) -> Path:
    return target.with_name(target.name + ".txt")
