"""The printed labels of a form, read again on the page: proof that every field lies where we think it lies."""

import re
import unicodedata
from dataclasses import dataclass

from ocr.align import in_mm, region
from ocr.ctc import Line
from ocr.cut import Laid
from ocr.rapid import RapidOcr
from slips.form import Anchor, Form
from slips.model import Crop

AROUND_MM = 0.9
PX_PER_MM = 200 / 25.4
THIRDS = 3
ENOUGH = 0.7
ENOUGH_IN_PART = 0.5
SURE = 0.9
_AS_FIGURES = str.maketrans("OIZSB", "01258")
"""Letters that readers take for figures and back: HS-12 read as H5-12 is no other number."""


@dataclass(frozen=True)
class Found:
    """Which of a form's anchors stand where they should. read: what stands there instead, for the log of a doubted page.

    whole: which of them lie wholly on the picture; other_title: a title that is plainly another one, "" where there is none.
    """

    form: Form
    seen: tuple[bool, ...]
    whole: tuple[bool, ...]
    read: tuple[str, ...]
    other_title: str = ""

    @property
    def share(self) -> float:
        return sum(self.seen) / len(self.seen)

    @property
    def has_title(self) -> bool:
        """Whether half of the titles that the picture holds are read, and at least one: one at the foot speaks for a page whose
        head is cut off, not for a head that says something else."""
        titles = [n for n, anchor in enumerate(self.form.anchors) if anchor.title]
        read = sum(self.seen[n] for n in titles)
        return read > 0 and 2 * read >= sum(self.whole[n] or self.seen[n] for n in titles)

    @property
    def doubt(self) -> str:
        """Why these labels do not prove the page's place; "" where they do."""
        if self.share < ENOUGH:
            return f"見出しが所定の位置に読み取れません（{len(self.seen)}か所のうち{sum(self.seen)}か所）"
        if not self.has_title:
            return "様式の表題が読み取れません"
        if self.other_title:
            return f"よく似た別の様式です（表題が「{self.other_title}」）"
        thin = [name for name, share in self._by_part() if share < ENOUGH_IN_PART]
        return f"紙の{'・'.join(thin)}で見出しが所定の位置に読み取れません" if thin else ""

    def _by_part(self) -> list[tuple[str, float]]:
        """Share of anchors seen in each third of the page, down and across; thirds without anchors are left out."""
        parts = []
        for names, axis in ((("上部", "中央部", "下部"), 1), (("左側", "中ほど", "右側"), 0)):
            for third, name in enumerate(names):
                inside = [s for s, a in zip(self.seen, self.form.anchors, strict=True) if _third(a, axis) == third]
                if inside:
                    parts.append((name, sum(inside) / len(inside)))
        return parts


def anchors_on(page: Laid, reader: RapidOcr) -> Found:
    """Reads every anchor of the form that the page was laid onto."""
    form = page.found.blank.form
    lines = reader.lines([_crop(page, anchor) for anchor in form.anchors])
    seen = tuple(says(anchor.text, line) for anchor, line in zip(form.anchors, lines, strict=True))
    whole = tuple(_is_whole(page, anchor) for anchor in form.anchors)
    others = [
        n.text
        for a, n, is_whole in zip(form.anchors, lines, whole, strict=True)
        if a.title and is_whole and is_another(a.text, n)
    ]
    return Found(form, seen, whole, tuple(line.text for line in lines), next(iter(others), ""))


def says(label: str, line: Line) -> bool:
    """Whether the line reads as the label: equal when folded, or one character off in four, two in eight and more."""
    wanted, got = folded(label), folded(line.text)
    allowed = 2 if len(wanted) >= 8 else 1 if len(wanted) >= 4 else 0
    return distance(wanted, got) <= allowed


def _is_whole(page: Laid, anchor: Anchor) -> bool:
    """Whether the anchor lies wholly on the picture; one that the edge cuts reads like another title."""
    form, (height, width) = page.found.blank.form, page.image.shape[:2]
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, anchor.box)
    corners = [page.found.on_page(x, y) for x in (x0, x1) for y in (y0, y1)]
    return all(0 <= x <= width and 0 <= y <= height for x, y in corners)


def is_another(title: str, line: Line) -> bool:
    """Whether a line is plainly not the title: surely read and neither it nor a part of it, or with other figures in it."""
    wanted, got = folded(title), folded(line.text)
    if not got or got in wanted or any(folded(other) == wanted for other in line.alternatives):
        return False
    figures, wanted_figures = (re.sub(r"\D", "", text.translate(_AS_FIGURES)) for text in (got, wanted))
    return line.confidence >= SURE or bool(figures and wanted_figures and figures != wanted_figures)


def folded(text: str) -> str:
    """Without width, blanks, dots and dashes, which readers see or not as they please."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN" or c == "%")


def distance(a: str, b: str) -> int:
    """How many characters to change, add or leave out (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def _third(anchor: Anchor, axis: int) -> int:
    """In which third of the page the anchor's middle lies, across (axis 0) or down (axis 1)."""
    middle = (anchor.box[axis] + anchor.box[axis + 2]) / 2
    return min(THIRDS - 1, int(middle * THIRDS))


def _crop(page: Laid, anchor: Anchor) -> Crop:
    form = page.found.blank.form
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, anchor.box)
    rect = (x0 - AROUND_MM, y0 - AROUND_MM, x1 + AROUND_MM, y1 + AROUND_MM)
    picture = region(page.image, page.found.to_page, rect, min(PX_PER_MM, page.found.px_per_mm))
    return Crop("", picture, anchor.box, "anchor", "text")
