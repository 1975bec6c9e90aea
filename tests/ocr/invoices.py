"""Two invoices as two vendors print them, drawn by these tests themselves: one ruled and with two tax rates, one plain."""

import numpy as np

from ocr.pages import Page
from practice.paper.age import PROFILES, aged
from practice.paper.marks import Line, Mark, Words
from practice.paper.raster import drawn

SIZE_MM = (210.0, 297.0)
FONT = "gothic-ipaex"

RULED = {
    "registration_no": "T6995860510444",
    "invoiced_on": "2026-11-05",
    "invoice_no": "26-0417",
    "addressee": "花里市教育委員会",
    "issuer_name": "株式会社みどり文具",
    "amount": "31381",
    "subtotal_10": "20600",
    "tax_10": "2060",
    "subtotal_8": "8075",
    "tax_8": "646",
    "bank_name": "碧海信金",
    "branch_name": "中島支店",
    "account_type": "普通",
    "account_no": "0695176",
    "holder_kana": "ｶ)ﾐﾄﾞﾘﾌﾞﾝｸﾞ",
    "lines.0.item": "コピー用紙A4 500枚×10冊",
    "lines.0.qty": "4",
    "lines.0.unit": "箱",
    "lines.0.unit_price": "3150",
    "lines.0.rate": "10",
    "lines.0.amount": "12600",
    "lines.1.item": "麦茶ティーバッグ",
    "lines.1.qty": "17",
    "lines.1.unit": "袋",
    "lines.1.unit_price": "475",
    "lines.1.rate": "8",
    "lines.1.amount": "8075",
    "lines.2.item": "画用紙八つ切り",
    "lines.2.qty": "10",
    "lines.2.unit": "枚",
    "lines.2.unit_price": "800",
    "lines.2.rate": "10",
    "lines.2.amount": "8000",
}
PLAIN = {
    "invoiced_on": "2026-10-30",
    "registration_no": "T6995860510444",
    "addressee": "花里小学校",
    "issuer_name": "山田電機工業株式会社",
    "amount": "107800",
    "subtotal_10": "98000",
    "tax_10": "9800",
    "account_no": "2888244",
    "lines.0.item": "体育館照明修理（2階ギャラリー側）",
    "lines.0.qty": "1",
    "lines.0.unit": "式",
    "lines.0.unit_price": "85000",
    "lines.0.amount": "85000",
    "lines.1.item": "出張費",
    "lines.1.qty": "2",
    "lines.1.unit": "回",
    "lines.1.unit_price": "6500",
    "lines.1.amount": "13000",
}


def ruled_marks() -> list[Mark]:
    """Title in the middle, a ruled table, a rate table, the bank in one line."""
    marks: list[Mark] = [_words("請　求　書", 105, 22, 20, "middle"), _words("花里市教育委員会　御中", 20, 40, 12)]
    for i, text in enumerate(("請求日：令和8年11月5日", "請求書番号：26-0417")):
        marks.append(_words(text, 190, 34 + 6 * i, 9, "right"))
    for i, text in enumerate(
        ("株式会社みどり文具", "〒444-0001 愛知県花里市上条町1-28", "TEL 0564-11-2233", "登録番号 T6995860510444")
    ):
        marks.append(_words(text, 125, 52 + 5.5 * i, 9))
    marks += [_words("ご請求金額", 22, 82, 13), _words("¥31,381-", 100, 82, 16, "right"), Line(20, 88, 102, 88, 0.5)]
    edges, heads = (20.0, 92, 108, 122, 146, 160, 190), ("品名", "数量", "単位", "単価", "税率", "金額")
    rows = [
        ("コピー用紙A4 500枚×10冊", "4", "箱", "3,150", "10%", "12,600"),
        ("麦茶ティーバッグ ※", "17", "袋", "475", "8%", "8,075"),
        ("画用紙八つ切り", "10", "枚", "800", "10%", "8,000"),
    ]
    marks += _grid(edges, 96, 7.5, [heads, *rows, ("",) * 6, ("",) * 6], "lrlrrr")
    rates = (90.0, 124.0, 157.0, 190.0)
    taxes = [("", "税抜対象額", "消費税"), ("10%対象", "20,600", "2,060"), ("8%対象（軽減）", "8,075", "646")]
    marks += _grid(rates, 150, 7, [*taxes, ("合計", "28,675", "2,706")], "lrr")
    marks.append(_words("※は軽減税率対象品目です。", 20, 153, 8))
    marks.append(_words("振込先：碧海信金 中島支店 普通 0695176 カ）ミドリブング", 20, 190, 10))
    marks.append(_words("お支払期限：令和8年12月25日", 20, 196, 10))
    return marks


def plain_marks() -> list[Mark]:
    """Title at the left, no rules but under the heading, one tax rate, the bank in labelled lines."""
    marks: list[Mark] = [_words("御請求書", 20, 20, 18), _words("2026年10月30日", 190, 20, 10, "right")]
    marks += [_words("花里小学校", 20, 36, 12), _words("様", 70, 36, 12), _words("山田電機工業株式会社", 130, 44, 11)]
    marks += [_words("電話 0564-22-1188", 130, 50, 9), _words("登録番号：T6995860510444", 130, 55, 9)]
    for x, text, align in (
        (20, "内容", "left"),
        (115, "数量", "right"),
        (150, "単価", "right"),
        (190, "金額", "right"),
    ):
        marks.append(_words(text, x, 80, 10, align))
    marks.append(Line(20, 84, 190, 84, 0.3))
    rows = [
        ("体育館照明修理", "1式", "85,000", "85,000"),
        ("（2階ギャラリー側）", "", "", ""),
        ("出張費", "2回", "6,500", "13,000"),
    ]
    for i, row in enumerate(rows):
        for x, text, align in zip((20, 115, 150, 190), row, ("left", "right", "right", "right"), strict=True):
            marks.append(_words(text, x, 90 + 7 * i, 10, align))
    for i, (label, text) in enumerate((("小計", "98,000"), ("消費税(10%)", "9,800"), ("合計金額", "¥107,800"))):
        marks += [_words(label, 130, 130 + 8 * i, 10), _words(text, 190, 130 + 8 * i, 10, "right")]
    bank = (
        "お振込先",
        "銀行名：ゆうちょ銀行",
        "支店名：一二九支店",
        "口座番号：普通 2888244",
        "口座名義：ヤマダデンキコウギョウ（カ",
    )
    marks += [_words(text, 20, 170 + 6 * i, 9) for i, text in enumerate(bank)]
    return marks


def scanned(marks: list[Mark], profile: str = "clean200") -> Page:
    """The marks as a page from a scanner."""
    dpi = PROFILES[profile].dpi
    scan = aged(drawn(marks, *SIZE_MM, dpi), profile, "invoice").convert("RGB")
    return Page(1, np.asarray(scan, np.uint8), dpi)


def _words(text: str, x: float, y: float, size_pt: float, align: str = "left") -> Words:
    return Words(text, x, y, size_pt, FONT, align)  # type: ignore[arg-type]  # one of three


def _grid(edges: tuple[float, ...], top: float, high: float, rows: list[tuple[str, ...]], aligns: str) -> list[Mark]:
    marks: list[Mark] = []
    for r, row in enumerate(rows):
        y = top + r * high
        marks.append(Line(edges[0], y, edges[-1], y))
        for c, text in enumerate(row):
            left, right = edges[c], edges[c + 1]
            x, align = ((left + right) / 2, "middle") if r == 0 else (right - 1.5, "right")
            if r and aligns[c] == "l":
                x, align = left + 1.5, "left"
            marks.append(_words(text, x, y + high / 2, 9, align))
    bottom = top + len(rows) * high
    marks.append(Line(edges[0], bottom, edges[-1], bottom))
    return [*marks, *(Line(x, top, x, bottom) for x in edges)]
