"""Marks onto a born-digital PDF with a real text layer and embedded font subsets, with reportlab."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from practice.paper.fonts import baseline_drop_mm, font_file
from practice.paper.marks import MM_PER_PT, Line, Mark, Tint, Words

INVISIBLE: Literal[3] = 3
"""The text rendering mode of PDF that draws nothing."""


def write_pdf(path: Path, pages: Sequence[Iterable[Mark]], width_mm: float, height_mm: float) -> None:
    """One page for each set of marks; the same marks give the same bytes. Pen strokes have no place on such a page: ValueError."""
    canvas = Canvas(str(path), pagesize=(width_mm / MM_PER_PT, height_mm / MM_PER_PT), invariant=1, pageCompression=1)
    for marks in pages:
        canvas.scale(1 / MM_PER_PT, 1 / MM_PER_PT)
        for mark in marks:
            _draw(canvas, mark, height_mm)
        canvas.showPage()
    canvas.save()


def write_layered(
    path: Path, marks: Iterable[Mark], picture: Image.Image, layer: Iterable[Words], width_mm: float, height_mm: float
) -> None:
    """One page of marks, of a picture laid over all of it, and of words that nobody sees but whoever asks for the text."""
    canvas = Canvas(str(path), pagesize=(width_mm / MM_PER_PT, height_mm / MM_PER_PT), invariant=1, pageCompression=1)
    canvas.scale(1 / MM_PER_PT, 1 / MM_PER_PT)
    for mark in marks:
        _draw(canvas, mark, height_mm)
    canvas.drawImage(ImageReader(_see_through(picture)), 0, 0, width_mm, height_mm, mask="auto")
    for mark in layer:
        _words(canvas, mark, height_mm, INVISIBLE)
    canvas.showPage()
    canvas.save()


def _see_through(picture: Image.Image) -> Image.Image:
    """White paper becomes transparent and the ink as strong as it was, so that only the ink covers what is below."""
    paper = np.asarray(picture.convert("RGB"), np.float32)
    cover = 255 - paper.min(axis=2, keepdims=True)
    ink = 255 - (255 - paper) * 255 / np.maximum(cover, 1)
    return Image.fromarray(np.concatenate((ink, cover), axis=2).astype(np.uint8))


def _draw(canvas: Canvas, mark: Mark, height_mm: float) -> None:
    match mark:
        case Tint():
            x0, y0, x1, y1 = mark.rect
            canvas.setFillColorRGB(*(c / 255 for c in mark.colour))
            canvas.rect(x0, height_mm - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        case Line():
            canvas.setStrokeColorRGB(*(c / 255 for c in mark.colour))
            canvas.setLineWidth(mark.width_mm)
            canvas.line(mark.x0, height_mm - mark.y0, mark.x1, height_mm - mark.y1)
        case Words():
            _words(canvas, mark, height_mm)
        case _:
            raise ValueError("handwriting cannot stand on a born-digital page")


def _words(canvas: Canvas, mark: Words, height_mm: float, mode: Literal[3] | None = None) -> None:
    canvas.setFillColorRGB(*(c / 255 for c in mark.colour))
    canvas.setFont(_registered(mark.font), mark.size_pt * MM_PER_PT)
    baseline = height_mm - mark.y - baseline_drop_mm(mark.size_pt)
    put = {"left": canvas.drawString, "middle": canvas.drawCentredString, "right": canvas.drawRightString}[mark.align]
    put(mark.x, baseline, mark.text, mode=mode)


@cache
def _registered(name: str) -> str:
    pdfmetrics.registerFont(TTFont(name, str(font_file(name))))
    return name
