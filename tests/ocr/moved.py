"""Pages as scanners and people mistreat them: shifted, turned, cut, folded, covered."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.pages import Page

ROW_MM = 8.6
WHITE = (250, 250, 250)


def shifted(page: Page, across_mm: float, down_mm: float) -> Page:
    px = page.dpi / 25.4
    return _warped(page, np.array([[1, 0, across_mm * px], [0, 1, down_mm * px]], np.float64))


def tilted(page: Page, degrees: float) -> Page:
    height, width = page.image.shape[:2]
    return _warped(page, cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1))


def stretched(page: Page, across: float, down: float) -> Page:
    size = (round(page.image.shape[1] * across), round(page.image.shape[0] * down))
    return replace(page, image=np.asarray(cv2.resize(page.image, size, interpolation=cv2.INTER_AREA), np.uint8))


def turned(page: Page, quarters: int) -> Page:
    return replace(page, image=np.ascontiguousarray(np.rot90(page.image, quarters)))


def mirrored(page: Page) -> Page:
    return replace(page, image=np.ascontiguousarray(page.image[:, ::-1]))


def covered(page: Page, left: float, top: float, right: float, bottom: float) -> Page:
    """A slip of white paper over a part of the page, in fractions of it."""
    image = page.image.copy()
    height, width = image.shape[:2]
    image[round(top * height) : round(bottom * height), round(left * width) : round(right * width)] = WHITE
    return replace(page, image=image)


def part(page: Page, top: float, bottom: float) -> Page:
    """Only a band of the page, as a scan that was pulled out early."""
    height = page.image.shape[0]
    return replace(page, image=page.image[round(top * height) : round(bottom * height)].copy())


def without_a_row(page: Page, at: float) -> Page:
    """A row of the form is missing (two sheets fed at once, a crease): everything below has moved up."""
    height = page.image.shape[0]
    start, gone = round(at * height), round(ROW_MM * page.dpi / 25.4)
    rest = np.full((gone, *page.image.shape[1:]), WHITE, np.uint8)
    return replace(page, image=np.vstack([page.image[:start], page.image[start + gone :], rest]))


def without_strip(page: Page, left_mm: float) -> Page:
    """A strip is missing at the left: the picture begins there."""
    return replace(page, image=np.ascontiguousarray(page.image[:, round(left_mm * page.dpi / 25.4) :]))


def beside_each_other(left: Page, right: Page) -> Page:
    """Two pages on one picture twice as wide."""
    height = min(left.image.shape[0], right.image.shape[0])
    return replace(left, image=np.hstack([left.image[:height], right.image[:height]]))


def seen_from(page: Page, narrow: float) -> Page:
    """A photo from the foot of the page: its head is so much narrower. The file does not know its resolution."""
    height, width = page.image.shape[:2]
    inset = width * (1 - narrow) / 2
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(inset, height * 0.3), (width - inset, height * 0.3), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    image = cv2.warpPerspective(page.image, matrix, (width, height), borderValue=(60, 50, 40))
    return Page(page.number, np.asarray(image, np.uint8), 0.0)


def _warped(page: Page, matrix: np.ndarray) -> Page:
    height, width = page.image.shape[:2]
    image = cv2.warpAffine(page.image, matrix, (width, height), borderValue=WHITE)
    return replace(page, image=np.asarray(image, np.uint8))
