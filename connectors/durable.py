"""Writing that survives a power cut: the bytes first, then the name, then the folder that holds the name."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slips.errors import Unavailable

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a file of ours is opened: it must not exist, so nothing is ever overwritten or followed."""

NOT_OFFERED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP}
"""What file systems on network shares answer to calls they do not offer (hard links, fsync of a folder)."""

_SENTENCES = {
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EDQUOT: "ディスクの割り当て量を使い切りました",
    errno.EROFS: "ディスクが読み取り専用になっています",
    errno.EACCES: "フォルダーに書き込む権限がありません",
    errno.EPERM: "フォルダーに書き込む権限がありません",
    errno.EFBIG: "ファイルの大きさの上限を超えました",
}


@contextmanager
def failing_as_unavailable(place: str) -> Iterator[None]:
    """Turn a disk's errors into Unavailable. place: what the disk is to people, such as "保管庫"; no path is shown."""
    try:
        yield
    except OSError as error:
        why = _SENTENCES.get(
            error.errno or 0, f"読み書きできません（{errno.errorcode.get(error.errno or 0, 'OSError')}）"
        )
        raise Unavailable(
            f"{place}：{why}。受け取ったファイルはそのまま残っています。原因を取り除くと、自動で続きから処理します。"
        ) from error


def write_new(path: Path, data: bytes, mode: int = 0o664) -> None:
    """Create `path` with these bytes, safe on disk. Raises OSError, FileExistsError included; a failure leaves nothing."""
    fd = os.open(path, NEW, mode)
    try:
        write_all(fd, data)
        os.fsync(fd)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """os.write may take only a part of the bytes; this does not."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def give_name(passing: Path, name: Path) -> bool:
    """Rename a finished file, but never over another one: False when the name is taken, and then nothing has happened.

    In one step where the file system offers hard links; elsewhere an empty file reserves the name first.
    """
    try:
        name.hardlink_to(passing)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NOT_OFFERED | {errno.EMLINK}:
            raise
        return _reserved(name) and bool(passing.replace(name))
    passing.unlink()
    return True


def _reserved(name: Path) -> bool:
    try:
        os.close(os.open(name, NEW, 0o664))
    except FileExistsError:
        return False
    return True


def ensure_folder(root: Path, *parts: str) -> Path:
    """The folder root/part/…, made durably where missing. `root` must exist; a link below it raises NotADirectoryError."""
    folder = root
    for part in parts:
        above, folder = folder, folder / part
        if not os.path.lexists(folder):
            with suppress(FileExistsError):
                folder.mkdir(0o775)
            sync_folder(above)
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "a folder was expected")
    return folder


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; a file system that does not offer it is trusted as it is."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    finally:
        os.close(fd)
