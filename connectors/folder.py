"""The inbox as folders: `inbox/<desk>/`, where scanners and people drop files.

    inbox/<desk>/scan0001.pdf                               dropped, perhaps still growing
    inbox/<desk>/.claimed/<mark>__scan0001.pdf              taken: nobody else writes here
    inbox/<desk>/done/scan0001.pdf    + scan0001.pdf.txt    answered
    inbox/<desk>/done/scan0003.pdf.txt                      answered, and the file removed: it must not lie around
    inbox/<desk>/aside/scan0002.pdf   + scan0002.pdf.txt    cannot be used; the note says why

A file moves by renaming only, so it is in exactly one of these places whenever the machine stops. Its note is written
before it, so it is never in `done` or `aside` without an answer. Hidden and temporary files, links and sub-folders are left
alone: a link is never followed out of the inbox. New desks are seen at the next sweep. One sweep at a time: a second one is
harmless, but meets the same claimed files.
"""

import fcntl
import logging
import os
import secrets
import signal
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from connectors.answer import ASIDE, CLAIMED, DONE, MARK, answer, note_bytes, parts_of
from connectors.durable import ensure_folder, failing_as_unavailable, sync_folder, write_new
from connectors.names import is_passing, shown_name
from slips.notes import reason_text
from slips.ports import Arrival

JAPAN = timezone(timedelta(hours=9))

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Look:
    """What one look at a dropped file saw; equal looks, some time apart, mean that it has stopped growing."""

    path: Path
    inode: int
    size_bytes: int
    changed_ns: int

    def again(self, path: Path) -> bool:
        """Whether the file now at `path` is this one, untouched."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return False
        return (found.st_ino, found.st_size, found.st_mtime_ns) == (self.inode, self.size_bytes, self.changed_ns)


class FolderInbox:
    """An Inbox over `root`, which must exist (an unmounted share must not pass for an empty inbox).

    settle_s: how long a file must have stood still, in seconds; a sweep that meets new files lasts that long.
    """

    def __init__(
        self,
        root: Path,
        settle_s: float = 2.0,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._root = root
        self._settle_s = settle_s
        self._sleep = sleep
        self._now = now

    def waiting(self) -> list[Arrival]:
        """Files ready to be taken, oldest first; files claimed before a crash come again.

        Raises Unavailable when the inbox itself cannot be listed; one desk's trouble is logged and stops no other.
        """
        with failing_as_unavailable("受付フォルダー"):
            desks = _desks(self._root)
        growing = self._claim_settled(desks)
        claims = sorted((claim for desk in desks for claim in _claims(desk)), key=lambda claim: claim.name)
        return [_arrival(claim) for claim in claims if claim not in growing]

    def peek(self) -> tuple[list[str], list[str]]:
        """Names of what lies dropped, and of what is claimed and not yet answered; nothing is taken. Raises Unavailable."""
        with failing_as_unavailable("受付フォルダー"):
            desks = _desks(self._root)
        return (
            [os.fsencode(look.path).decode("utf-8", "backslashreplace") for desk in desks for look in _looks(desk)],
            [claim.name for desk in desks for claim in _claims(desk)],
        )

    def claimed(self) -> list[Arrival]:
        """What is claimed and not yet answered, oldest first, without looking for more: for giving answers.

        What is not in the list has been answered. So unlike `waiting` it raises Unavailable when any desk cannot be listed.
        """
        with failing_as_unavailable("受付フォルダー"):
            folders = [desk / CLAIMED for desk in _desks(self._root)]
            claims = [path for folder in folders if _exists(folder) for path, _ in _listed(folder)]
        return [_arrival(path) for path in sorted(claims, key=lambda path: path.name) if MARK.fullmatch(path.name)]

    def done(self, arrival: Arrival, note: str, *, keep: bool = True) -> None:
        """Move the file to done/ with the note beside it. Said twice, it does nothing more. Raises Unavailable.

        keep False: the note is written there, and then the file is removed from the disk instead.
        """
        with failing_as_unavailable("受付フォルダー"):
            answer(arrival.path, DONE, note, keep=keep)

    def aside(self, arrival: Arrival, reason: str) -> None:
        """Move the file to aside/ with the reason beside it. Said twice, it does nothing more. Raises Unavailable."""
        with failing_as_unavailable("受付フォルダー"):
            answer(arrival.path, ASIDE, reason)

    def _claim_settled(self, desks: list[Path]) -> set[Path]:
        """Claim what stood still between two looks; returns the claims that went on changing even so."""
        first = [look for desk in desks for look in _looks(desk)]
        if not first:
            return set()
        self._sleep(self._settle_s)
        second = {look for desk in desks for look in _looks(desk)}
        growing = set()
        for look in sorted(first, key=lambda look: look.changed_ns):
            if look in second and not _is_being_written(look.path):
                claim = self._claim(look)
                if claim and not look.again(claim):
                    growing.add(claim)
        return growing

    def _claim(self, look: _Look) -> Path | None:
        """Rename a file to where nobody else writes; None when it could not be had."""
        desk = look.path.parent
        mark = f"{self._now().astimezone(JAPAN):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
        claim = desk / CLAIMED / f"{mark}__{shown_name(look.path.name)}"
        try:
            ensure_folder(desk, CLAIMED)
            look.path.rename(claim)
            sync_folder(claim.parent)
            sync_folder(desk)
        except FileNotFoundError:
            return None  # its owner took it back between the looks
        except OSError as error:
            log.warning("desk %s: a file cannot be claimed (%s)", shown_name(desk.name), type(error).__name__)
            if isinstance(error, PermissionError):
                _say_stuck(look.path)
            return None
        return claim


def _desks(root: Path) -> list[Path]:
    with os.scandir(root) as entries:
        return sorted(
            root / entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not is_passing(entry.name)
        )


def _looks(desk: Path) -> list[_Look]:
    """One look at everything dropped on a desk that could be paper."""
    return [
        _Look(path, found.st_ino, found.st_size, found.st_mtime_ns)
        for path, found in _files(desk)
        if not is_passing(path.name)
    ]


def _claims(desk: Path) -> list[Path]:
    if not os.path.lexists(desk / CLAIMED) or (desk / CLAIMED).is_symlink():
        return []
    return [path for path, _ in _files(desk / CLAIMED) if MARK.fullmatch(path.name)]


def _exists(folder: Path) -> bool:
    """Whether the folder itself is there, as a folder; unlike Path.exists, "may not look" is not taken for no."""
    try:
        return stat.S_ISDIR(folder.lstat().st_mode)
    except FileNotFoundError:
        return False


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """The regular files of a folder; one that cannot be listed is logged and counts as empty."""
    try:
        return _listed(folder)
    except OSError as error:
        log.warning("desk folder %s cannot be listed (%s)", shown_name(folder.name), type(error).__name__)
        return []


def _listed(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                seen = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(seen.st_mode):
                    found.append((folder / entry.name, seen))
    return found


def _arrival(claim: Path) -> Arrival:
    return Arrival(shown_name(claim.parent.parent.name), parts_of(claim)[1], claim)


def _is_being_written(path: Path) -> bool:
    """Whether some process on this machine (a Samba server too) has the file open for writing; False where unknown.

    The kernel grants a read lease only on a file that nobody writes. Should a writer come while we hold it, we are told
    by a signal that is ignored unless somebody asked for it: the usual one would end us.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(fd)
    return False


def _say_stuck(path: Path) -> None:
    """A file we may not move stays where it is; say so once, in aside/."""
    name = shown_name(path.name)
    with suppress(OSError):
        note = ensure_folder(path.parent, ASIDE) / f"{name}.動かせません.txt"
        write_new(note, note_bytes(name, "まだありません", reason_text("unreadable")))
