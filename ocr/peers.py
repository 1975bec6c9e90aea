"""Other readers, each set up as its own documentation advises, for `denpyo bench reading --peers` only: nothing here reads for the city.

Tesseract (jpn, LSTM, one line a picture: psm 7, 300 dpi, a white border of 10 px) and EasyOCR's `recognize` get the very cells that
Denpyo cuts, which is more than either could find by itself; RapidOCR gets the whole page and label-and-pattern expressions.
"""

import logging
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ocr.align import align
from ocr.blank import Known
from ocr.cut import Rgb, cell_of, laid, trimmed
from ocr.easy_network import english_weights
from ocr.pages import Page
from ocr.torchvision_ops import declare_missing_operators
from slips.form import Field, Form

Said = Mapping[str, tuple[str, float]]
"""Field → what stands there by this reader's word, and its confidence, 0 to 1."""
Peer = Callable[[Page, Form, Known], Said]

ASIDE_MM, ABOVE_MM = 1.0, 0.8
ADVISED_PX_PER_MM = 300 / 25.4
BORDER_PX = 10
AS_DATE = r"(?:令和|R)?\d{1,2}[年.]\d{1,2}[月.]\d{1,2}日?"
AS_WRITTEN = {
    "money": r"[¥\\]?[\d,]+",
    "date": AS_DATE,
    "digits": r"\d+",
    "code": r"[0-9A-Z-]+",
    "fiscal_year": r"\d{1,4}",
}


@dataclass(frozen=True)
class Line:
    """A line on a page. middle, height: in pixels, down the page; left: its left edge."""

    text: str
    confidence: float
    left: float
    middle: float
    height: float


def peers() -> dict[str, Peer]:
    """Those that are installed, by name."""
    found: dict[str, Peer] = {"rapidocr page + regex": rapidocr_page, "easyocr cells": easyocr_cells}
    return {**found, "tesseract jpn cells": tesseract_cells} if shutil.which("tesseract") else found


def tesseract_cells(page: Page, form: Form, known: Known) -> Said:
    """Every cell as one line of Japanese; the least confidence among its words."""
    cells = list(_cells(page, form, known))
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, (_, image, px_per_mm) in enumerate(cells):
            names.append(f"{folder}/{number}.png")
            cv2.imwrite(names[-1], _as_advised(image, px_per_mm))
        listed = Path(folder) / "cells.txt"
        listed.write_text("\n".join(names), encoding="utf-8")
        call = ["tesseract", str(listed), "stdout", "-l", "jpn", "--psm", "7", "--dpi", "300", "tsv"]
        told = subprocess.run(call, capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"}).stdout
    return {cells[number][0].name: said for number, said in _lines_of_tsv(told.decode("utf-8"))}


def _lines_of_tsv(tsv: str) -> Iterator[tuple[int, tuple[str, float]]]:
    """Number of the picture, and what stands on it."""
    words: dict[int, list[tuple[str, float]]] = {}
    for row in tsv.splitlines():
        columns = row.split("\t")
        if len(columns) == 12 and columns[0] == "5" and columns[11].strip():
            words.setdefault(int(columns[1]) - 1, []).append((columns[11], float(columns[10]) / 100))
    for number, found in words.items():
        yield number, ("".join(text for text, _ in found), min(confidence for _, confidence in found))


def easyocr_cells(page: Page, form: Form, known: Known) -> Said:
    """Every cell as one line, by the recogniser alone."""
    reader = _easyocr()
    said = {}
    for field, image, _ in _cells(page, form, known):
        found = reader.recognize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
        if found:
            said[field.name] = (found[0][1], float(found[0][2]))
    return said


def rapidocr_page(page: Page, form: Form, _known: Known) -> Said:
    """The whole page found and read; a field is its label, then what such a field looks like."""
    seen = _rapidocr()(page.image[:, :, ::-1])
    if seen.boxes is None:
        return {}
    lines = [_line(box, text, score) for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True)]
    return {**_labelled(form, _rows(lines)), **_tabled(form, _rows(lines))}


def _line(box: Any, text: str, score: float) -> Line:
    corners = np.asarray(box)
    top, bottom = corners[:, 1].min(), corners[:, 1].max()
    return Line(text, float(score), float(corners[:, 0].min()), float(top + bottom) / 2, float(bottom - top))


def _rows(lines: Sequence[Line]) -> list[tuple[list[str], float]]:
    """Lines side by side, from left to right, as (texts, least confidence); from the top down."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        if rows and line.middle - rows[-1][0].middle < rows[-1][0].height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered = [sorted(row, key=lambda each: each.left) for row in rows]
    return [([each.text for each in row], min(each.confidence for each in row)) for row in ordered]


def _labelled(form: Form, rows: Sequence[tuple[list[str], float]]) -> dict[str, tuple[str, float]]:
    said = {}
    tables = tuple(f"{table.name}." for table in form.tables)
    for field in form.fields:
        if field.name.startswith(tables or "\0"):
            continue
        names = "|".join(re.escape(label) for label in (field.label, *field.labels))
        wanted = re.compile(f"(?:{names})[:： ]*({field.pattern or AS_WRITTEN.get(field.kind, '[^ ]+')})")
        found = ((wanted.search(" ".join(texts)), sure) for texts, sure in rows)
        match = next(((m[1], sure) for m, sure in found if m), None)
        if match:
            said[field.name] = match
    return said


def _tabled(form: Form, rows: Sequence[tuple[list[str], float]]) -> dict[str, tuple[str, float]]:
    """The last figure of each row under the table's headings is its amount."""
    said: dict[str, tuple[str, float]] = {}
    for table in form.tables:
        heads = [n for n, (texts, _) in enumerate(rows) if sum("金額" in t or "単価" in t for t in texts) >= 2]
        below = rows[heads[0] + 1 :] if heads else ()
        amounts = [(texts[-1], sure) for texts, sure in below if len(texts) > 2 and re.fullmatch(r"[\d,]+", texts[-1])]
        said |= {f"{table.name}.{row}.amount": amount for row, amount in enumerate(amounts[: table.rows])}
    return said


def _cells(page: Page, form: Form, known: Known) -> Iterator[tuple[Field, Rgb, float]]:
    """Fields with their cells, cut to the writing, and pixels a millimetre; none of a page that cannot be laid onto the form."""
    found = next((a for a in align(page, known.blanks) if a.blank.form.name == form.name), None)
    if found is None:
        return
    whole = laid(found.picture(page), found)
    for field in form.fields:
        cell = cell_of(whole, field.box, widen=not field.cells)
        if not cell.is_blank:
            yield field, trimmed(cell, ASIDE_MM, ABOVE_MM)[0], cell.px_per_mm


def _as_advised(image: Rgb, px_per_mm: float) -> Rgb:
    factor = max(1.0, ADVISED_PX_PER_MM / px_per_mm)
    larger = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    around = ((BORDER_PX, BORDER_PX), (BORDER_PX, BORDER_PX), (0, 0))
    return np.asarray(np.pad(larger, around, constant_values=255), np.uint8)


@cache
def _easyocr() -> Any:
    declare_missing_operators()
    import easyocr

    folder = str(english_weights().parent)
    logging.getLogger("easyocr").setLevel(logging.ERROR)
    return easyocr.Reader(["en"], False, model_storage_directory=folder, download_enabled=False, detector=False)


@cache
def _rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})
