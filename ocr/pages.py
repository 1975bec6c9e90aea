"""An untrusted file becomes pages: decoded in a child process (ocr.unpack) with limits, handed over one page at a time.

Nothing of the file is parsed in this process; the pages come through a pipe, so none is written to disk either. A file that
must not lie on a disk at all is given as bytes: the child reads them from memory.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from slips.errors import Misconfigured, Unavailable, Unreadable

Word = tuple[str, float, float, float, float]
"""A word of a PDF's own text layer and its left, top, right, bottom as fractions of the page picture."""

START_S = 60.0
LONGEST_HEADER = 4_000_000
HEAD_BYTES = 1024
NOT_STARTED = (
    "ファイルを開くプログラムを起動できませんでした。ファイルはそのまま残っています。しばらくして自動的にやり直します。"
)
NOT_WHOLE = "ファイルを開くプログラムが起動直後に終了しました。ファイルに問題はありません。プログラムを入れ直してください（make setup）。"
MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"II*\0": "tiff", b"MM\0*": "tiff"}


@dataclass(frozen=True)
class Limits:
    """What a file may ask of us. wall_s: seconds of the child's work in all, processor time included."""

    size_bytes: int = 200_000_000
    pages: int = 200
    pixels: int = 120_000_000
    wall_s: float = 180.0
    memory_bytes: int = 3_000_000_000


@dataclass(frozen=True)
class Page:
    """One page. image: height × width × 3 uint8 RGB, upright as the file says; dpi: 0 where the file does not say.

    words: the text layer of a born-digital PDF page; empty on anything scanned. hidden: words that lie unseen behind a scan's picture,
    from the scanner's own OCR or from somebody who wants to deceive: no witness, but they must not say another amount.
    """

    number: int
    image: NDArray[np.uint8]
    dpi: float
    words: tuple[Word, ...] = ()
    hidden: tuple[Word, ...] = ()


def pages_of(path: Path, limits: Limits | None = None) -> list[Page]:
    """All pages at once, for short files. Raises Unreadable as iter_pages does."""
    return list(iter_pages(path, limits))


def iter_pages(source: Path | bytes, limits: Limits | None = None) -> Iterator[Page]:
    """The pages of a file, or of a file's bytes, in order, one in memory at a time.

    Raises Unreadable: at once where the file's head tells (empty, wrong_type, too_large, encrypted, too_many_pages …), at the
    page concerned where only decoding tells (damaged, took_too_long); what came before it is then no whole file either.
    Where the decoder itself cannot start, the file is not to blame: Unavailable (the machine is short of something), Misconfigured
    (a part of the program is missing).
    """
    limits = limits or Limits()
    kind = _kind_of(source, limits)
    with (
        _open_to_child(source) as (name, passed),
        _child([kind, name, json.dumps(asdict(limits))], passed) as child,
    ):
        try:
            yield from _received(child, limits)
        finally:
            child.kill()


def _child(arguments: list[str], passed: tuple[int, ...]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "ocr.unpack", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=passed,
        )
    except OSError as short:
        raise Unavailable(NOT_STARTED) from short


@contextmanager
def _open_to_child(source: Path | bytes) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name under which the child opens the file, and the descriptors it needs for that. Bytes stay in memory, without a name."""
    if isinstance(source, Path):
        yield str(source.absolute()), ()
        return
    fd = os.memfd_create("denpyo")
    try:
        with os.fdopen(fd, "wb", closefd=False) as memory:
            memory.write(source)
        yield f"/proc/self/fd/{fd}", (fd,)
    finally:
        os.close(fd)


def _kind_of(source: Path | bytes, limits: Limits) -> str:
    """The type by its first bytes, whatever the name says."""
    size, head = (len(source), source[:HEAD_BYTES]) if isinstance(source, bytes) else _size_and_head(source)
    if size == 0:
        raise Unreadable("empty")
    kind = next((k for magic, k in MAGIC.items() if head.startswith(magic)), "pdf" if b"%PDF-" in head else "")
    if not kind:
        raise Unreadable("wrong_type")
    if size > limits.size_bytes:
        raise Unreadable("too_large")
    return kind


def _size_and_head(path: Path) -> tuple[int, bytes]:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file.read(HEAD_BYTES)
    except OSError as refused:
        raise Unreadable("unreadable") from refused


def _received(child: "subprocess.Popen[bytes]", limits: Limits) -> Iterator[Page]:
    pipe = _Pipe(child, START_S)
    _await_start(child, pipe)
    pipe.left_s = limits.wall_s
    for number in range(1, limits.pages + 2):
        untrusted = _header(pipe.line())
        if "reason" in untrusted:
            raise Unreadable(str(untrusted["reason"]))
        if untrusted.get("end"):
            return
        yield _page(number, untrusted, pipe, limits)
    raise Unreadable("too_many_pages")


def _await_start(child: "subprocess.Popen[bytes]", pipe: "_Pipe") -> None:
    try:
        said = pipe.line()
    except Unreadable as silent:
        code = child.poll()
        raise (Misconfigured(NOT_WHOLE) if code and code > 0 else Unavailable(NOT_STARTED)) from silent
    if not _header(said).get("ready"):
        raise Unreadable("damaged")


def _header(line: bytes) -> dict[str, object]:
    try:
        untrusted = json.loads(line)
    except ValueError as broken:
        raise Unreadable("damaged") from broken
    if not isinstance(untrusted, dict):
        raise Unreadable("damaged")
    return untrusted


def _page(number: int, untrusted: dict[str, object], pipe: "_Pipe", limits: Limits) -> Page:
    try:
        height, width = int(str(untrusted["height"])), int(str(untrusted["width"]))
        dpi = float(str(untrusted["dpi"]))
        words, hidden = (tuple(_word(w) for w in untrusted[k]) for k in ("words", "hidden"))  # type: ignore[attr-defined]  # checked by failing
    except (KeyError, TypeError, ValueError) as broken:
        raise Unreadable("damaged") from broken
    if height < 1 or width < 1 or height * width > limits.pixels:
        raise Unreadable("too_large")
    pixels = np.frombuffer(pipe.exactly(height * width * 3), np.uint8).reshape(height, width, 3)
    return Page(number, pixels, dpi, words, hidden)


def _word(untrusted: list[object]) -> Word:
    text, x0, y0, x1, y1 = untrusted
    return str(text), float(str(x0)), float(str(y0)), float(str(x1)), float(str(y1))


class _Pipe:
    """What the child says, waited for no longer than its time; only the time spent waiting counts."""

    def __init__(self, child: "subprocess.Popen[bytes]", left_s: float) -> None:
        self._child = child
        self.left_s = left_s
        self._kept = b""

    def line(self) -> bytes:
        while b"\n" not in self._kept:
            if len(self._kept) > LONGEST_HEADER:
                raise Unreadable("damaged")
            self._kept += self._some(65536)
        line, _, self._kept = self._kept.partition(b"\n")
        return line

    def exactly(self, size: int) -> bytearray:
        content = bytearray(self._kept[:size])
        self._kept = self._kept[size:]
        while len(content) < size:
            content += self._some(min(1 << 20, size - len(content)))
        return content

    def _some(self, most: int) -> bytes:
        assert self._child.stdout is not None  # noqa: S101  # Popen was told to make the pipe
        fd = self._child.stdout.fileno()
        started = time.monotonic()
        ready, _, _ = select.select([fd], [], [], max(0.0, self.left_s))
        self.left_s -= time.monotonic() - started
        if not ready:
            raise Unreadable("took_too_long")
        content = os.read(fd, most)
        if not content:
            raise Unreadable(_why_it_died(self._child.wait()))
        return content


def _why_it_died(code: int) -> str:
    """A child that ends without saying why: by its processor limit, or because the file broke the decoder."""
    return "took_too_long" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "damaged"
