"""A form as an aligner sees it: the blank page's SIFT features, found once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.labels import RectMm, landmarks_of, words_of
from ocr.pages import iter_pages
from slips.errors import BadForm, Unreadable
from slips.form import Form

Grey = NDArray[np.uint8]
SIFT_PX_PER_MM = 64 / 25.4
MOST_FEATURES = 1500
DARKEST, PAPER, LEAST_RANGE = 1, 60, 30
MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Features:
    """SIFT features. points: n × 2 float32, in the unit the maker says; descriptors: n × 128 float32."""

    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]


@dataclass(frozen=True)
class Blank:
    """A form and its blank page. picture: grey, px_per_mm to the millimetre; features: points in millimetres of the form.

    landmarks: words it prints that tell where the paper lies, in mm; labels: which of them say what a field is.
    """

    form: Form
    picture: Grey
    px_per_mm: float
    features: Features
    landmarks: tuple[RectMm, ...] = ()
    labels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Alike:
    """Features that a form and a page share, each n × 2: places in mm of the form, and in pixels of the page."""

    blank: Blank
    on_form: NDArray[np.float64]
    on_page: NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Every form that a page may be. free: those of free layout, which have no blank page."""

    blanks: tuple[Blank, ...] = ()
    free: tuple[Form, ...] = ()


def load_known(forms: Iterable[tuple[Form, Path | None]]) -> Known:
    """Forms with the paths of their blank pages (None: free layout), made ready for comparing; BadForm names a bad picture."""
    found = list(forms)
    blanks = tuple(load_blank(form, reference) for form, reference in found if reference)
    return Known(blanks, tuple(form for form, reference in found if reference is None))


def load_blank(form: Form, reference: bytes | Path) -> Blank:
    """The form's blank page (PNG, JPEG or PDF of the whole paper, edge to edge); BadForm where it does not fit the form."""
    picture = _grey(form, reference if isinstance(reference, bytes) else reference.read_bytes())
    height, width = picture.shape
    px_per_mm = width / form.width_mm
    if abs(height / form.height_mm / px_per_mm - 1) > 0.01:
        raise BadForm(
            f"{form.name}: {form.reference} is {width} × {height} px, not {form.width_mm} × {form.height_mm} mm"
        )
    small, scale = scaled(picture, px_per_mm)
    found = features_of(small)
    features = Features(found.points / np.float32(px_per_mm * scale), found.descriptors)
    return Blank(form, picture, px_per_mm, features, *landmarks_of(form, words_of(picture, px_per_mm)))


def _grey(form: Form, untrusted: bytes) -> Grey:
    """The blank page as a picture; of a PDF its first page."""
    if untrusted.startswith(b"%PDF-"):
        try:
            page = next(iter_pages(untrusted))
        except Unreadable as refused:
            raise BadForm(f"{form.name}: the blank page {form.reference}: {refused.reason}") from refused
        return np.asarray(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), np.uint8)
    decoded = cv2.imdecode(np.frombuffer(untrusted, np.uint8), cv2.IMREAD_GRAYSCALE)
    if decoded is None:
        raise BadForm(f"{form.name}: the blank page {form.reference} is neither a picture nor a PDF")
    return np.asarray(decoded, np.uint8)


def scaled(picture: Grey, px_per_mm: float) -> tuple[Grey, float]:
    """The picture at the scale SIFT works at, and the factor that took; never enlarged."""
    factor = min(1.0, SIFT_PX_PER_MM / px_per_mm)
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), factor


def features_of(picture: Grey) -> Features:
    """SIFT features, points in pixels from the top left corner."""
    points, descriptors = _sift().detectAndCompute(_bold(picture), None)
    if descriptors is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    return Features(np.array([p.pt for p in points], np.float32) + np.float32(0.5), np.asarray(descriptors, np.float32))


def pairs(form: Features, page: Features, distinct: float = 0.75) -> NDArray[np.intp]:
    """Indices (form, page) of features that look alike and are told apart from the next best: n × 2."""
    if len(form.points) < 2 or len(page.points) < 2:
        return np.zeros((0, 2), np.intp)
    # |a - b|² = |a|² + |b|² - 2ab: one product of matrices, five times as fast as comparing pair by pair.
    lengths = (np.square(form.descriptors).sum(axis=1)[:, None], np.square(page.descriptors).sum(axis=1)[None])
    apart = np.maximum(lengths[0] + lengths[1] - 2 * form.descriptors @ page.descriptors.T, 0)
    best = apart.argmin(axis=1)
    rows = np.arange(len(best))
    nearest = apart[rows, best].copy()
    apart[rows, best] = np.inf
    good = np.flatnonzero(nearest < distinct**2 * apart.min(axis=1))
    return np.stack((good, best[good]), axis=1).astype(np.intp)


def alike(blank: Blank, page: Features) -> Alike:
    """What the form shares with a page (features in pixels)."""
    found = pairs(blank.features, page)
    on_form, on_page = blank.features.points[found[:, 0]], page.points[found[:, 1]]
    return Alike(blank, on_form.astype(np.float64), on_page.astype(np.float64))


def alike_reversed(blank: Blank, page: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places in mm and in pixels of the page's features that are on the form: told apart on the form, not on the page, where it may
    be seen twice."""
    found = pairs(page, blank.features)
    return blank.features.points[found[:, 1]], page.points[found[:, 0]]


def _bold(picture: Grey) -> Grey:
    """Paper to white and the darkest ink to black: SIFT overlooks faint toner."""
    dark, paper = np.percentile(picture, (DARKEST, PAPER))
    spread = (picture.astype(np.float32) - dark) * (255 / max(LEAST_RANGE, paper - dark))
    return np.asarray(np.clip(spread, 0, 255), np.uint8)


@cache
def _sift() -> cv2.SIFT:
    cv2.setNumThreads(1)
    return cv2.SIFT.create(nfeatures=MOST_FEATURES)
