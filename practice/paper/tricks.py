"""What is done to two sound slips to make an adversarial page of them; see practice.paper.adversarial."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from practice.paper import tampering as tamper
from practice.paper.camera import photographed
from practice.paper.draw import filled
from practice.paper.made_up import Texts, in_order
from practice.paper.marks import Mark, Rect, Words
from practice.paper.raster import drawn
from slips.form import Form

Pixels = npt.NDArray[np.uint8]
DPI = 200
A4, A3 = (210.0, 297.0), (297.0, 420.0)
ROW = 8.6
HEAD_ROWS = (53.0, 61.6, 70.2, 78.8, 87.4)
PAYEE_ROWS = tuple(178.0 + ROW * n for n in range(6))
SEAMS = (117.2, 176.5)
"""Heights (mm) between two frames of the printed slip, where no field is."""
LIKE_TITLES = (
    {"支出負担行為兼支出命令書": "支出負担行為兼戻入命令書"},
    {"支出負担行為兼支出命令書": "支出負担行為兼支出更正書", "様式第12号": "様式第15号"},
    {
        "支出負担行為兼支出命令書": "歳入歳出外現金払出命令書",
        "様式第12号": "様式第21号",
        "帳票番号 HS-12P": "帳票番号 HS-21P",
    },
    {
        "様式第12号": "様式第18号",
        "帳票番号 HS-12P": "帳票番号 HS-18P",
        "支出負担行為兼支出命令書": "支出負担行為変更決議書",
    },
)
CHANGING_PLACES: tuple[tuple[Rect, Rect], ...] = (
    ((14, 221, 61, 229.6), (61, 221, 108, 229.6)),  # 発注日, 納品日
    ((61, 221, 108, 229.6), (108, 221, 155, 229.6)),  # 納品日, 検収日
    ((14, 107.6, 100, 116.2), (100, 107.6, 196, 116.2)),  # 10 %, 8 %
    ((88, 119, 104, 175), (104, 119, 118, 175)),  # 数量, 単位
    ((118, 119, 146, 175), (146, 119, 160, 175)),  # 単価, 税率
    ((146, 119, 160, 175), (160, 119, 196, 175)),  # 税率, 金額
)


@dataclass(frozen=True)
class Slip:
    """A sound slip before anything happens to it: its form, blank marks, the writing on it, and what that says."""

    form: Form
    print: tuple[Mark, ...]
    writing: tuple[Mark, ...]
    texts: Texts

    @property
    def pixels(self) -> Pixels:
        return np.asarray(drawn(self.print + self.writing, *A4, DPI), np.uint8)


Made = tuple[Pixels, Mapping[str, str] | None]
Trick = Callable[["Table"], Made]


@dataclass(frozen=True)
class Table:
    """What lies before whoever plays a trick: two slips, and chance."""

    slip: Slip
    other: Slip
    rng: np.random.Generator


def _chosen(table: Table, heights: tuple[float, ...]) -> float:
    return float(heights[int(table.rng.integers(len(heights)))])


def _like_title(table: Table) -> Made:
    """Another form of the same system: the same frame under another title."""
    titles = LIKE_TITLES[int(table.rng.integers(len(LIKE_TITLES)))]
    marks = tuple(
        replace(m, text=titles[m.text]) if isinstance(m, Words) and m.text in titles else m for m in table.slip.print
    )
    return replace(table.slip, print=marks).pixels, None


def _half(table: Table) -> Made:
    """Half a page: the picture ends there."""
    quarters = int(table.rng.integers(4))
    page = np.rot90(table.slip.pixels, quarters)
    page = page[: round(page.shape[0] * table.rng.uniform(0.45, 0.6))]
    return np.ascontiguousarray(np.rot90(page, -quarters)), None


def _half_on_white(table: Table) -> Made:
    """Half a page on a whole sheet."""
    page, other = table.slip.pixels, tamper.sheet(*A4, DPI)
    cut = round(page.shape[0] * table.rng.uniform(0.45, 0.6))
    halves = [page[:cut], other[cut:]] if table.rng.random() < 0.5 else [other[:cut], page[cut:]]
    return np.vstack(halves), None


def _two_side_by_side(table: Table) -> Made:
    """Two slips at 70 % on one A4 sheet."""
    pages = [tamper.copied(s.pixels, 0.7) for s in (table.slip, table.other)]
    out = tamper.laid_on(tamper.sheet(A4[1], A4[0], DPI), pages[0], 0, 0)
    both = tamper.laid_on(out, pages[1], out.shape[1] // 2, 0)
    return (both if table.rng.random() < 0.5 else np.ascontiguousarray(np.rot90(both))), None


def _two_on_a3(table: Table) -> Made:
    """Two slips in full size on one A3 sheet."""
    out = tamper.laid_on(tamper.sheet(A3[1], A3[0], DPI), table.slip.pixels, 0, 0)
    return tamper.laid_on(out, table.other.pixels, out.shape[1] // 2, 0), None


def _two_overlapping(table: Table) -> Made:
    """Another slip lies over the lower part, as when two are drawn in together."""
    down, across = table.rng.uniform(60, 200), table.rng.uniform(-30, 30)
    page = tamper.laid_on(table.slip.pixels, table.other.pixels, tamper.px(across, DPI), tamper.px(down, DPI))
    return page, _above(table.slip, down) if down > 119 else None


def _above(slip: Slip, height_mm: float) -> dict[str, str]:
    """What stands wholly above a height."""
    fields = slip.form.by_name
    return {n: t for n, t in slip.texts.items() if fields[n].box[3] * slip.form.height_mm < height_mm}


def _blank(_table: Table) -> Made:
    return tamper.sheet(*A4, DPI), None


def _noise(table: Table) -> Made:
    grain = table.rng.integers(0, 255, (tamper.px(A4[1], DPI) // 3, tamper.px(A4[0], DPI) // 3, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(grain).resize((1654, 2339)), np.uint8), None


def _newspaper(table: Table) -> Made:
    return tamper.newspaper(table.rng, *A4, DPI), None


def _scenery(table: Table) -> Made:
    return tamper.scenery(table.rng, 1654, 2339), None


def _row_more(table: Table) -> Made:
    """The form revised: one row more."""
    at = _chosen(table, HEAD_ROWS + PAYEE_ROWS + SEAMS)
    return tamper.row_put_in(table.slip.pixels, at, ROW, DPI), table.slip.texts


def _row_less(table: Table) -> Made:
    """The form revised: one row less, with what stood in it."""
    at = _chosen(table, HEAD_ROWS + PAYEE_ROWS)
    fields = table.slip.form.by_name
    inside = {n for n in table.slip.texts if at < fields[n].box[1] * A4[1] + 2 < at + ROW}
    kept = {n: t for n, t in table.slip.texts.items() if n not in inside}
    return tamper.row_taken_out(table.slip.pixels, at, ROW, DPI), kept


def _changed_places(table: Table) -> Made:
    """The form revised: two columns have changed places, with their labels."""
    first, second = CHANGING_PLACES[int(table.rng.integers(len(CHANGING_PLACES)))]
    return tamper.changed_places(table.slip.pixels, first, second, DPI), table.slip.texts


def _rows_changed(table: Table) -> Made:
    """The form revised: two rows have changed places, with their labels."""
    rows = HEAD_ROWS if table.rng.random() < 0.4 else PAYEE_ROWS
    y = rows[int(table.rng.integers(len(rows) - 1))]
    first, second = (14.0, y, 196.0, y + ROW), (14.0, y + ROW, 196.0, y + 2 * ROW)
    return tamper.changed_places(table.slip.pixels, first, second, DPI), table.slip.texts


def _printed_low(table: Table) -> Made:
    """The writing stands about half a row off its labels, as by a printer out of step. It still means what it says."""
    off = table.rng.uniform(3.4, 5.2) * table.rng.choice((-1, 1))
    below = np.asarray(drawn(table.slip.print, *A4, DPI), np.int16)
    above = np.asarray(drawn(table.slip.writing, *A4, DPI), np.uint8)
    above = tamper.laid_on(tamper.sheet(*A4, DPI), above, 0, tamper.px(off, DPI))
    return np.minimum(below, above).astype(np.uint8), table.slip.texts


def _table_printed_low(table: Table) -> Made:
    """The lines of the table stand one row lower than they should, each whole in its row."""
    slip = table.slip
    lines = {n: t for n, t in slip.texts.items() if n.startswith("lines.")}
    if any(n.startswith("lines.5.") for n in lines):
        return _printed_low(table)
    rest = {n: t for n, t in slip.texts.items() if n not in lines}
    lower = {f"lines.{int(n.split('.')[1]) + 1}.{n.split('.')[2]}": t for n, t in lines.items()}
    texts = in_order([f.name for f in slip.form.fields], rest | lower)
    writing = filled(slip.form, texts, random.Random(int(table.rng.integers(1 << 30))), "first")
    return replace(slip, writing=writing).pixels, texts


def _strip_over(table: Table) -> Made:
    """A strip of white paper, or of another slip, lies over some fields."""
    high, wide = tamper.px(table.rng.uniform(12, 60), DPI), tamper.px(table.rng.uniform(30, 120), DPI)
    strip = tamper.sheet(wide / DPI * 25.4, high / DPI * 25.4, DPI)
    if table.rng.random() < 0.5:
        top, left = (int(table.rng.integers(200, 1200)) for _ in range(2))
        strip = table.other.pixels[top : top + high, min(left, 600) : min(left, 600) + wide]
    return tamper.strip_over(table.slip.pixels, strip, table.rng, DPI), table.slip.texts


def _copied_smaller(table: Table) -> Made:
    small = tamper.copied(table.slip.pixels, table.rng.choice((0.5, 0.7, 0.7, 0.82)))
    return tamper.laid_on(tamper.sheet(*A4, DPI), small, 0, 0), table.slip.texts


def _copied_larger(table: Table) -> Made:
    large = tamper.copied(table.slip.pixels, table.rng.choice((1.15, 1.41)))
    left, top = (tamper.px(table.rng.uniform(-40, 0), DPI) for _ in range(2))
    return tamper.laid_on(tamper.sheet(*A4, DPI), large, left, top), table.slip.texts


def _mirrored(table: Table) -> Made:
    return np.ascontiguousarray(table.slip.pixels[:, ::-1]), None


def _taped(table: Table) -> Made:
    """Torn across between two frames and taped together 3 to 8 mm off."""
    off = table.rng.uniform(3, 8) * table.rng.choice((-1, 1))
    across, down = (off, 0.0) if table.rng.random() < 0.5 else (0.0, abs(off))
    return tamper.slipped(table.slip.pixels, _chosen(table, SEAMS), across, down, DPI), table.slip.texts


def _other_lower_half(table: Table) -> Made:
    """The lower half of another slip: every field is where it should be, and says what it says."""
    seam = _chosen(table, SEAMS)
    cut = tamper.px(seam, DPI)
    texts = _above(table.slip, seam)
    lower = {n: t for n, t in table.other.texts.items() if n not in _above(table.other, seam)}
    return np.vstack([table.slip.pixels[:cut], table.other.pixels[cut:]]), texts | lower


def _torn(table: Table) -> Made:
    """A part of the right side is missing."""
    return tamper.torn(table.slip.pixels, table.rng, DPI), table.slip.texts


def _photo_of_two(table: Table) -> Made:
    """Two slips beside each other on a desk."""
    page, _ = _two_on_a3(table)
    return photographed(page, table.rng, DPI), None


def _photo_cut(table: Table) -> Made:
    """A photo that does not show the whole slip."""
    photo = photographed(table.slip.pixels, table.rng, DPI)
    quarters = int(table.rng.integers(4))
    rest = np.rot90(photo, quarters)[round(photo.shape[0] * table.rng.uniform(0.1, 0.3)) :]
    return np.ascontiguousarray(np.rot90(rest, -quarters)), table.slip.texts


TRICKS: dict[str, Trick] = {
    "like title": _like_title,
    "half": _half,
    "half on white": _half_on_white,
    "two side by side": _two_side_by_side,
    "two on A3": _two_on_a3,
    "two overlapping": _two_overlapping,
    "blank": _blank,
    "noise": _noise,
    "newspaper": _newspaper,
    "scenery": _scenery,
    "row more": _row_more,
    "row less": _row_less,
    "columns changed": _changed_places,
    "rows changed": _rows_changed,
    "printed low": _printed_low,
    "table printed low": _table_printed_low,
    "strip over": _strip_over,
    "copied smaller": _copied_smaller,
    "copied larger": _copied_larger,
    "mirrored": _mirrored,
    "taped": _taped,
    "other lower half": _other_lower_half,
    "torn": _torn,
    "photo of two": _photo_of_two,
    "photo cut": _photo_cut,
}
UNAGED = ("scenery", "photo of two", "photo cut")
