"""My Numbers that stand where no field for them is: in a margin, in a remark, in the wrong row.

What a person or a printer put on the blank form is gathered into lines by its ink alone (also digits in boxes of their own, also
over a seal), each line is read, and every run of twelve digits that can be a My Number is told with its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import Alignment, region
from ocr.ctc import Line
from ocr.rapid import RapidOcr
from slips.model import Crop
from slips.my_number import Run, is_my_number, runs

Rgb = NDArray[np.uint8]
Grey = NDArray[np.uint8]
RectMm = tuple[float, float, float, float]
RectPx = tuple[int, int, int, int]

PX_PER_MM = 200 / 25.4
SHADE_MM, CONTRAST = 6.0, 22
RULE_MM, THIN_MM, TALL_MM = 12.0, 0.6, 4.5
LOWEST_MM, HIGHEST_MM, WIDEST_MM = 1.0, 9.0, 14.0
PRINT_MM, PRINTED_SHARE = 0.5, 0.8
BAND, GAP, LEAST_GAP_MM, MOST_GAP_MM = 0.2, 2.4, 2.0, 8.0
FEWEST_MARKS, NARROWEST_MM = 3, 8.0
ABOVE, ASIDE = 0.25, 0.6
"""Paper around a line, in heights of the line."""
WINDOW, STEP = 30, 12
"""A long line is read in windows of so many heights, each so far on: twelve boxed digits fit into what two of them share."""
SURE = 0.9


@dataclass(frozen=True)
class _Seen:
    """A window of a line as it was read. rect: pixels of the upright page."""

    rect: RectPx
    picture: Rgb
    line: Line


def stray_numbers(image: Rgb, found: Alignment, reader: RapidOcr) -> list[RectMm]:
    """Where My Numbers stand, in millimetres of the form (also beyond its edges, where the picture shows more than the paper).

    image: the page, height × width × 3 RGB, boxes already blanked. A run counts where its check digit holds in any of its readings,
    and where the reader is not sure enough of it to say that it does not hold.
    """
    left, top, right, bottom = _whole(image, found)
    px_per_mm = min(PX_PER_MM, found.px_per_mm)
    page = region(image, found.to_page, (left, top, right, bottom), px_per_mm)
    printed = _print_of(found, (left, top, right, bottom), px_per_mm)
    windows = [w for line in lines_of(page, printed, px_per_mm) for w in _windows(line, page.shape[1])]
    pictures = [_cut(page, rect) for rect in windows]
    read = reader.lines([_crop(p) for p in pictures])
    seen = [_Seen(*one) for one in zip(windows, pictures, read, strict=True)]
    places = [place for one in seen for place in _places(one, reader)]
    return [
        (left + x0 / px_per_mm, top + y0 / px_per_mm, left + x1 / px_per_mm, top + y1 / px_per_mm)
        for x0, y0, x1, y1 in places
    ]


def lines_of(page: Rgb, printed: Grey, px_per_mm: float) -> list[RectPx]:
    """Lines of marks wide enough for a number. page: upright RGB; printed: where the blank form has ink (255), same size."""
    ink = _ink(page, px_per_mm)
    marks = _marks(ink, printed, px_per_mm)
    if not len(marks):
        return []
    return [
        rect
        for rect, count in _joined(marks, ink.shape, px_per_mm)
        if count >= FEWEST_MARKS and rect[2] - rect[0] >= NARROWEST_MM * px_per_mm
    ]


def _whole(image: Rgb, found: Alignment) -> RectMm:
    """All that the picture shows, in millimetres of the form."""
    height, width = image.shape[:2]
    form = found.blank.form
    corners = [found.on_form(x, y) for x, y in ((0, 0), (width, 0), (0, height), (width, height))]
    xs, ys = [x * form.width_mm for x, _ in corners], [y * form.height_mm for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _print_of(found: Alignment, rect: RectMm, px_per_mm: float) -> Grey:
    """Where the blank form itself has ink, a little thickened; nothing beyond its edges."""
    straight = np.array([[found.blank.px_per_mm, 0, 0], [0, found.blank.px_per_mm, 0]], np.float64)
    picture = region(found.blank.picture, straight, rect, px_per_mm)
    reach = 2 * max(1, round(PRINT_MM * px_per_mm)) + 1
    printed = np.asarray(
        cv2.dilate((picture < 235).astype(np.uint8) * 255, np.ones((reach, reach), np.uint8)), np.uint8
    )
    x0, y0 = round(-rect[0] * px_per_mm), round(-rect[1] * px_per_mm)
    form = found.blank.form
    x1, y1 = x0 + round(form.width_mm * px_per_mm), y0 + round(form.height_mm * px_per_mm)
    inside = np.zeros_like(printed)
    inside[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = 255
    return np.asarray(printed & inside, np.uint8)


def _ink(page: Rgb, px_per_mm: float) -> Grey:
    """Ink of any colour, 255, without long ruled lines."""
    darkest = np.ascontiguousarray(page.min(axis=2))
    shade = round(SHADE_MM * px_per_mm) | 1
    found = cv2.adaptiveThreshold(darkest, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, shade, CONTRAST)
    ink, long = np.asarray(found, np.uint8), round(RULE_MM * px_per_mm)
    for rule in (np.ones((1, long), np.uint8), np.ones((long, 1), np.uint8)):
        ink = np.asarray(cv2.subtract(ink, cv2.morphologyEx(found, cv2.MORPH_OPEN, rule)), np.uint8)
    return ink


def _marks(ink: Grey, printed: Grey, px_per_mm: float) -> NDArray[np.intp]:
    """Boxes (x0, y0, x1, y1) of what may be characters: neither the form's own print nor the rules between boxes."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    on_print = np.bincount(labels.ravel(), weights=(printed > 0).ravel().astype(np.float64), minlength=count)
    x, y, wide, high, area = stats.T
    wide_mm, high_mm = wide / px_per_mm, high / px_per_mm
    kept = (high_mm >= LOWEST_MM) & (high_mm <= HIGHEST_MM) & (wide_mm <= WIDEST_MM)
    kept &= on_print < PRINTED_SHARE * area
    kept &= ~((wide_mm <= THIN_MM) & (high_mm >= TALL_MM))
    kept[0] = False
    return np.asarray(np.stack([x, y, x + wide, y + high], axis=1)[kept], np.intp)


def _joined(marks: NDArray[np.intp], shape: Sequence[int], px_per_mm: float) -> Iterator[tuple[RectPx, int]]:
    """Marks whose middle bands, drawn out sideways, touch: a line and how many marks it has."""
    canvas = np.zeros((shape[0], shape[1]), np.uint8)
    for x0, y0, x1, y1 in marks:
        high = y1 - y0
        reach = round(min(max(GAP * high, LEAST_GAP_MM * px_per_mm), MOST_GAP_MM * px_per_mm) / 2)
        band = round(BAND * high)
        canvas[y0 + band : max(y0 + band + 1, y1 - band), max(0, x0 - reach) : x1 + reach] = 1
    count, labels = cv2.connectedComponents(canvas, connectivity=8)
    line_of = labels[(marks[:, 1] + marks[:, 3]) // 2, np.minimum((marks[:, 0] + marks[:, 2]) // 2, shape[1] - 1)]
    for line in range(1, count):
        own = marks[line_of == line]
        if len(own):
            x0, y0 = own[:, :2].min(axis=0)
            x1, y1 = own[:, 2:].max(axis=0)
            yield (int(x0), int(y0), int(x1), int(y1)), len(own)


def _windows(line: RectPx, page_width: int) -> Iterator[RectPx]:
    """The line with paper around it, in parts that a reader can take at once."""
    x0, y0, x1, y1 = line
    high = y1 - y0
    above, aside = round(ABOVE * high), round(ASIDE * high)
    x0, x1 = max(0, x0 - aside), min(page_width, x1 + aside)
    start = x0
    while True:
        end = min(x1, start + WINDOW * high)
        yield (start, max(0, y0 - above), end, y1 + above)
        if end >= x1:
            return
        start += STEP * high


def _cut(page: Rgb, rect: RectPx) -> Rgb:
    x0, y0, x1, y1 = rect
    return np.ascontiguousarray(page[y0:y1, max(0, x0) : x1])


def _crop(picture: Rgb) -> Crop:
    return Crop("", picture, (0, 0, 1, 1), "stray", "digits")


def _places(seen: _Seen, reader: RapidOcr) -> Iterator[RectPx]:
    """Of each run that can be a My Number, its place."""
    for text in (seen.line.text, *seen.line.alternatives):
        for run in runs(text):
            rect = _rect_of(run, seen)
            if is_my_number(run.digits) or _can_be_one(reader.lines([_crop(_part(seen, rect))])[0]):
                yield rect


def _rect_of(run: Run, seen: _Seen) -> RectPx:
    x0, y0, x1, y1 = seen.rect
    spans = seen.line.spans[run.start : run.end] or seen.line.spans
    wide, aside = x1 - x0, round(0.4 * (y1 - y0))
    return (max(0, x0 + round(spans[0][0] * wide) - aside), y0, x0 + round(spans[-1][1] * wide) + aside, y1)


def _part(seen: _Seen, rect: RectPx) -> Rgb:
    left = max(0, rect[0] - seen.rect[0])
    return np.ascontiguousarray(seen.picture[:, left : max(left + 8, rect[2] - seen.rect[0])])


def _can_be_one(again: Line) -> bool:
    """A second look at a run whose check digit fails: only a sure reading of twelve or more wrong digits lets it stand."""
    texts = (again.text, *again.alternatives)
    if any(is_my_number(run.digits) for text in texts for run in runs(text)):
        return True
    return again.confidence < SURE
