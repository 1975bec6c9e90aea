"""Marks onto pixels, with Pillow."""

from collections.abc import Iterable

import cv2
import numpy as np
from PIL import Image, ImageDraw

from practice.paper.fonts import baseline_drop_mm, font_at
from practice.paper.marks import MM_PER_PT, Line, Mark, PenDigit, Stroke, Tint, Words
from practice.paper.pen import digit_ink

PAPER = (255, 255, 255)
_ANCHORS = {"left": "ls", "middle": "ms", "right": "rs"}


def drawn(marks: Iterable[Mark], width_mm: float, height_mm: float, dpi: int) -> Image.Image:
    """The page as an RGB image of width_mm × height_mm at dpi."""
    page = Image.new("RGB", (round(width_mm * dpi / 25.4), round(height_mm * dpi / 25.4)), PAPER)
    pencil = ImageDraw.Draw(page)
    for mark in marks:
        match mark:
            case Tint():
                _tint(pencil, mark, dpi)
            case Line():
                _line(pencil, mark, dpi)
            case Words():
                _words(page, pencil, mark, dpi)
            case PenDigit():
                _pen_digit(page, mark, dpi)
            case Stroke():
                _stroke(page, mark, dpi)
    return page


def _px(mm: float, dpi: int) -> float:
    return mm * dpi / 25.4


def _tint(pencil: ImageDraw.ImageDraw, mark: Tint, dpi: int) -> None:
    x0, y0, x1, y1 = (round(_px(v, dpi)) for v in mark.rect)
    pencil.rectangle((x0, y0, x1 - 1, y1 - 1), fill=mark.colour)


def _line(pencil: ImageDraw.ImageDraw, mark: Line, dpi: int) -> None:
    thick = max(1, round(_px(mark.width_mm, dpi)))
    x0, x1 = sorted((_px(mark.x0, dpi), _px(mark.x1, dpi)))
    y0, y1 = sorted((_px(mark.y0, dpi), _px(mark.y1, dpi)))
    left, top = round(x0 - thick / 2), round(y0 - thick / 2)
    right, bottom = round(x1 - thick / 2) + thick - 1, round(y1 - thick / 2) + thick - 1
    pencil.rectangle((left, top, right, bottom), fill=mark.colour)


def _words(page: Image.Image, pencil: ImageDraw.ImageDraw, mark: Words, dpi: int) -> None:
    font = font_at(mark.font, mark.size_pt * MM_PER_PT * dpi / 25.4)
    x, y = _px(mark.x, dpi), _px(mark.y + baseline_drop_mm(mark.size_pt), dpi)
    if not mark.tilt:
        pencil.text((x, y), mark.text, font=font, fill=mark.colour, anchor=_ANCHORS[mark.align])
        return
    left, top, right, bottom = (int(v) for v in font.getbbox(mark.text, anchor=_ANCHORS[mark.align]))
    pad = 4
    ink = Image.new("L", (right - left + 2 * pad, bottom - top + 2 * pad), 0)
    ImageDraw.Draw(ink).text((pad - left, pad - top), mark.text, font=font, fill=255, anchor=_ANCHORS[mark.align])
    turned = ink.rotate(mark.tilt, Image.Resampling.BICUBIC)
    page.paste(mark.colour, (round(x) + left - pad, round(y) + top - pad), turned)


def _pen_digit(page: Image.Image, mark: PenDigit, dpi: int) -> None:
    side = max(8, round(_px(mark.height_mm, dpi)))
    ink = cv2.resize(digit_ink(mark.digit, mark.example), (side, side), interpolation=cv2.INTER_CUBIC)
    sharp = np.clip((ink.astype(np.float32) - 70) * 2.2, 0, 255).astype(np.uint8)
    corner = (round(_px(mark.x, dpi) - side / 2), round(_px(mark.y, dpi) - side / 2))
    page.paste(mark.colour, corner, Image.fromarray(sharp))


def _stroke(page: Image.Image, mark: Stroke, dpi: int) -> None:
    """Drawn four times as large and shrunk, so that its edges are soft."""
    xs, ys = zip(*mark.points, strict=True)
    pad, scale = mark.width_mm * 2, 4 * dpi / 25.4
    left, top = round(_px(min(xs) - pad, dpi)), round(_px(min(ys) - pad, dpi))
    wide, high = (round(_px(max(vs) - min(vs) + 2 * pad, dpi)) for vs in (xs, ys))
    ink = Image.new("L", (wide * 4, high * 4), 0)
    points = [(x * scale - left * 4, y * scale - top * 4) for x, y in mark.points]
    ImageDraw.Draw(ink).line(points, fill=255, width=max(4, round(mark.width_mm * scale)), joint="curve")
    page.paste(mark.colour, (left, top), ink.resize((wide, high), Image.Resampling.BOX))
