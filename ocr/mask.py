"""Pages of desks that handle forms with My Number: blanked before any engine looks, or given back.

The form of a page is known by its geometry alone (ocr.align). The boxes of fields of kind "my_number" are blanked on the page, of
every form it may be, and only then are the printed labels read that prove which form it is and where it lies. Then My Numbers
that stand elsewhere are looked for and blanked too. Whatever is not sure ends in NotMasked: the page must not be kept.

Memory only: nothing here writes a file, and no message carries what was read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from ocr.align import Alignment, align, in_mm, px_per_mm_of, region, region_of_blank
from ocr.anchors import anchors_on
from ocr.blank import MM_PER_INCH, Known
from ocr.cut import laid
from ocr.ink import is_blank_page
from ocr.pages import Page, Word
from ocr.rapid import RapidOcr
from ocr.stray import stray_numbers
from slips.errors import NotMasked
from slips.form import Field
from slips.my_number import named

Rgb = NDArray[np.uint8]
Grey = NDArray[np.uint8]
RectMm = tuple[float, float, float, float]

MARGIN_MM = 1.5
REACH_MM = 8.0
"""How far writing may run out of its box and still be blanked with it; beyond that a person decides."""
LOOK_PX_PER_MM = 8.0
PRINT_MM, SHADE_MM, CONTRAST, SPECK_MM = 0.7, 8.0, 25, 0.4
RULE_MM, EDGE_MM, BAND_MM, BRIDGE_MM = 4.0, 0.2, 0.4, 1.0
"""How long a rule of the form is at least; how far its edges may blur; where and how wide a stroke across it is joined again."""
AROUND_STRAY_MM = 0.8
MOST_LOOKS = 3
PRINTED = 235
HATCH_MM, HATCH_GREY = 3.0, 236
"""Pale enough to count as paper for every reader, and still seen by a person."""


def masked(page: Page, known: Known, reader: RapidOcr) -> Page:
    """The page without any My Number and without its text layer. Raises NotMasked where that is not sure.

    A page with nothing on it comes back as white paper, for faint writing is not looked for on it. A page that was photographed or
    bent comes back as it was drawn anew to lie flat (Alignment.flat): what lay around the paper is gone.
    """
    if is_blank_page(page.image, px_per_mm_of(page)):
        return replace(page, image=np.full_like(page.image, 255), words=(), hidden=())
    candidates = align(page, known.blanks, redraw=False)
    if not candidates:
        raise NotMasked("mask_unknown", page.number)
    found = _proved(page, candidates, reader)
    image = _without_own(page, found, [found])
    for box in _in_text_layer(page):
        blank_out(image, found, _on_form(found, image, box))
    _blank_strays(page, image, found, reader)
    dpi = page.dpi if found.flat is None else found.px_per_mm * MM_PER_INCH
    return replace(page, image=image, dpi=dpi, words=(), hidden=())


def tiff_of(pages: Iterable[Page], description: str) -> bytes:
    """The pages as one lossless TIFF, grey where nothing on a page has a colour. description: plain ASCII, kept in every page's head."""
    out = BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out, new=True) as frames:
        for page in pages:
            grey = np.ptp(page.image, axis=2).max() == 0
            picture = Image.fromarray(np.ascontiguousarray(page.image[:, :, 0]) if grey else page.image)
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[TiffImagePlugin.IMAGEDESCRIPTION] = description
            dpi = {"dpi": (page.dpi, page.dpi)} if page.dpi else {}
            picture.save(frames, "TIFF", compression="tiff_adobe_deflate", tiffinfo=tags, **dpi)
            frames.newFrame()
    return out.getvalue()


def blank_out(image: Rgb, found: Alignment, rect: RectMm) -> None:
    """Paints a rectangle of the form white on the page, with pale hatching so that people see what happened."""
    x0, y0, x1, y1 = rect
    corners = _on_page(found, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    outwards = np.where(corners > corners.mean(axis=0), np.ceil(corners), np.floor(corners))
    cv2.fillConvexPoly(image, outwards.astype(np.int32), (255, 255, 255))
    for ends in _hatching(rect):
        (ax, ay), (bx, by) = np.rint(_on_page(found, ends)).astype(int).tolist()
        cv2.line(image, (ax, ay), (bx, by), (HATCH_GREY,) * 3, 1)


def _on_page(found: Alignment, points_mm: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Points of the form as pixels of the picture that it was laid onto: n × 2."""
    return np.asarray(np.array(points_mm) @ found.to_page[:, :2].T + found.to_page[:, 2], np.float64)


def _hatching(rect: RectMm) -> Iterator[list[tuple[float, float]]]:
    """Both ends of diagonals inside a rectangle, millimetres."""
    x0, y0, x1, y1 = rect
    for along in np.arange(x0 + y0 + HATCH_MM, x1 + y1, HATCH_MM):
        left = max(x0, along - y1)
        right = min(x1, along - y0)
        yield [(left, along - left), (right, along - right)]


def _proved(page: Page, candidates: list[Alignment], reader: RapidOcr) -> Alignment:
    """The one form whose labels stand on the page, read only after the boxes of every form it may be were blanked."""
    plain = [c for c in candidates if not c.doubt]
    if not plain or (len(candidates) > 1 and any(c.flat is not None for c in candidates)):
        raise NotMasked(
            "mask_doubtful", page.number
        )  # one candidate's boxes could not be blanked on the other's picture
    sure = [c for c in plain if not anchors_on(laid(_without_own(page, c, candidates), c), reader).doubt]
    if len(sure) != 1:
        raise NotMasked("mask_unknown", page.number)
    return sure[0]


def _without_own(page: Page, found: Alignment, candidates: Iterable[Alignment]) -> Rgb:
    """A copy of the picture that the form was laid onto, the My Number fields of all candidates blanked."""
    image = found.picture(page).copy()
    for candidate in candidates:
        for field in candidate.blank.form.masked:
            blank_out(image, candidate, _with_overrun(page, candidate, _with_margin(candidate, field)))
    return image


def _with_margin(found: Alignment, field: Field) -> RectMm:
    form = found.blank.form
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, field.box)
    return (x0 - MARGIN_MM, y0 - MARGIN_MM, x1 + MARGIN_MM, y1 + MARGIN_MM)


def _with_overrun(page: Page, found: Alignment, rect: RectMm) -> RectMm:
    """The rectangle grown round every stroke that crosses its edge; NotMasked where one runs on further than we look."""
    x0, y0, x1, y1 = rect
    around = (x0 - REACH_MM, y0 - REACH_MM, x1 + REACH_MM, y1 + REACH_MM)
    inner = round(REACH_MM * LOOK_PX_PER_MM)
    written = _written(found.picture(page), found, around)
    height, width = written.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(written, connectivity=8)
    inside = set(np.unique(labels[inner : height - inner, inner : width - inner])) - {0}
    left, top, right, bottom = inner, inner, width - inner, height - inner
    for one in inside:
        x, y, wide, high, _ = (int(v) for v in stats[one])
        if max(wide, high) < SPECK_MM * LOOK_PX_PER_MM:
            continue
        if not (x > 0 and y > 0 and x + wide < width and y + high < height):
            raise NotMasked("mask_overrun", page.number)
        left, top, right, bottom = min(left, x), min(top, y), max(right, x + wide), max(bottom, y + high)
    grown = (left, top, right, bottom)
    px0, py0, px1, py1 = (v / LOOK_PX_PER_MM for v in grown)
    return (around[0] + px0 - 0.2, around[1] + py0 - 0.2, around[0] + px1 + 0.2, around[1] + py1 + 0.2)


def _written(image: Rgb, found: Alignment, rect: RectMm) -> Grey:
    """Ink (1) in a rectangle of the form that the blank form does not have there; strokes cut by a rule are joined again."""
    darkest = np.ascontiguousarray(region(image, found.to_page, rect, LOOK_PX_PER_MM).min(axis=2))
    shade = round(SHADE_MM * LOOK_PX_PER_MM) | 1
    seen = cv2.adaptiveThreshold(darkest, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, shade, CONTRAST)
    ink = np.asarray(seen, np.uint8)
    cut = np.zeros_like(ink)
    labels = printed = np.asarray(region_of_blank(found.blank, rect, LOOK_PX_PER_MM) < PRINTED, np.uint8)
    for along in ((1, round(RULE_MM * LOOK_PX_PER_MM)), (round(RULE_MM * LOOK_PX_PER_MM), 1)):
        # A stroke along a rule of the form is the rule itself; one across it is not.
        rules = _opened(printed, along)
        labels = np.asarray(labels & (1 - rules), np.uint8)
        gone = (_opened(ink, along) & _thicker(rules, PRINT_MM)) | _thicker(rules, EDGE_MM)
        cut = np.asarray(cut | gone, np.uint8)
    rest = _opened(np.asarray(ink & (1 - cut) & (1 - _thicker(labels, PRINT_MM)), np.uint8), (2, 2))
    return np.asarray(rest | (_thicker(rest, BRIDGE_MM) & _thicker(cut, BAND_MM)), np.uint8)


def _opened(ink: Grey, shape: tuple[int, int]) -> Grey:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)


def _thicker(ink: Grey, by_mm: float) -> Grey:
    reach = 2 * round(by_mm * LOOK_PX_PER_MM) + 1
    return np.asarray(cv2.dilate(ink, np.ones((reach, reach), np.uint8)), np.uint8)


def _in_text_layer(page: Page) -> list[tuple[float, float, float, float]]:
    """Boxes (fractions of the page) of words of a PDF that hold a My Number, alone or with their neighbours in the line."""
    return [box for line in _text_lines(page.words) for box in _named_in(line)]


def _text_lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words whose middles lie on one height, left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w[2] + w[4], w[1])):
        last = lines[-1][-1] if lines else None
        same = last is not None and abs((word[2] + word[4]) - (last[2] + last[4])) < (word[4] - word[2])
        if same:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w[1]) for line in lines]


def _named_in(line: list[Word]) -> Iterator[tuple[float, float, float, float]]:
    text, owner = "", []
    for word in line:
        owner += [word] * (len(word[0]) + 1)
        text += word[0] + " "
    for run in named(text):
        own = owner[run.start : run.end]
        yield min(w[1] for w in own), min(w[2] for w in own), max(w[3] for w in own), max(w[4] for w in own)


def _on_form(found: Alignment, image: Rgb, box: tuple[float, float, float, float]) -> RectMm:
    """A box in fractions of the page picture, as millimetres of the form."""
    height, width = image.shape[:2]
    form = found.blank.form
    corners = [found.on_form(x * width, y * height) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x * form.width_mm for x, _ in corners], [y * form.height_mm for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _blank_strays(page: Page, image: Rgb, found: Alignment, reader: RapidOcr) -> None:
    """Blanks My Numbers outside their fields, and looks again until none is left."""
    for _ in range(MOST_LOOKS):
        places = stray_numbers(image, found, reader)
        if not places:
            return
        for x0, y0, x1, y1 in places:
            more = AROUND_STRAY_MM
            blank_out(image, found, (x0 - more, y0 - more, x1 + more, y1 + more))
    raise NotMasked("mask_stray", page.number)
