"""The names strangers give to files: never trusted, always shown."""

import os
import re
import unicodedata
from fnmatch import fnmatchcase
from pathlib import PurePath

PASSING = (
    ".*",
    "~$*",
    "*.tmp",
    "*.temp",
    "*.part",
    "*.partial",
    "*.filepart",
    "*.crdownload",
    "*.download",
    "thumbs.db",
    "desktop.ini",
)
"""What programs leave beside real files for a moment, or for themselves; compared in lower case."""

LONGEST_BYTES = 160
"""File systems hold 255 bytes; our own mark in front, a note's ending behind, and 60 bytes to spare."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def is_passing(untrusted_name: str) -> bool:
    """Whether a file of this name is no paper at all: hidden, half-written, or a system's own."""
    return any(fnmatchcase(untrusted_name.lower(), pattern) for pattern in PASSING)


def shown_name(untrusted_name: str) -> str:
    """A name that is safe to show, to store and to give to a file, and still the one the clerk knows.

    Bytes that are no UTF-8 are taken for CP932, as old scanners and zip tools write it. Separators, characters that
    Windows forbids and characters that cannot be seen (controls, reversed writing) become "_"; long names keep their ending.
    """
    name = _decoded(untrusted_name)
    name = "".join("_" if _unseen(character) else character for character in unicodedata.normalize("NFC", name))
    name = _FORBIDDEN.sub("_", name).strip().lstrip(".").rstrip(". ")
    return _shortened(name) or "_"


def _decoded(untrusted_name: str) -> str:
    raw = os.fsencode(untrusted_name)
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "replace")


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    ending = PurePath(name).suffix
    ending = ending if len(ending.encode()) <= 16 else ""
    room = LONGEST_BYTES - len(ending.encode()) - len("…".encode())
    return name.encode()[:room].decode("utf-8", "ignore") + "…" + ending
