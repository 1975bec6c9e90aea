"""The text layer of a born-digital PDF as a witness of its own kind: words whose middle lies in a field's box."""

import importlib.metadata
from functools import cache
from itertools import pairwise

from ocr.align import Alignment
from ocr.pages import Page, Word
from slips.form import Field
from slips.model import HIDDEN_TEXT, Reading, Text

ENGINE = "pdfplumber"
GAP = 0.35
"""Share of the letters' height beyond which two words stand apart with a blank between them."""


def text_layer(page: Page, found: Alignment) -> list[Reading]:
    """One Reading a field that has words in it; none on a scan without any letters behind it."""
    readings = []
    for words, engine in ((page.words, ENGINE), (page.hidden, HIDDEN_TEXT)):
        for field in found.blank.form.fields if words else ():
            inside = [word for word in words if _lies_in(word, page, found, field)]
            if inside:
                text = Text(_joined(inside, page), 1.0, field.box)
                readings.append(Reading(field.name, engine, version(), "layer", (text,), "textlayer"))
    return readings


@cache
def version() -> str:
    return importlib.metadata.version("pdfplumber")


def _lies_in(word: Word, page: Page, found: Alignment, field: Field) -> bool:
    _, x0, y0, x1, y1 = word
    height, width = page.image.shape[:2]
    x, y = found.on_form((x0 + x1) / 2 * width, (y0 + y1) / 2 * height)
    left, top, right, bottom = field.box
    return left <= x <= right and top <= y <= bottom


def _joined(words: list[Word], page: Page) -> str:
    """The words from left to right, with a blank only where the paper shows one."""
    ordered = sorted(words, key=lambda w: w[1])
    height, width = page.image.shape[:2]
    text = ordered[0][0]
    for before, word in pairwise(ordered):
        apart = (word[1] - before[3]) * width > GAP * (word[4] - word[2]) * height
        text += (" " if apart else "") + word[0]
    return text
