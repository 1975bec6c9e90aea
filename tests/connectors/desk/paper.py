"""A made-up school slip as two engines and a page picture, so that the desk is tested on slips made by the domain itself."""

import io
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kanjize import number2kanji
from PIL import Image, ImageDraw, ImageFont

from slips.check import Facts
from slips.form import Form
from slips.form_file import form_from
from slips.model import Box, PageReading, Reading, Text

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 20)
FACTS = Facts(TODAY)
PX_PER_MM = 5.0
# Without the equation of figures and words: with it, joint decoding would settle what these tests leave to a person.
SLIP_FORM: Form = replace(
    form_from(tomllib.loads((ROOT / "config/forms/school-slip.toml").read_text(encoding="utf-8")), "school-slip.toml"),
    sums=("rows", "subtotals", "total"),
)

WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "fiscal_year": "8",
        "slip_no": "101-0042",
        "drafted_on": "令和8年11月12日",
        "school_code": "101",
        "school_name": "花里小学校",
        "account_code": "01-10-02-01-001201-10-01",
        "account_name": "小学校管理運営事業 需用費 消耗品費",
        "subject": "理科実験用消耗品の購入",
        "description": "第4学年理科実験で使用",
        "amount": "¥10,793",
        "amount_words": "金壱万七百九拾参円也",
        "subtotal_10": "9,812",
        "tax_10": "981",
        "creditor_code": "00010793",
        "creditor_name": "株式会社はるひの文具",
        "registration_no": "T6993517700979",
        "invoice_no": "S-2611-07",
        "invoiced_on": "令和8年11月10日",
        "payment_code": "1",
        "payment_name": "口座振替",
        "due_on": "令和8年11月30日",
        "bank_code": "0005",
        "bank_name": "三菱ＵＦＪ",
        "branch_code": "031",
        "branch_name": "心斎橋",
        "account_type": "普通",
        "account_no": "4452943",
        "holder_kana": "ｶ)ﾊﾙﾋﾉﾌﾞﾝｸﾞ",
        "ordered_on": "令和8年11月2日",
        "delivered_on": "令和8年11月5日",
        "inspected_on": "令和8年11月6日",
        "inspector": "佐藤 花子",
        "lines.0.item": "ろ紙 100枚入",
        "lines.0.qty": "12",
        "lines.0.unit": "箱",
        "lines.0.unit_price": "456",
        "lines.0.rate": "10",
        "lines.0.amount": "5,472",
        "lines.1.item": "アルコールランプ",
        "lines.1.qty": "7",
        "lines.1.unit": "個",
        "lines.1.unit_price": "620",
        "lines.1.rate": "10",
        "lines.1.amount": "4,340",
    }
)
"""A slip on which everything agrees: 5,472 + 4,340 = 9,812, with 10 % 10,793."""


def written(slip_no: str, quantity: int = 12, **other: str) -> dict[str, str]:
    """WRITTEN with another slip and invoice number, so many boxes on the first line, and whatever else differs.

    Names in `other`: "lines__0__qty" for lines.0.qty. Two slips of one quantity look like one payment made twice.
    """
    line = int(WRITTEN["lines.0.unit_price"]) * quantity
    base = line + int(WRITTEN["lines.1.amount"].replace(",", ""))
    total = base + base // 10
    sums = {
        "lines.0.qty": str(quantity),
        "lines.0.amount": f"{line:,}",
        "subtotal_10": f"{base:,}",
        "tax_10": f"{base // 10:,}",
        "amount": f"¥{total:,}",
        "amount_words": f"金{number2kanji(total)}円也",
    }
    changed = {name.replace("__", "."): text for name, text in other.items()}
    return {**WRITTEN, "slip_no": slip_no, "invoice_no": f"S-{slip_no}", **sums, **changed}


def page_reading(
    texts: Mapping[str, str], seen_otherwise: Mapping[str, str] | None = None, doubt: str = ""
) -> PageReading:
    """What two engines and the ink measure saw. seen_otherwise: fields in which the second engine saw something else."""
    readings = []
    for field in SLIP_FORM.fields:
        text = texts.get(field.name, "")
        other = (seen_otherwise or {}).get(field.name, text)
        readings.append(_reading(field.name, "rapidocr", "raw", text, field.box))
        readings.append(_reading(field.name, "easyocr", "tight", other, field.box))
        if not text and not other:
            readings.append(Reading(field.name, "ink", "1", "raw", (), kind="ink"))
    return PageReading(1, SLIP_FORM.name, tuple(readings), doubt=doubt)


def _reading(field: str, engine: str, cut: str, text: str, box: Box) -> Reading:
    texts = (Text(text, 0.98, box),) if text else ()
    return Reading(field, engine, "1", cut, texts)


def drawn(texts: Mapping[str, str], font_path: str) -> bytes:
    """The aligned page as JPEG: boxes, the labels beside them, the texts in them."""
    return _drawn(tuple(sorted(texts.items())), font_path)


@cache
def _drawn(items: tuple[tuple[str, str], ...], font_path: str) -> bytes:
    texts = dict(items)
    width, height = round(SLIP_FORM.width_mm * PX_PER_MM), round(SLIP_FORM.height_mm * PX_PER_MM)
    sheet = Image.new("RGB", (width, height), "#fdfcf8")
    pen = ImageDraw.Draw(sheet)
    font, small = (ImageFont.truetype(font_path, size) for size in (18, 13))
    for anchor in SLIP_FORM.anchors:
        pen.text((anchor.box[0] * width, anchor.box[1] * height), anchor.text, "#333333", small)
    for field in SLIP_FORM.fields:
        x0, y0, x1, y1 = (n * side for n, side in zip(field.box, (width, height, width, height), strict=True))
        pen.rectangle((x0, y0, x1, y1), outline="#999999")
        pen.text((x0 + 6, y0 + (y1 - y0) / 2), texts.get(field.name, ""), "#101030", font, anchor="lm")
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def facts_on(days_later: int) -> Facts:
    """The facts of a later day."""
    return replace(FACTS, today=TODAY + timedelta(days=days_later))
