"""The vault: originals and evidence, kept as they came.

    originals/ab/abcd…        an incoming file under its own sha256, never changed
    pages/<scan id>/<n>.jpg   aligned pages, drawn again whenever the scan is read again
    evidence/<slip id>/…      pictures from the finance system, never overwritten

Every file is written under a passing name, synced, made read-only and only then given its name, so that a name never stands
for half a file. A full disk raises Unavailable and leaves nothing behind.
"""

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import uuid4

from connectors.durable import NEW, ensure_folder, failing_as_unavailable, give_name, sync_folder, write_all
from slips.errors import Unavailable, Unreadable

Kind = Literal["pages", "evidence"]

INCOMING = ".incoming"
READ_ONLY = 0o440
_CHUNK_BYTES = 1 << 20
_ID = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Kept(NamedTuple):
    """An original in the vault. id: sha256 of its bytes, hex."""

    id: str
    size_bytes: int


class Vault:
    """Files under `root`, which is made where missing; one file system, as renaming needs it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with failing_as_unavailable("保管庫"):
            root.mkdir(parents=True, exist_ok=True)
            _forget_stale(root / INCOMING)

    def keep(self, source: Path | bytes) -> Kept:
        """Store an incoming file; the same bytes twice are one original, which is not written again.

        Raises Unreadable("unreadable") when the file may not be read, Unavailable when the vault cannot take it now or the
        file changed while it was read: then nothing has happened.
        """
        untrusted_bytes = [source] if isinstance(source, bytes) else _read_unchanged(source)
        with failing_as_unavailable("保管庫"), self._passing() as (fd, passing):
            kept = _copy(untrusted_bytes, fd)
            folder = ensure_folder(self.root, "originals", kept.id[:2])
            if not self.verify(kept.id):
                passing.replace(self.path(kept.id))
            sync_folder(folder)  # also after a crash that came between an earlier rename and its sync
            sync_folder(folder.parent)
        return kept

    def path(self, scan_id: str) -> Path:
        """Where the original with this sha256 is, or would be. Raises ValueError for anything but a sha256."""
        if not _ID.fullmatch(scan_id):
            raise ValueError("a scan id is 64 hexadecimal digits")
        return self.root / "originals" / scan_id[:2] / scan_id

    def verify(self, scan_id: str) -> bool:
        """Whether the original is there and still has its checksum."""
        try:
            with self.path(scan_id).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == scan_id
        except FileNotFoundError:
            return False

    def keep_bytes(self, kind: Kind, name: str, data: bytes) -> str:
        """Store a picture as `kind/name` ("pages", "<scan id>/1.jpg"); returns the name it got, for `file`.

        A page is replaced by its newer drawing. Evidence is not: other bytes under a taken name become name-2, name-3 …
        Raises ValueError for a name that is not plain, Unavailable when the vault cannot take it now.
        """
        *folders, last = _parts(f"{kind}/{name}")
        with failing_as_unavailable("保管庫"), self._passing() as (fd, passing):
            write_all(fd, data)
            os.fsync(fd)
            folder = ensure_folder(self.root, *folders)
            target = folder / last
            if kind == "pages":
                passing.replace(target)
            else:
                target = _placed(passing, target, data)
            sync_folder(folder)
        return target.relative_to(self.root).as_posix()

    def file(self, name: str) -> Path:
        """The file that `keep_bytes` named. Raises ValueError for a name outside pages/ and evidence/."""
        return self.root.joinpath(*_parts(name))

    @contextmanager
    def _passing(self) -> Iterator[tuple[int, Path]]:
        """A file without a lasting name, gone at the end unless it was given one."""
        path = ensure_folder(self.root, INCOMING) / uuid4().hex
        fd = os.open(path, NEW, READ_ONLY)
        try:
            yield fd, path
        finally:
            os.close(fd)
            path.unlink(missing_ok=True)


def read_whole(source: Path, most_bytes: int) -> bytes:
    """A file into memory and nowhere else: for what must not be kept as it came.

    Raises Unreadable("unreadable" or "too_large"), Unavailable when it changed while it was read.
    """
    with failing_as_unavailable("受付フォルダー"):
        if source.lstat().st_size > most_bytes:
            raise Unreadable("too_large")
        return b"".join(_read_unchanged(source))


def _forget_stale(incoming: Path) -> None:
    """Remove what a crash left unfinished; a day is longer than any writing that is still going on."""
    for path in incoming.glob("*"):
        if path.lstat().st_mtime < time.time() - 24 * 3600:
            path.unlink(missing_ok=True)


def _copy(chunks: Iterable[bytes], fd: int) -> Kept:
    digest, size_bytes = hashlib.sha256(), 0
    for chunk in chunks:
        write_all(fd, chunk)
        digest.update(chunk)
        size_bytes += len(chunk)
    os.fsync(fd)
    return Kept(digest.hexdigest(), size_bytes)


def _read_unchanged(untrusted_path: Path) -> Iterator[bytes]:
    """The bytes of a regular file. Links are not followed; a file that is still being written is refused for now."""
    fd = _opened(untrusted_path)
    try:
        before = os.fstat(fd)
        if not stat.S_ISREG(before.st_mode):
            raise Unreadable("unreadable")
        left = before.st_size + 1  # one more than there should be: a file that grows as fast as we read must end too
        while left > 0 and (chunk := os.read(fd, min(left, _CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk
        after = os.fstat(fd)
    finally:
        os.close(fd)
    if left != 1 or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unavailable(
            "受け取ったファイルはまだ書き込み中です。ファイルはそのまま残っています。次の回に処理します。"
        )


def _opened(untrusted_path: Path) -> int:
    try:
        return os.open(untrusted_path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise Unavailable("受け取ったファイルが見つかりません。だれかが動かした可能性があります。") from error
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENXIO}:
            raise Unreadable("unreadable") from error
        raise


def _placed(passing: Path, target: Path, data: bytes) -> Path:
    """Give evidence its name, or the next free one; the same bytes again keep theirs."""
    candidate, number = target, 1
    while not give_name(passing, candidate):
        if candidate.read_bytes() == data:
            break
        number += 1
        candidate = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return candidate


def _parts(name: str) -> list[str]:
    """Split a name of ours; anything that could leave its folder is refused."""
    parts = name.split("/")
    if not 2 <= len(parts) <= 4 or parts[0] not in {"pages", "evidence"} or not all(map(_PART.fullmatch, parts)):
        raise ValueError(
            "a vault name is pages/… or evidence/… in plain letters, digits, dots, hyphens and underscores"
        )
    return parts
