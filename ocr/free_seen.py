"""Each found place seen by both engines: what RapidOCR read there in its line, and EasyOCR on tight cuts of the figures alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ocr.ctc import Line
from ocr.cut import Cell
from ocr.easy import EasyOcr
from ocr.fields import CORES, DATE_CORES, FOR_EASY, Hint, Sight, put_together, tight_crop
from ocr.free_places import Place
from ocr.free_text import Sheet, Word, picture_of
from ocr.ink import has_red_ink, ink_of, mask_of, strokes_of
from ocr.rapid import RapidOcr
from ocr.tight import digit_groups, figures_in
from slips.form import Field, Form
from slips.model import Crop, Reading, Text

Cut = tuple[Sight, list[tuple[Crop, str]]]


def readings_at(sheet: Sheet, form: Form, places: Sequence[Place], rapid: RapidOcr, easy: EasyOcr) -> list[Reading]:
    """A Reading of each place by RapidOCR, and one by EasyOCR where there are figures."""
    first = [_read_in_line(sheet, form, place, rapid) for place in places]
    inked = [place for place in places if form.by_name[place.field].kind in FOR_EASY]
    cuts = [cut for place in inked if (cut := _cut(sheet, form, place))]
    lines = iter(easy.lines([crop for _, groups in cuts for crop, _ in groups]))
    second = [put_together(easy, s.field, [(next(lines), after) for _, after in groups]) for s, groups in cuts]
    return [*first, *second]


def _read_in_line(sheet: Sheet, form: Form, place: Place, rapid: RapidOcr) -> Reading:
    """The place's own characters out of the line they were read in; several lines one after the other."""
    box = sheet.page.fractions(place.rect)
    parts = [_part(sheet.words[word], place) for word in dict.fromkeys(g.word for g in place.glyphs)]
    alternatives = parts[0].alternatives if len(parts) == 1 else ()
    between = " " if form.by_name[place.field].kind == "text" else ""
    text = Text(between.join(part.text for part in parts), place.confidence, box, alternatives)
    return Reading(place.field, rapid.name, rapid.version, "cell", (text,))


def _part(word: Word, place: Place) -> Line:
    """The characters of a word that belong to the place, as a line of their own; a mark that only the ink showed is not among them."""
    begin, end = _reach(word, place)
    text, line = word.line.text[begin:end].strip(), word.line
    head, tail = line.text[:begin], line.text[end:]
    others = tuple(
        a[len(head) : len(a) - len(tail)] for a in line.alternatives if a.startswith(head) and a.endswith(tail)
    )
    return Line(text, line.confidence, others, line.spans[begin:end])


def _reach(word: Word, place: Place) -> tuple[int, int]:
    at = [g.at for g in place.glyphs if g in word.glyphs and g.at < len(word.line.text)]
    return (min(at), max(at) + 1) if at else (0, 0)


def _cut(sheet: Sheet, form: Form, place: Place) -> Cut | None:
    """The tight crops of a place's figures; None where the ink does not show them apart from their neighbours."""
    word = next((sheet.words[g.word] for g in place.glyphs if g.char.isdigit()), None)
    if word is None:
        return None
    sight = _sight(sheet, word, replace(form.by_name[place.field], box=sheet.page.fractions(place.rect)))
    sight, line, reach = _between_gaps(sight, word, _reach(word, place))
    groups = list(_groups(sight, line, reach))
    return (sight, groups) if groups else None


def _between_gaps(sight: Sight, word: Word, reach: tuple[int, int]) -> tuple[Sight, Line, tuple[int, int]]:
    """The part of a line from the gap before the value to the gap behind it: there the ink is told from its neighbours most surely."""
    apart = sorted({g.at for g in word.glyphs if g.apart and g.at < len(word.line.text)})
    begin = max((at for at in apart if at <= reach[0]), default=0)
    end = min((at for at in apart if at >= reach[1]), default=len(word.line.text))
    width = sight.picture.shape[1]
    left, right = _gap_at(sight, word.line, begin), _gap_at(sight, word.line, end)
    share = width / (right - left)
    spans = tuple(((a - left / width) * share, (b - left / width) * share) for a, b in word.line.spans[begin:end])
    picture, level = (np.ascontiguousarray(part[:, left:right]) for part in (sight.picture, sight.level))
    line = Line(word.line.text[begin:end], word.line.confidence, (), spans)
    return replace(sight, picture=picture, level=level), line, (reach[0] - begin, reach[1] - begin)


def _gap_at(sight: Sight, line: Line, at: int) -> int:
    """The middle of the widest white stretch before a character, in pixels; the picture's edge before the first and after the last."""
    width = sight.picture.shape[1]
    if at in (0, len(line.text)):
        return 0 if at == 0 else width
    before = max(i for i in range(at) if not line.text[i].isspace())
    low, high = (round(sum(line.spans[i]) / 2 * width) for i in (before, at))
    inked: list[int] = np.flatnonzero(
        mask_of(sight.picture, sight.level, sight.cell.px_per_mm)[:, low:high].any(axis=0)
    ).tolist()
    edges = [0, *inked, high - low]
    widest = max(range(len(edges) - 1), key=lambda i: edges[i + 1] - edges[i])
    return int(low + (edges[widest] + edges[widest + 1]) // 2)


def _groups(sight: Sight, line: Line, reach: tuple[int, int]) -> Iterator[tuple[Crop, str]]:
    """One crop for each run of figures within reach (a date has three), and what stands behind it."""
    letters = "A-Z" in sight.field.pattern
    cores = DATE_CORES if sight.field.kind == "date" else CORES
    inks = [strokes_of(sight.picture, sight.level, sight.cell.px_per_mm, core) for core in cores]
    groups, runs = digit_groups(line, inks, letters), list(figures_in(line.text, letters))
    if len(groups) != len(runs):
        return
    own = [(g, run) for g, run in zip(groups, runs, strict=True) if reach[0] <= run[0] and run[1] <= reach[1]]
    if not own or (sight.field.kind != "date" and len(own) > 1):
        return
    hint: Hint = "date" if len(own) > 1 else "code" if letters else "digits"
    for number, (group, _) in enumerate(own):
        after = group.after if number < len(own) - 1 or group.after == "日" else ""
        yield tight_crop(sight, group.left, group.right, hint), after


def _sight(sheet: Sheet, word: Word, field: Field) -> Sight:
    page = sheet.page
    rows, columns = page.pixels(word.rect)
    picture, level = picture_of(page, word.rect), np.ascontiguousarray(page.level[rows, columns])
    cell = Cell(picture, level, page.px_per_mm, ink_of(picture, level, page.px_per_mm), has_red_ink(picture))
    return Sight(field, cell, picture, level, "")
