"""The words of an upright page: each detected line cut at ruled lines, widened to the ink it belongs to, and read once."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ocr.ctc import Line
from ocr.cut import Rgb, with_margin
from ocr.free_ink import (
    ASIDE_MM,
    Ink,
    Rules,
    grown,
    in_lines,
    ink_and_rules,
    ink_height,
    inside,
    pieces,
    without_twins,
)
from ocr.free_page import Rect, Upright
from ocr.ink import has_red_ink, ink_of, red_channel
from ocr.rapid import RapidOcr
from slips.model import Crop

ALONE_MM = 3.0
GAP, WHITE = 1.2, 0.26
"""Where a gap is: characters this much farther apart than usual, and this much of the line's height without ink between them."""
DITTO, LIKE_DITTO, LOW = (
    frozenset({"〃", "″", "々", '"'}),
    frozenset({"11", "1", "l", "ll", "II", "//", "ハ", "い", "リ", "り", "n", "''"}),
    0.82,
)
LIKE_MARK = {"米": "※", "×": "※", "X": "※", "x": "※", "*": "※", "＊": "※", "来": "※", "兴": "※"}


@dataclass(frozen=True)
class Glyph:
    """One character as compared (half-width), from left to right edge in mm. at: its place in the word's text; apart: a gap is before it."""

    char: str
    left: float
    right: float
    word: int
    at: int = 0
    apart: bool = False


@dataclass(frozen=True)
class Word:
    """A piece of a line of text that no ruled line cuts. line: as it was read, blanks and all."""

    rect: Rect
    line: Line
    glyphs: tuple[Glyph, ...] = ()

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def confidence(self) -> float:
        return self.line.confidence

    @property
    def height(self) -> float:
        return self.rect[3] - self.rect[1]

    @property
    def middle(self) -> float:
        return (self.rect[1] + self.rect[3]) / 2


@dataclass(frozen=True)
class Sheet:
    """Everything read on an upright page. rows: for each word, the words on its line from left to right, itself included."""

    page: Upright
    words: tuple[Word, ...]
    rules: Rules
    rows: tuple[tuple[int, ...], ...] = field(default=())

    def after(self, word: int) -> list[int]:
        """The words to the right of one, nearest first."""
        row = self.rows[word]
        return list(row[row.index(word) + 1 :])


def sheet_of(page: Upright, reader: RapidOcr) -> Sheet:
    """Reads every line of the page."""
    ink, rules = ink_and_rules(page)
    rects = [grown(piece, ink, rules) for line in in_lines(list(page.lines), ink) for piece in pieces(line, ink, rules)]
    rects = without_twins(rects)
    read = [(r, line) for r, line in zip(rects, _read(page, rects, reader), strict=True) if line.text.strip()]
    typical = float(np.median([ink_height(ink, r) for r, line in read if line.text.isdecimal()] or [0.0]))
    seen = [(rect, _seen_as_ditto(line, ink_height(ink, rect), typical)) for rect, line in read]
    words = [_word(i, rect, line, ink) for i, (rect, line) in enumerate(seen)]
    words = _with_ends(page, words, ink, reader)
    return Sheet(page, tuple(words), rules, tuple(_row(i, words) for i in range(len(words))))


def _read(page: Upright, rects: Sequence[Rect], reader: RapidOcr) -> list[Line]:
    return reader.lines([Crop("", picture_of(page, r), page.fractions(r), "line", "text") for r in rects])


def picture_of(page: Upright, rect: Rect) -> Rgb:
    """The page's picture there, seen through a red glass where a seal lies over black ink."""
    rows, columns = page.pixels(rect)
    image, level = np.ascontiguousarray(page.image[rows, columns]), np.ascontiguousarray(page.level[rows, columns])
    covered = has_red_ink(image) and not ink_of(image, level, page.px_per_mm).is_blank
    return red_channel(image) if covered else image


def _seen_as_ditto(line: Line, high: float, figure_mm: float) -> Line:
    """A ditto mark reads as 11, but it is only half as high as a figure."""
    if line.text.strip() in DITTO or (line.text.strip() in LIKE_DITTO and high < LOW * figure_mm):
        return Line("〃", line.confidence, (), ((0.0, 1.0),))
    return line


def _with_ends(page: Upright, words: Sequence[Word], ink: Ink, reader: RapidOcr) -> list[Word]:
    """Readers overlook a lone mark (※) at the beginning or end of a line: what ink is left over there is read by itself."""
    ends = [(word, end) for word in words for end in _left_over(word, ink)]
    lines = reader.lines([Crop("", _alone(page, end), page.fractions(end), "end", "text") for _, end in ends])
    marks: dict[int, list[tuple[Rect, str]]] = {}
    for (word, end), line in zip(ends, lines, strict=True):
        char = line.text.strip() or "※"  # the one sign that readers know and often do not see
        if len(char) == 1:
            marks.setdefault(word.glyphs[0].word, []).append((end, LIKE_MARK.get(char, char)))
    return [_with_marks(word, marks.get(i, [])) for i, word in enumerate(words)]


def _alone(page: Upright, rect: Rect) -> Rgb:
    """A mark with white paper around it: without it a reader sees nothing."""
    return with_margin(picture_of(page, rect), round(ALONE_MM * page.px_per_mm))


def _left_over(word: Word, ink: Ink) -> list[Rect]:
    """Ink of a character's size before the first or behind the last character that was read, a gap away."""
    own = inside(ink, word.rect)
    own = own[own[:, 3] - own[:, 1] > 0.3 * word.height]
    em, first, last = 0.6 * word.height, word.glyphs[0], word.glyphs[-1]
    half = {g.char: (0.4 if _is_wide(g.char) else 0.25) * word.height for g in (first, last)}
    before, after = (
        own[own[:, 2] < (first.left + first.right) / 2 - half[first.char]],
        own[own[:, 0] > (last.left + last.right) / 2 + half[last.char]],
    )
    return [
        (float(part[:, 0].min()) - ASIDE_MM, word.rect[1], float(part[:, 2].max()) + ASIDE_MM, word.rect[3])
        for part in (before, after)
        if len(part) and 0.5 * em < part[:, 2].max() - part[:, 0].min() < 1.6 * em
    ]


def _with_marks(word: Word, marks: Sequence[tuple[Rect, str]]) -> Word:
    glyphs = list(word.glyphs)
    for rect, char in marks:
        number, first = glyphs[0].word, rect[0] < glyphs[0].left
        glyph = Glyph(char, rect[0], rect[2], number, 0 if first else len(word.text), not first)
        glyphs = [glyph, replace(glyphs[0], apart=True), *glyphs[1:]] if first else [*glyphs, glyph]
    return replace(word, glyphs=tuple(glyphs))


def is_level(a: Word, b: Word) -> bool:
    """Whether two words stand on one line: the middle of each lies within the height of the other."""
    return a.rect[1] < b.middle < a.rect[3] and b.rect[1] < a.middle < b.rect[3]


def _row(index: int, words: Sequence[Word]) -> tuple[int, ...]:
    own = words[index]
    return tuple(sorted((i for i, w in enumerate(words) if is_level(own, w)), key=lambda i: words[i].rect[0]))


def _word(index: int, rect: Rect, line: Line, ink: Ink) -> Word:
    glyphs: list[Glyph] = []
    width = rect[2] - rect[0]
    gaps = _gaps(rect, line, inside(ink, rect))
    for at, (char, (a, b)) in enumerate(zip(line.text, line.spans, strict=True)):
        folded = "".join(unicodedata.normalize("NFKC", char).split())
        glyphs += [
            Glyph(plain, rect[0] + a * width, rect[0] + b * width, index, at, at in gaps and not i)
            for i, plain in enumerate(folded)
        ]
    return Word(rect, line, tuple(glyphs))


def _gaps(rect: Rect, line: Line, own: Ink) -> set[int]:
    """The places in a line before which there is a gap, whether or not the reader wrote a blank there.

    The ink must show white paper, and the characters must stand farther apart than the others of the line do.
    """
    seen = [(at, (a + b) / 2) for at, (a, b) in enumerate(line.spans) if not line.text[at].isspace()]
    blanks = {j for i, j in pairwise([at for at, _ in seen]) if j - i > 1}
    wide = {at: 1.0 if _is_wide(line.text[at]) else 0.55 for at, _ in seen}
    steps = [((y - x) / ((wide[i] + wide[j]) / 2), x, y, j) for (i, x), (j, y) in pairwise(seen)]
    usual = float(np.median([step for step, _, _, _ in steps])) if steps else 0.0
    across, white = rect[2] - rect[0], WHITE * (rect[3] - rect[1])
    apart = {
        j
        for step, x, y, j in steps
        if step > GAP * usual and _white(own, rect[0] + x * across, rect[0] + y * across) > white
    }
    return blanks | apart


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def _white(own: Ink, left: float, right: float) -> float:
    """The widest stretch without ink between two places."""
    here = own[(own[:, 2] > left) & (own[:, 0] < right)]
    edge, widest = left, 0.0
    for x0, _, x1, _ in here[np.argsort(here[:, 0])]:
        widest = max(widest, float(x0) - edge)
        edge = max(edge, float(x1))
    return max(widest, right - edge)
