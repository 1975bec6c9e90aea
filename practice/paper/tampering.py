"""Scissors, tape and copiers: what turns a sound page into one that must not be read as if nothing had happened. Pixels, places in mm."""

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from practice.paper.fonts import font_at
from practice.paper.marks import Rect
from practice.paper.raster import PAPER

Pixels = npt.NDArray[np.uint8]
KANJI = "市会計年度支出予算学校教育費用金額請求書納品検収日債権者名口座番号花里東西南北小中高等事務局長課係印税率消費対象件摘要科目一二三四五六七八九十百千万円"


def px(mm: float, dpi: int) -> int:
    return round(mm * dpi / 25.4)


def sheet(width_mm: float, height_mm: float, dpi: int) -> Pixels:
    """White paper."""
    return np.full((px(height_mm, dpi), px(width_mm, dpi), 3), PAPER, np.uint8)


def laid_on(below: Pixels, page: Pixels, left: int, top: int) -> Pixels:
    """A sheet with a page laid on it; what hangs over the edge is lost."""
    out = below.copy()
    room = out[max(0, top) : top + page.shape[0], max(0, left) : left + page.shape[1]]
    out[max(0, top) : top + page.shape[0], max(0, left) : left + page.shape[1]] = page[
        max(0, -top) : max(0, -top) + room.shape[0], max(0, -left) : max(0, -left) + room.shape[1]
    ]
    return out


def copied(page: Pixels, scale: float) -> Pixels:
    """As a copier makes it smaller or larger."""
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def row_put_in(page: Pixels, at_mm: float, high_mm: float, dpi: int) -> Pixels:
    """The form has one more row at a height: everything below stands lower. The new row repeats the rules, not the writing."""
    start, high = px(at_mm, dpi), px(high_mm, dpi)
    new = np.full((high, *page.shape[1:]), 255, np.uint8)
    new[:, page[start - 3 : start + 4].max(axis=(0, 2)) < 128] = 30
    new[-1:] = np.minimum(new[-1:], page[start : start + 1])
    return np.vstack([page[:start], new, page[start:]])[: page.shape[0]]


def row_taken_out(page: Pixels, at_mm: float, high_mm: float, dpi: int) -> Pixels:
    """The form has a row less: everything below stands higher."""
    start, high = px(at_mm, dpi), px(high_mm, dpi)
    foot = np.full((high, *page.shape[1:]), 255, np.uint8)
    return np.vstack([page[:start], page[start + high :], foot])


def changed_places(page: Pixels, first: Rect, second: Rect, dpi: int) -> Pixels:
    """Two parts of the form change places: side by side, or one above the other; each keeps its size."""
    out = page.copy()
    a, b = (page[px(r[1], dpi) : px(r[3], dpi), px(r[0], dpi) : px(r[2], dpi)] for r in (first, second))
    axis = 1 if first[1] == second[1] else 0
    both = np.concatenate([b, a], axis=axis)
    top, left = px(first[1], dpi), px(first[0], dpi)
    out[top : top + both.shape[0], left : left + both.shape[1]] = both
    return out


def slipped(page: Pixels, from_mm: float, across_mm: float, down_mm: float, dpi: int) -> Pixels:
    """Torn across and taped together again: the lower part lies off."""
    start = px(from_mm, dpi)
    lower = np.array([[1, 0, px(across_mm, dpi)], [0, 1, px(down_mm, dpi)]], np.float64)
    size = (page.shape[1], page.shape[0])
    moved = cv2.warpAffine(page, lower, size, borderValue=PAPER)
    seam = start + min(0, px(down_mm, dpi))
    out = np.vstack([page[:seam], moved[seam:]])
    out[seam : seam + 2] = out[seam : seam + 2] // 10 * 8
    return np.asarray(out, np.uint8)


def torn(page: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """The right edge torn off at a slant; the scanner's white lid shows instead."""
    height, width = page.shape[:2]
    top, bottom = (width - px(rng.uniform(8, 45), dpi) for _ in range(2))
    out = page.copy()
    cv2.fillConvexPoly(out, np.array([(top, 0), (width, 0), (width, height), (bottom, height)], np.int32), (244,) * 3)
    return out


def strip_over(page: Pixels, strip: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """A strip of paper over the page, a little askew, with a faint edge."""
    height, width = page.shape[:2]
    high, wide = strip.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-4, 4), 1)
    turn[:, 2] += rng.uniform(0.1, 0.9) * (width - wide * 0.6), rng.uniform(0.2, 0.8) * (height - high)
    framed = cv2.rectangle(strip.copy(), (0, 0), (wide - 1, high - 1), (190, 190, 190), max(1, px(0.15, dpi)))
    out = page.copy()
    cv2.warpAffine(framed, turn, (width, height), dst=out, borderMode=cv2.BORDER_TRANSPARENT)
    return out


def newspaper(rng: np.random.Generator, width_mm: float, height_mm: float, dpi: int) -> Pixels:
    """Upright columns of type, rules between them, a headline."""
    page = Image.fromarray(sheet(width_mm, height_mm, dpi))
    pencil = ImageDraw.Draw(page)
    letter = px(3.4, dpi)
    font = font_at("mincho-ipaex", letter)
    for x in range(px(8, dpi), page.width - px(10, dpi), px(5, dpi)):
        for y in range(px(40, dpi), page.height - px(12, dpi), px(3.7, dpi)):
            if rng.random() < 0.97:
                pencil.text((x, y), KANJI[int(rng.integers(len(KANJI)))], font=font, fill=(30, 30, 30))
    for y in (px(38, dpi), px(120, dpi), px(205, dpi)):
        pencil.line((px(8, dpi), y, page.width - px(8, dpi), y), fill=(30, 30, 30), width=2)
    headline = "".join(KANJI[int(i)] for i in rng.integers(0, len(KANJI), 9))
    pencil.text((px(20, dpi), px(12, dpi)), headline, font=font_at("mincho-ipaex", px(16, dpi)), fill=(20, 20, 20))
    return np.asarray(page, np.uint8)


def scenery(rng: np.random.Generator, width_px: int, height_px: int) -> Pixels:
    """A photo of anything but paper: soft patches of colour and some edges."""
    patches = rng.integers(0, 255, (9, 7, 3)).astype(np.uint8)
    picture = np.asarray(cv2.resize(patches, (width_px, height_px), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(60):
        ends = rng.integers(0, (width_px, height_px), (2, 2))
        colour = [int(v) for v in rng.integers(0, 255, 3)]
        cv2.line(picture, ends[0].tolist(), ends[1].tolist(), colour, int(rng.integers(1, 30)), cv2.LINE_AA)
    return picture
