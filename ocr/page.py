"""One page, read: known, laid onto its form, proved by its labels, cut into fields, each field seen by every witness."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from ocr.align import align, px_per_mm_of, region
from ocr.anchors import anchors_on
from ocr.blank import MM_PER_INCH, Known
from ocr.cut import Laid, Rgb, laid
from ocr.digits import BoxedDigits
from ocr.easy import EasyOcr
from ocr.easy_japanese import EasyOcrJapanese, load_japanese
from ocr.fields import readings_of
from ocr.free import read_free
from ocr.heap import give_back
from ocr.ink import is_blank_page
from ocr.lines import LineFinder
from ocr.pages import Page
from ocr.rapid import RapidOcr
from ocr.textlayer import text_layer
from slips.model import Crop, PageReading, Reading

ALIGNED_DPI = 170
JPEG_QUALITY = 80
UNKNOWN = "登録されたどの様式とも一致しません"
ALIKE = "よく似た様式のどちらか判断できません"


@dataclass(frozen=True)
class Engines:
    """The readers of one process. Each runs on one thread and is not to be shared between threads.

    japanese: the second reader of names and texts, on machines that have its weights.
    """

    rapid: RapidOcr
    easy: EasyOcr
    digits: BoxedDigits
    finder: LineFinder = field(default_factory=LineFinder)
    japanese: EasyOcrJapanese | None = None

    def warm(self) -> None:
        """Reads a white crop with each, so that the first page is as fast as the others."""
        white = np.full((48, 320, 3), 255, np.uint8)
        self.rapid.read([Crop("", white, (0, 0, 1, 1), "warm", "digits")])
        self.easy.read([Crop("", white, (0, 0, 1, 1), "warm", "digits")])
        if self.japanese:
            self.japanese.lines([Crop("", white, (0, 0, 1, 1), "warm", "text")])


def load_engines(easyocr_models: Path | None = None, easyocr_japanese: Path | None = None) -> Engines:
    """Loads the readers (about 5 s, 600 MB). easyocr_models: folder with EasyOCR's weights, where `make setup` found them;
    easyocr_japanese: its weights for Japanese, where they lie elsewhere than EasyOCR keeps its own.

    Misconfigured where weights are missing or damaged; of Japanese ones that is only said, as reading does without.
    """
    cv2.setNumThreads(1)
    japanese = load_japanese(easyocr_japanese)
    return Engines(RapidOcr(), EasyOcr(easyocr_models), BoxedDigits(), japanese=japanese)


def read_page(page: Page, known: Known, engines: Engines) -> PageReading:
    """Everything that can be read on the page; no readings at all where its place on the form is in doubt."""
    try:
        return _read(page, known, engines)
    finally:
        give_back()


def _read(page: Page, known: Known, engines: Engines) -> PageReading:
    if is_blank_page(page.image, px_per_mm_of(page)):
        return PageReading(page.number, "", blank=True, aligned=_jpeg(page.image, px_per_mm_of(page)))
    candidates = align(page, known.blanks)
    if not candidates:
        return _free(page, known, engines) or PageReading(
            page.number, "", doubt=UNKNOWN, aligned=_jpeg(page.image, px_per_mm_of(page))
        )
    found, doubt = _proved([laid(a.picture(page), a) for a in candidates], engines.rapid)
    if doubt and (free := _free(page, known, engines)):
        return free
    readings: tuple[Reading, ...] = ()
    if not doubt:
        by_engines = readings_of(found, engines.rapid, engines.easy, engines.digits, engines.japanese)
        readings = (*by_engines, *text_layer(page, found.found))
    return PageReading(page.number, found.found.blank.form.name, readings, doubt, aligned=_aligned(found))


def _free(page: Page, known: Known, engines: Engines) -> PageReading | None:
    """The page as a form of free layout; None where it is none of those."""
    return read_free(page, known.free, engines.finder, engines.rapid, engines.easy, ALIGNED_DPI, JPEG_QUALITY)


def _proved(candidates: list[Laid], reader: RapidOcr) -> tuple[Laid, str]:
    """The candidate whose own title stands on the page, and why its place is in doubt ("" where it is not)."""
    checked = [(page, page.found.doubt or anchors_on(page, reader).doubt) for page in candidates]
    sure = [(page, doubt) for page, doubt in checked if not doubt]
    if len(sure) > 1:
        return sure[0][0], ALIKE
    return sure[0] if sure else checked[0]


def _aligned(page: Laid) -> bytes:
    form = page.found.blank.form
    scale = min(ALIGNED_DPI / MM_PER_INCH, page.found.px_per_mm)
    return _encoded(region(page.image, page.found.to_page, (0, 0, form.width_mm, form.height_mm), scale))


def _jpeg(image: Rgb, px_per_mm: float) -> bytes:
    factor = min(1.0, ALIGNED_DPI / MM_PER_INCH / px_per_mm)
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    return _encoded(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8))


def _encoded(image: Rgb) -> bytes:
    _, packed = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
    return packed.tobytes()
