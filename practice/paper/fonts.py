"""Where Debian keeps the Japanese fonts that the samples are drawn with, by role; a missing one is said with its package."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

from practice.paper.marks import MM_PER_PT

_SHARE = Path("/usr/share/fonts")

# name -> (file below /usr/share/fonts, number in the collection, Debian package)
FONTS: dict[str, tuple[str, int, str]] = {
    "gothic-ipaex": ("opentype/ipaexfont-gothic/ipaexg.ttf", 0, "fonts-ipaexfont"),
    "mincho-ipaex": ("opentype/ipaexfont-mincho/ipaexm.ttf", 0, "fonts-ipaexfont"),
    "gothic-bizud": ("truetype/bizud-gothic/BIZUDGothic-Regular.ttf", 0, "fonts-morisawa-bizud-gothic"),
    "mincho-bizud": ("truetype/bizud-mincho/BIZUDMincho-Regular.ttf", 0, "fonts-morisawa-bizud-mincho"),
    "gothic-noto": ("opentype/noto/NotoSansCJK-Regular.ttc", 0, "fonts-noto-cjk"),
    "mincho-noto": ("opentype/noto/NotoSerifCJK-Regular.ttc", 0, "fonts-noto-cjk"),
    "hand-klee": ("truetype/klee/KleeOne-SemiBold.ttf", 0, "fonts-klee"),
    "hand-kiloji": ("truetype/kiloji/kiloji.ttf", 0, "fonts-kiloji"),
    "hand-seto": ("truetype/seto/setofont.ttf", 0, "fonts-seto"),
    "hand-yoz": ("truetype/yozvox-yozfont/YOzRN_.ttf", 0, "fonts-yozvox-yozfont-new-kana"),
    "brush-aoyagi": ("truetype/aoyagi-kouzan-t/AoyagiKouzanT.ttf", 0, "fonts-aoyagi-kouzan-t"),
}
PRINT_FONTS = tuple(name for name in FONTS if name.startswith(("gothic", "mincho")))
EMBEDDABLE_FONTS = tuple(name for name in PRINT_FONTS if not name.endswith("noto"))
"""Those with TrueType outlines, which a PDF can carry as a subset."""
HAND_FONTS = tuple(name for name in FONTS if name.startswith("hand"))
FORM_GOTHIC, FORM_MINCHO = "gothic-ipaex", "mincho-ipaex"
"""What the blank forms themselves are printed in, the same on every sample."""


class FontMissing(RuntimeError):
    """A font is not on this machine; the message names the Debian package that carries it."""


def font_file(name: str) -> Path:
    """The file of a font; FontMissing says what to install."""
    below, _, package = FONTS[name]
    path = _SHARE / below
    if not path.is_file():
        raise FontMissing(
            f"font {name} is not at {path}: run `apt-get install {package}` (make setup does it where apt is at hand)"
        )
    return path


@cache
def font_at(name: str, size_px: float) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels, opened once."""
    return ImageFont.truetype(font_file(name), size_px, index=FONTS[name][1], layout_engine=ImageFont.Layout.BASIC)


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
    font = font_at(name, 40)
    blank = (
        font.getmask("\U0010fffe").tobytes()
        if hasattr(font.getmask(" "), "tobytes")
        else bytes(font.getmask("\U0010fffe"))
    )
    return {c for c in text if not c.isspace() and bytes(font.getmask(c)) == blank}
