"""Every field of a laid page, seen by each witness: the ink, RapidOCR on the cell, EasyOCR on tight groups of digits (and, where
the machine has its Japanese weights, on the writing of names and texts), boxes one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ocr.combs import strip
from ocr.ctc import Line
from ocr.cut import Cell, Laid, Rgb, cell_of, frame_is_seen, stretched, trimmed, with_margin
from ocr.digits import BoxedDigits, is_boxed
from ocr.easy import EasyOcr
from ocr.easy_japanese import EasyOcrJapanese
from ocr.ink import extent, ink_of, strokes_of
from ocr.marks import mark_readings
from ocr.marks_ditto import ditto_readings
from ocr.rapid import RapidOcr
from ocr.strikes import corrections
from ocr.text_lines import joined, parting_row
from ocr.tight import digit_groups, unsigned
from slips.form import Field
from slips.model import Crop, Reading, Text
from slips.written import canonical

Hint = Literal["digits", "date", "code", "text", "kana", "words"]
HINTS: Mapping[str, Hint] = {
    "money": "digits",
    "digits": "digits",
    "fiscal_year": "digits",
    "code": "code",
    "date": "date",
    "kana": "kana",
    "words": "words",
}
FOR_EASY = ("money", "digits", "fiscal_year", "code", "date")
FOR_JAPANESE = ("name", "kana", "text", "address")
MAY_HAVE_TWO_LINES = ("text", "address")
ASIDE_MM, ABOVE_MM = 1.0, 0.8
ASIDE_FIGURES_MM = 3.0
"""Wider than a digit: one too faint to count as ink must still lie before the first reader, or both would lose it alike."""
TIGHT_MM, MARGIN_MM = 0.5, 0.5
CORES, DATE_CORES = (0.4,), (0.25, 0.4, 0.55)
"""How dark the core of a stroke is; a date has much to part, so three are tried (thin print loses strokes, blurred print merges)."""
MOST_ASTRAY = 0.2
"""Share of inked fields; on pages printed in step none was seen (20 profiles, seeds 3000-3001)."""
INK, INK_VERSION = "ink", "1"


@dataclass(frozen=True)
class Sight:
    """A field and what a reader is given of it.

    level: the same part of the page evened out, for finding the ink in it; unseen: why nobody can read it, "" where they can.
    """

    field: Field
    cell: Cell
    picture: Rgb
    level: NDArray[np.uint8]
    unseen: str


def readings_of(
    page: Laid, rapid: RapidOcr, easy: EasyOcr, digits: BoxedDigits, japanese: EasyOcrJapanese | None = None
) -> list[Reading]:
    """One Reading a field from each witness that can say something about it.

    A field that cannot be seen whole (its frame is hidden, its writing runs over the edge) is read by nobody.
    """
    fields = page.found.blank.form.fields
    seen = _in_step([_sight(page, field) for field in fields if not field.mark])
    # First, because it reads boxed figures best: of witnesses that differ, the earliest gives the text to begin with.
    boxed = [s.field for s in seen if is_boxed(s.field) and not s.unseen and (s.field.critical or not s.cell.is_blank)]
    beside = (
        *mark_readings(page, [f for f in fields if f.name not in page.found.off]),
        *corrections(page, [s.field for s in seen]),
    )
    dittos = ditto_readings((s.field, s.cell) for s in seen if not s.unseen)
    in_boxes = digits.read_cells(page, boxed)
    said = {r.field: r.texts[0].text for r in in_boxes if r.texts}
    in_japanese = _by_japanese(seen, japanese) if japanese else []
    return [*in_boxes, *seen_by_both(seen, rapid, easy, said), *in_japanese, *beside, *dittos]


def seen_by_both(
    seen: Sequence[Sight], rapid: RapidOcr, easy: EasyOcr, said: Mapping[str, str] = MappingProxyType({})
) -> list[Reading]:
    """What the ink and both engines say of each field.

    said: what the reader of boxed digits sees. On these EasyOCR is right half the time, so it is asked only where the other two differ.
    """
    unseen = [_nothing(s, engine) for s in seen if s.unseen for engine in (rapid, easy)]
    whole = [s for s in seen if not s.unseen]
    blank = [Reading(s.field.name, INK, INK_VERSION, "cell", (), "ink") for s in whole if s.cell.is_blank]
    # A second look at a blank that money depends on; other blanks need none.
    for_rapid = [s for s in whole if s.field.critical or not s.cell.is_blank]
    lines = _lines(for_rapid, rapid)
    first = [_reading(rapid, s.field, line) for s, line in zip(for_rapid, lines, strict=True)]
    pairs = zip(for_rapid, lines, strict=True)
    wanted = [(s, line) for s, line in pairs if s.field.kind in FOR_EASY and not s.cell.is_blank]
    inked = [(s, line) for s, line in wanted if not _is_agreed(s.field, line.text, said.get(s.field.name, ""))]
    return [*blank, *first, *_by_easy(inked, easy), *unseen]


def _is_agreed(field: Field, first: str, second: str) -> bool:
    texts = {canonical(field.kind, raw, field.pattern, field.choices) for raw in (first, second) if raw}
    return bool(first and second) and len(texts) == 1 and None not in texts


def _sight(page: Laid, field: Field) -> Sight:
    cell = cell_of(page, field.box, widen=not field.cells)
    off = cell.cut_off or (cell.astray and field.printed) or field.name in page.found.off
    unseen = "cut off" if off else "" if frame_is_seen(page, field.box) else "frame not seen"
    picture, level = strip(cell, field.cells) if field.cells else trimmed(cell, _aside_mm(field), ABOVE_MM)
    return Sight(field, cell, picture, level, unseen)


def _in_step(sights: list[Sight]) -> list[Sight]:
    """Where print runs over its rows in many fields, the printer was out of step with the form: what it printed is not believed."""
    printed = {s.field.name: s.cell.astray for s in sights if s.field.printed and not s.cell.is_blank}
    if sum(printed.values()) <= MOST_ASTRAY * len(printed):
        return sights
    return [replace(s, unseen=s.unseen or "out of step") if s.field.name in printed else s for s in sights]


def _aside_mm(field: Field) -> float:
    return ASIDE_FIGURES_MM if HINTS.get(field.kind) in ("digits", "code") else ASIDE_MM


def _nothing(sight: Sight, engine: RapidOcr | EasyOcr) -> Reading:
    return Reading(sight.field.name, engine.name, engine.version, sight.unseen, ())


def _lines(sights: Sequence[Sight], rapid: RapidOcr) -> list[Line]:
    """One line a field; what is written in two lines is read in two and put together."""
    crops = [_crops(s) for s in sights]
    read = iter(rapid.lines([crop for own in crops for crop in own]))
    return [joined([next(read) for _ in own]) for own in crops]


def _crops(sight: Sight) -> list[Crop]:
    field = sight.field
    return [Crop(field.name, part.picture, field.box, "cell", _hint(field)) for part in _single_lines(sight)]


def _hint(field: Field) -> Hint:
    return HINTS.get(field.kind, "text")


def _single_lines(sight: Sight) -> list[Sight]:
    """The sight itself, or its upper and its lower line."""
    picture, level = sight.picture, sight.level
    row = parting_row(picture, level, sight.cell.px_per_mm) if sight.field.kind in MAY_HAVE_TWO_LINES else None
    if row is None:
        return [sight]
    return [
        replace(sight, picture=picture[:row], level=level[:row]),
        replace(sight, picture=picture[row:], level=level[row:]),
    ]


def _reading(engine: RapidOcr | EasyOcrJapanese, field: Field, line: Line, cut: str = "cell") -> Reading:
    text = Text(line.text, line.confidence, field.box, line.alternatives, line.spans, line.probabilities)
    return Reading(field.name, engine.name, engine.version, cut, (text,) if line.text else ())


def _by_japanese(seen: Sequence[Sight], japanese: EasyOcrJapanese) -> list[Reading]:
    """EasyOCR on the bare writing of names and texts that are printed: on handwriting all engines are one voice, so it could prove nothing."""
    inked = [
        s for s in seen if s.field.kind in FOR_JAPANESE and s.field.printed and not s.unseen and not s.cell.is_blank
    ]
    cut = [[tight_crop(p, 0, p.picture.shape[1], _hint(p.field)) for p in _single_lines(s)] for s in inked]
    read = iter(japanese.lines([crop for own in cut for crop in own]))
    lines = [joined([next(read) for _ in own]) for own in cut]
    return [_reading(japanese, s.field, line, "tight") for s, line in zip(inked, lines, strict=True)]


def _by_easy(inked: Sequence[tuple[Sight, Line]], easy: EasyOcr) -> list[Reading]:
    """EasyOCR on the digits of each field; a date's three groups are read one by one and put together again."""
    cut = [(sight, _groups(sight, line)) for sight, line in inked]
    lines = iter(easy.lines([crop for _, groups in cut for crop, _ in groups]))
    readings = []
    for sight, groups in cut:
        parts = [(next(lines), after) for _, after in groups]
        readings.append(put_together(easy, sight.field, parts))
    return readings


def put_together(easy: EasyOcr, field: Field, parts: Sequence[tuple[Line, str]]) -> Reading:
    """after: 年, 月 or 日, printed on the paper behind a group; the digits are EasyOCR's own. An unread group leaves all unread."""
    if not parts or not all(line.text for line, _ in parts):
        return Reading(field.name, easy.name, easy.version, "tight", ())
    text = "".join(line.text + after for line, after in parts)
    confidence = min(line.confidence for line, _ in parts)
    alternatives = parts[0][0].alternatives if len(parts) == 1 else ()
    return Reading(field.name, easy.name, easy.version, "tight", (Text(text, confidence, field.box, alternatives),))


def _groups(sight: Sight, line: Line) -> list[tuple[Crop, str]]:
    """Tight crops of a field's digits and the unit behind each."""
    field, px_per_mm = sight.field, sight.cell.px_per_mm
    letters = "A-Z" in field.pattern
    cores = DATE_CORES if field.kind == "date" else CORES
    inks = [strokes_of(sight.picture, sight.level, px_per_mm, core) for core in cores]
    groups = digit_groups(line, inks, letters)
    if field.kind == "date" and [g.after for g in groups] == ["年", "月", "日"]:
        return [(tight_crop(sight, g.left, g.right, "date"), g.after) for g in groups]
    left, right = unsigned(groups, sight.picture.shape[1])
    return [(tight_crop(sight, left, right, "code" if letters else "digits"), "")]


def tight_crop(sight: Sight, left: int, right: int, hint: Hint) -> Crop:
    """The ink between two columns with a little paper around it."""
    picture, level, px_per_mm = sight.picture[:, left:right], sight.level[:, left:right], sight.cell.px_per_mm
    reach = extent(ink_of(picture, level, px_per_mm), px_per_mm) or (0, 0, right - left, level.shape[0])
    around = round(TIGHT_MM * px_per_mm)
    rows = slice(max(0, reach[1] - around), reach[3] + around)
    columns = slice(max(0, reach[0] - around), reach[2] + around)
    # Stretching helps codes and amounts (faint toner); in dates it makes EasyOCR take 11 for 1.
    cut = picture[rows, columns] if hint == "date" else stretched(picture[rows, columns])
    return Crop(sight.field.name, with_margin(cut, round(MARGIN_MM * px_per_mm)), sight.field.box, "tight", hint)
