"""Where Debian keeps the Japanese fonts that the samples are drawn with, by role; a missing one is said with its package."""

import random
from functools import cache
from pathlib import Path

from PIL import ImageFont

from practice.paper.marks import MM_PER_PT

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

# name -> (file name, Debian package). The number in the collection is always 0: the Japanese one.
FONTS: dict[str, tuple[str, str]] = {
    "gothic-ipaex": ("ipaexg.ttf", "fonts-ipaexfont-gothic"),
    "mincho-ipaex": ("ipaexm.ttf", "fonts-ipaexfont-mincho"),
    "gothic-noto": ("NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
    "mincho-noto": ("NotoSerifCJK-Regular.ttc", "fonts-noto-cjk"),
    "gothic-bizud": ("BIZUDGothic-Regular.ttf", "fonts-morisawa-bizud-gothic"),
    "mincho-bizud": ("BIZUDMincho-Regular.ttf", "fonts-morisawa-bizud-mincho"),
    "hand-yoz": ("YOzRN_.ttf", "fonts-yozvox-yozfont-new-kana"),
    "hand-seto": ("setofont.ttf", "fonts-seto"),
    "hand-kiloji": ("kiloji.ttf", "fonts-kiloji"),
    "hand-klee": ("KleeOne-SemiBold.ttf", "fonts-klee"),
    "hand-yusei": ("YuseiMagic-Regular.ttf", "fonts-yusei-magic"),
}
PRINT_FONTS = tuple(name for name in FONTS if name.startswith(("gothic", "mincho")))
EMBEDDABLE_FONTS = tuple(name for name in PRINT_FONTS if not name.endswith("noto"))
"""Those with TrueType outlines, which a PDF can carry as a subset."""
HAND_FONTS = tuple(name for name in FONTS if name.startswith("hand"))
FORM_GOTHIC, FORM_MINCHO = "gothic-ipaex", "mincho-ipaex"
"""What the blank forms themselves are printed in, the same on every sample."""

PRINT_FOR_MISSING = FORM_MINCHO
"""Stands in for a font that lacks a letter."""


class FontMissing(RuntimeError):
    """A font is not on this machine; the message names the Debian package that carries it."""


def chosen(role: tuple[str, ...], rng: random.Random) -> str:
    """One font of the role. Where a release lacks it, the next one in the role that is there."""
    first = rng.randrange(len(role))
    for name in role[first:] + role[:first]:
        if FONTS[name][0] in _installed():
            return name
    raise FontMissing(
        f"no font of {', '.join(role)} is on this machine: run `apt-get install {FONTS[role[0]][1]}`, or `make setup`"
    )


def font_file(name: str) -> Path:
    """The file of a font; FontMissing says what to install."""
    file, package = FONTS[name]
    if file not in _installed():
        raise FontMissing(f"font {file} is not on this machine: run `apt-get install {package}`, or `make setup`")
    return _installed()[file]


@cache
def _installed() -> dict[str, Path]:
    wanted = {file for file, _ in FONTS.values()}
    files = (path for folder in _FOLDERS for path in sorted(Path(folder).expanduser().glob("**/*.tt[fc]")))
    return {path.name: path for path in files if path.name in wanted}


@cache
def font_at(name: str, size_px: float) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels, opened once."""
    return ImageFont.truetype(font_file(name), size_px, layout_engine=ImageFont.Layout.BASIC)


def width_mm(text: str, name: str, size_pt: float) -> float:
    """How wide a run of text comes out, measured at a size where rounding does not matter."""
    return font_at(name, 200).getlength(text) / 200 * size_pt * MM_PER_PT


def ink_mm(text: str, name: str, size_pt: float) -> tuple[float, float, float, float]:
    """The ink around the point (left, middle height) of a run of text: left, top, right, bottom in millimetres."""
    left, top, right, bottom = font_at(name, 200).getbbox(text, anchor="ls")
    scale = size_pt * MM_PER_PT / 200
    drop = baseline_drop_mm(size_pt)
    return left * scale, top * scale + drop, right * scale, bottom * scale + drop


def baseline_drop_mm(size_pt: float) -> float:
    """How far below the middle of the letters their baseline lies; Japanese type sits 0.38 of its size above it."""
    return 0.38 * size_pt * MM_PER_PT


def missing_glyphs(text: str, name: str) -> set[str]:
    """The characters of a text that a font has no shape for."""
    return {
        letter for letter in text if not letter.isspace() and _shape(name, letter) in (_shape(name, "\U0010fffe"), b"")
    }


@cache
def _shape(name: str, letter: str) -> bytes:
    mask = font_at(name, 24).getmask(letter)
    return bytes(mask) if mask.getbbox() else b""
