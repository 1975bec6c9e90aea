"""A page of free layout, read: its title tells the form, its labels and its table the places, then each place is seen by every witness."""

from collections.abc import Mapping, Sequence

import numpy as np

from ocr.easy import EasyOcr
from ocr.free_body import NO_BODY, Body, body_of
from ocr.free_claims import each_for_one
from ocr.free_labels import labels_on, titles_on
from ocr.free_page import Rect, Upright, encoded, upright
from ocr.free_places import Place, places_of, rate_of
from ocr.free_seen import readings_at
from ocr.free_sides import search_on
from ocr.free_table import cells_of, rates_of
from ocr.free_text import Sheet, sheet_of
from ocr.lines import LineFinder
from ocr.pages import Page, Word
from ocr.rapid import RapidOcr
from ocr.textlayer import ENGINE as LAYER
from ocr.textlayer import version as layer_version
from slips.form import Form
from slips.model import HIDDEN_TEXT, PageReading, Reading, Text

TITLE_ABOVE = 0.45
"""The share of the page, from the top, within which the title stands."""
MARKS, MARKS_VERSION = "rate marks", "1"
SEVERAL = "いくつもの様式の表題があります"


def read_free(
    page: Page, forms: Sequence[Form], finder: LineFinder, rapid: RapidOcr, easy: EasyOcr, dpi: float, quality: int
) -> PageReading | None:
    """The page as the one free form whose title stands on it; None where it is none of them. dpi, quality: of the picture for people."""
    if not forms:
        return None
    found = upright(page, finder, rapid)
    if found is None:
        return None
    sheet = sheet_of(found, rapid)
    titled = [form for form in forms if _is_titled(sheet, form)]
    if not titled:
        return None
    picture = encoded(found, dpi / 25.4, quality)
    if len(titled) > 1:
        return PageReading(page.number, titled[0].name, doubt=SEVERAL, aligned=picture)
    readings = _readings(page, sheet, titled[0], rapid, easy)
    return PageReading(page.number, titled[0].name, tuple(readings), aligned=picture)


def _is_titled(sheet: Sheet, form: Form) -> bool:
    return any(label.rect[1] < TITLE_ABOVE * sheet.page.height_mm for label in titles_on(sheet, form))


def _readings(page: Page, sheet: Sheet, form: Form, rapid: RapidOcr, easy: EasyOcr) -> list[Reading]:
    labels = labels_on(sheet, form)
    bodies = {table.name: body_of(sheet, form, table, labels) for table in form.tables}
    first = next((b for b in bodies.values() if b is not NO_BODY), NO_BODY)
    places = places_of(search_on(sheet, form, labels, (first.head, first.bottom)), form)
    places = each_for_one(form, places, _printed_rates(sheet, form, bodies))
    for table in form.tables:
        if bodies[table.name] is not NO_BODY:
            places |= {p.field: p for p in cells_of(sheet, form, table, bodies[table.name])}
    only = _only_rate(places)
    both = {rate_of(name) for name in places} >= {"10", "8"}
    readings = readings_at(sheet, form, list(places.values()), rapid, easy)
    readings += [r for table in form.tables for r in _rate_readings(sheet, form, table.name, bodies, only, both, rapid)]
    return readings + _layer(page, sheet.page, places)


def _printed_rates(sheet: Sheet, form: Form, bodies: Mapping[str, Body]) -> frozenset[str]:
    """The tax rates that the lines themselves name."""
    tables = [t for t in form.tables if bodies[t.name] is not NO_BODY]
    found = [r for t in tables for r in rates_of(sheet, t, bodies[t.name], "").values()]
    return frozenset(rate for rate, _, _, _ in found)


def _only_rate(places: Mapping[str, Place]) -> str:
    rates = {rate_of(name) for name in places} - {""}
    return next(iter(rates)) if len(rates) == 1 else ""


def _rate_readings(
    sheet: Sheet, form: Form, table: str, bodies: Mapping[str, Body], only: str, both: bool, rapid: RapidOcr
) -> list[Reading]:
    """What each line says of its rate: a figure was read by an engine, a mark (or none) was seen."""
    if bodies[table] is NO_BODY:
        return []
    own = next(t for t in form.tables if t.name == table)
    readings = []
    rates = rates_of(sheet, own, bodies[table], only)
    overlooked = both and "8" not in {
        rate for rate, _, _, _ in rates.values()
    }  # the sums know of reduced goods: which is not seen
    for name, (rate, rect, confidence, figure) in rates.items():
        text = Text(rate, confidence, sheet.page.fractions(rect))
        if name not in form.by_name or (overlooked and not figure):
            continue
        if figure:
            readings.append(Reading(name, rapid.name, rapid.version, "cell", (text,)))
        else:
            readings.append(Reading(name, MARKS, MARKS_VERSION, "line", (text,), "mark"))
    return readings


def _layer(page: Page, found: Upright, places: Mapping[str, Place]) -> list[Reading]:
    """The text layer, seen or hidden behind a scan: the characters whose middle lies in a place."""
    readings = []
    for words, engine in ((page.words, LAYER), (page.hidden, HIDDEN_TEXT)):
        for place in places.values() if words else ():
            text = _layer_text(words, page, found, place.rect)
            if text:
                said = (Text(text, 1.0, found.fractions(place.rect)),)
                readings.append(Reading(place.field, engine, layer_version(), "layer", said, "textlayer"))
    return readings


def _layer_text(words: Sequence[Word], page: Page, found: Upright, rect: Rect) -> str:
    height, width = page.image.shape[:2]
    back = np.linalg.inv(np.vstack([found.to_page, (0, 0, 1)]))
    inside = []
    for text, x0, y0, x1, y1 in words:
        across, down, _ = back @ ((x0 + x1) / 2 * width, (y0 + y1) / 2 * height, 1)
        if rect[0] < across < rect[2] and rect[1] < down < rect[3]:
            inside.append((round(down), x0, text))
    return "".join(text for _, _, text in sorted(inside))
