"""PDF pages to RGB pixels (pypdfium2) and, on born-digital pages, their words (pdfplumber). Runs only in ocr.unpack."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pypdfium2
from pypdfium2 import raw

from slips.errors import Unreadable

INCH_PT = 72
DIGITAL_DPI = 200.0
FINEST_DPI, COARSEST_DPI = 300.0, 100.0
LONGEST_PX = 4961  # A3 at 300 dpi
FULL_PAGE = 0.5  # images covering this share of the page make it a scan, whatever text lies over them
MOST_WORDS = 5000
TAIL_BYTES = 2048

Word = tuple[str, float, float, float, float]


Sheet = tuple[int, int, float, list[Word], list[Word], bytes]


def sheets(path: Path, limits: dict[str, Any]) -> Iterator[Sheet]:
    """Every page as height, width, dpi, words, hidden words, RGB bytes."""
    _check_tail(path)
    with path.open("rb") as file:  # never by its name: a file in memory has none that could be resolved
        document = _opened(file)
        if len(document) > limits["pages"]:
            raise Unreadable("too_many_pages")
        if not len(document):
            raise Unreadable("damaged")
        for number in range(len(document)):
            yield _sheet(document[number], number, path, limits)


def _sheet(page: pypdfium2.PdfPage, number: int, path: Path, limits: dict[str, Any]) -> Sheet:
    images = list(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE]))
    for image in images:
        width, height = image.get_px_size()
        if width * height > limits["pixels"]:
            raise Unreadable("too_large")
    pixels, dpi = _rendered(page, images)
    has_text = any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]))
    born_digital = _is_born_digital(page, images)
    words = _words(path, number) if has_text else []
    page.close()
    told, hidden = (words, []) if born_digital else ([], words)
    return pixels.shape[0], pixels.shape[1], dpi, told, hidden, pixels.tobytes()


def _check_tail(path: Path) -> None:
    """A PDF cut short: pdfium would mend it silently and show the missing page as blank paper."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        if b"%%EOF" not in file.read():
            raise Unreadable("damaged")


def _opened(file: BinaryIO) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as refused:
        locked = refused.err_code == raw.FPDF_ERR_PASSWORD
        raise Unreadable("encrypted" if locked else "damaged") from refused


def _rendered(page: pypdfium2.PdfPage, images: list[pypdfium2.PdfImage]) -> tuple[np.ndarray[Any, Any], float]:
    """height × width × 3 RGB at the scan's own resolution (200 dpi for born-digital pages), and that resolution."""
    width_pt, height_pt = page.get_size()
    longest_dpi = LONGEST_PX * INCH_PT / max(width_pt, height_pt)
    dpi = min(_own_dpi(page, images), FINEST_DPI, longest_dpi)
    if dpi < min(COARSEST_DPI, _own_dpi(page, images)):
        raise Unreadable("too_large")
    pixels = page.render(scale=dpi / INCH_PT, rev_byteorder=True).to_numpy()
    if pixels.shape[2] == 4:
        pixels = pixels[:, :, :3]
    if images and pixels.min() > 250:
        _check_decodable(images)
    return np.ascontiguousarray(pixels), dpi


def _check_decodable(images: list[pypdfium2.PdfImage]) -> None:
    """White paper may be an empty page, or a picture that pdfium could not decode and left out."""
    for image in images:
        try:
            image.get_bitmap()
        except pypdfium2.PdfiumError as broken:
            raise Unreadable("damaged") from broken


def _own_dpi(page: pypdfium2.PdfPage, images: list[pypdfium2.PdfImage]) -> float:
    if _covered(page, images) < FULL_PAGE:
        return DIGITAL_DPI
    largest = max(images, key=_area_pt2)
    width_px, height_px = largest.get_px_size()
    return float(INCH_PT * (width_px * height_px / _area_pt2(largest)) ** 0.5)


def _covered(page: pypdfium2.PdfPage, images: list[pypdfium2.PdfImage]) -> float:
    width, height = page.get_size()
    return float(sum(map(_area_pt2, images)) / (width * height))


def _area_pt2(image: pypdfium2.PdfImage) -> float:
    left, bottom, right, top = image.get_bounds()
    return float(abs((right - left) * (top - bottom)))


def _is_born_digital(page: pypdfium2.PdfPage, images: list[pypdfium2.PdfImage]) -> bool:
    """Text that is drawn, not laid invisibly over a scan by the scanner's own OCR (that would be no independent witness)."""
    if _covered(page, images) >= FULL_PAGE:
        return False
    modes = [raw.FPDFTextObj_GetTextRenderMode(o.raw) for o in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])]
    return bool(modes) and raw.FPDF_TEXTRENDERMODE_INVISIBLE not in modes


def _words(path: Path, number: int) -> list[Word]:
    import pdfplumber  # takes a second to load, and few files need it

    with path.open("rb") as file, pdfplumber.open(file, pages=[number + 1]) as document:
        page = document.pages[0]
        left, top, right, bottom = page.cropbox or page.bbox
        width, height = right - left, bottom - top
        words = page.extract_words(x_tolerance=2, keep_blank_chars=False)[:MOST_WORDS]
        return [
            (
                w["text"],
                (w["x0"] - left) / width,
                (w["top"] - top) / height,
                (w["x1"] - left) / width,
                (w["bottom"] - top) / height,
            )
            for w in words
        ]
