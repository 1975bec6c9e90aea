"""Other readers, each set up as its own documentation advises, for `denpyo bench reading --peers` only: nothing here reads for the city.

On registered forms Tesseract (jpn, LSTM, one line a picture: psm 7, 300 dpi, a white border of 10 px) and EasyOCR's `recognize` (its
languages ja and en where the machine has both weights, else en; an allow-list where a field holds figures) get the very cells that Denpyo
cuts, which is more than either could find by itself. RapidOCR, with its defaults, gets the whole page and label-and-pattern expressions;
so does Tesseract (psm 3, its default) on free layouts, which have no cells. EasyOCR without Japanese cannot read a label there.
Each runs on one thread, as Denpyo's readers do, so that processor seconds compare.
"""

import logging
import os
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

from ocr.align import align, px_per_mm_of
from ocr.blank import Known
from ocr.combs import strip
from ocr.cut import Rgb, cell_of, laid, trimmed
from ocr.easy import ALLOWED
from ocr.easy_network import english_weights, japanese_weights
from ocr.fields import HINTS
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
    return {**found, "tesseract jpn cells": tesseract} if has_tesseract() else found


def has_tesseract() -> bool:
    """Whether Tesseract and its Japanese data are on this machine."""
    if not shutil.which("tesseract"):
        return False
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "jpn" in told.stdout.split()


def tesseract(page: Page, form: Form, known: Known) -> Said:
    """By cells where the form has them, else by the whole page."""
    return tesseract_cells(page, form, known) if form.layout == "fixed" else tesseract_page(page, form)


def tesseract_cells(page: Page, form: Form, known: Known) -> Said:
    """Every cell as one line of Japanese; the least confidence among its words."""
    cells = list(_cells(page, form, known))
    if not cells:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, (_, image, px_per_mm) in enumerate(cells):
            names.append(f"{folder}/{number}.png")
            cv2.imwrite(names[-1], _as_advised(image, px_per_mm))
        listed = Path(folder) / "cells.txt"
        listed.write_text("\n".join(names), encoding="utf-8")
        told = _tesseract(str(listed), psm=7)
    return {cells[number][0].name: said for number, said in _said_by_picture(told)}


def tesseract_page(page: Page, form: Form) -> Said:
    """The whole page, found and read; a field is its label, then what such a field looks like."""
    with tempfile.TemporaryDirectory() as folder:
        cv2.imwrite(name := f"{folder}/page.png", _as_advised(page.image[:, :, ::-1], px_per_mm_of(page)))
        words = _words(_tesseract(name, psm=3))
    lines: dict[tuple[str, ...], list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    rows = _rows([_line_of(own) for own in lines.values()])
    return {**_labelled(form, rows), **_tabled(form, rows)}


def _tesseract(name: str, psm: int) -> str:
    call = ["tesseract", name, "stdout", "-l", "jpn", "--psm", str(psm), "--dpi", "300", "tsv"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(call, capture_output=True, check=True, env=one_thread).stdout.decode("utf-8")


@dataclass(frozen=True)
class Word:
    """A row of Tesseract's tsv. line: numbers of its picture, block, paragraph and line; left, top, height in pixels."""

    text: str
    confidence: float
    line: tuple[str, ...]
    left: float
    top: float
    height: float


def _words(tsv: str) -> list[Word]:
    columns = (row.split("\t") for row in tsv.splitlines())
    found = [c for c in columns if len(c) == 12 and c[0] == "5" and c[11].strip()]
    return [Word(c[11], float(c[10]) / 100, tuple(c[1:5]), float(c[6]), float(c[7]), float(c[9])) for c in found]


def _line_of(words: Sequence[Word]) -> Line:
    """The words of one line; Japanese stands without blanks between them."""
    top, height = min(w.top for w in words), max(w.height for w in words)
    text, confidence = "".join(w.text for w in words), min(w.confidence for w in words)
    return Line(text, confidence, words[0].left, top + height / 2, height)


def _said_by_picture(tsv: str) -> Iterator[tuple[int, tuple[str, float]]]:
    """Number of the picture, and what stands on it."""
    pictures: dict[int, list[Word]] = {}
    for word in _words(tsv):
        pictures.setdefault(int(word.line[0]) - 1, []).append(word)
    for number, found in pictures.items():
        line = _line_of(found)
        yield number, (line.text, line.confidence)


def easyocr_cells(page: Page, form: Form, known: Known) -> Said:
    """Every cell as one line, by the recogniser alone."""
    reader = _easyocr()
    said = {}
    for field, image, _ in _cells(page, form, known):
        figures = ALLOWED.get(HINTS.get(field.kind, ""))
        allowed = None if field.kind == "date" else figures  # its groups are parted by 年, 月 and 日
        found = reader.recognize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), allowlist=allowed)
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
            picture, _ = strip(cell, field.cells) if field.cells else trimmed(cell, ASIDE_MM, ABOVE_MM)
            yield field, picture, cell.px_per_mm


def _as_advised(image: Rgb, px_per_mm: float) -> Rgb:
    factor = max(1.0, ADVISED_PX_PER_MM / px_per_mm)
    larger = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    around = ((BORDER_PX, BORDER_PX), (BORDER_PX, BORDER_PX), (0, 0))
    return np.asarray(np.pad(larger, around, constant_values=255), np.uint8)


@cache
def _easyocr() -> Any:
    declare_missing_operators()
    import easyocr
    import torch

    torch.set_num_threads(1)
    japanese = japanese_weights()
    folder, languages = (japanese.parent, ["ja", "en"]) if japanese else (english_weights().parent, ["en"])
    logging.getLogger("easyocr").setLevel(logging.ERROR)
    return easyocr.Reader(languages, False, model_storage_directory=str(folder), download_enabled=False, detector=False)


@cache
def _rapidocr() -> Any:
    from rapidocr import RapidOCR

    one_thread = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    return RapidOCR(params={"Global.log_level": "critical", **one_thread})
