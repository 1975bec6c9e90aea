"""Files that no scanner should send, made at run time for tests of bad input: every one must end in a clear answer."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

A6_PT = (298, 420)
PAGES = 600
SIDE_PX = 30_000


def empty(folder: Path) -> Path:
    """No bytes at all."""
    return _written(folder / "empty.pdf", b"")


def truncated(folder: Path) -> Path:
    """A PDF whose second half never arrived."""
    whole = _pdf(folder / "truncated.pdf", 3)
    return _written(whole, whole.read_bytes()[: whole.stat().st_size // 2])


def encrypted(folder: Path) -> Path:
    """A PDF that asks for a password."""
    return _pdf(folder / "encrypted.pdf", 1, StandardEncryption("open-me", "owner", strength=128))


def six_hundred_pages(folder: Path) -> Path:
    """A whole binder in one PDF."""
    return _pdf(folder / "six-hundred-pages.pdf", PAGES)


def huge_image(folder: Path) -> Path:
    """A 30,000 × 30,000 px PNG of about 100 kB: 900 megapixels once it is opened."""
    packer = zlib.compressobj(9)
    row = bytes(1 + SIDE_PX // 8)
    pixels = b"".join(packer.compress(row * 100) for _ in range(SIDE_PX // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", SIDE_PX, SIDE_PX, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return _written(folder / "huge-image.png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def text_named_pdf(folder: Path) -> Path:
    """A note that somebody renamed."""
    return _written(folder / "text-named.pdf", "これはスキャンではありません。\n".encode())


def png_named_jpg(folder: Path) -> Path:
    """A sound picture with no slip on it, under the name of another kind."""
    path = folder / "png-named.jpg"
    Image.new("L", (1240, 1754), 250).save(path, "PNG")
    return path


BROKEN: dict[str, Callable[[Path], Path]] = {
    "empty": empty,
    "truncated": truncated,
    "encrypted": encrypted,
    "six_hundred_pages": six_hundred_pages,
    "huge_image": huge_image,
    "text_named_pdf": text_named_pdf,
    "png_named_jpg": png_named_jpg,
}


def _pdf(path: Path, pages: int, encrypt: StandardEncryption | None = None) -> Path:
    canvas = Canvas(str(path), pagesize=A6_PT, encrypt=encrypt)
    for number in range(pages):
        canvas.drawString(30, 380, f"{number + 1} / {pages}")
        canvas.showPage()
    canvas.save()
    return path


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
