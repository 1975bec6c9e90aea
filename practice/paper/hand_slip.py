"""The slip that is filled in by hand: 学校用支出伝票, form number 様式第27号, A4 portrait, boxes for figures in a drop-out colour."""

from practice.paper.fonts import FORM_MINCHO
from practice.paper.marks import DROPOUT, Line, Rect, Words
from practice.paper.sheet import ROW_GAP_MM, SEAT, THICK, Sheet, frame, line_table, ruled_row, words

LEFT, WIDTH = 12.0, 186.0
RIGHT = LEFT + WIDTH
ROW = 8.6
COMB_INSET_MM = 0.9

# Field → how many boxes and how wide each is, in mm. Rows of the item table share their column's entry.
COMBS: dict[str, tuple[int, float]] = {
    "fiscal_year": (2, 5.6),
    "school_code": (3, 6.0),
    "account_code": (24, 6.2),
    "amount": (9, 8.0),
    "subtotal_10": (8, 6.0),
    "tax_10": (7, 6.0),
    "subtotal_8": (8, 6.0),
    "tax_8": (7, 6.0),
    "creditor_code": (8, 6.0),
    "registration_no": (14, 5.7),
    "payment_code": (1, 6.0),
    "bank_code": (4, 6.0),
    "branch_code": (3, 6.0),
    "account_no": (7, 6.0),
    "lines.qty": (4, 5.0),
    "lines.unit_price": (6, 5.4),
    "lines.amount": (7, 5.7),
}
# What the pad already says in a comb: box number → character.
PREPRINTED: dict[str, dict[int, str]] = {
    "account_code": dict.fromkeys((2, 5, 8, 11, 18, 21), "-"),
    "registration_no": {0: "T"},
}
DATES = ("drafted_on", "ordered_on", "delivered_on", "inspected_on", "invoiced_on", "due_on")
# A date is written into 令和_年_月_日: middle of each printed word and of each gap, in mm from the left of the room.
DATE_WORDS = ((6.2, "令和"), (16.6, "年"), (27.6, "月"), (39.0, "日"))
DATE_GAPS = (12.0, 22.2, 33.3)


def hand_slip() -> Sheet:
    """The blank form."""
    sheet = _head() + _subject() + _amounts() + _lines() + _days() + _payee() + _foot()
    for name in [n for n in sheet.rooms if comb_of(n)]:
        sheet += _comb(name, sheet.rooms[name])
    for name in DATES:
        x0, y0, _, y1 = sheet.rooms[name]
        for x, word in DATE_WORDS:
            sheet += words(word, x0 + x, (y0 + y1) / 2, align="middle")
    return sheet


def comb_of(name: str) -> tuple[int, float] | None:
    """How many boxes a field has and how wide they are; lines.3.qty has those of lines.qty."""
    parts = name.split(".")
    return COMBS.get(name if len(parts) == 1 else f"{parts[0]}.{parts[2]}")


def _comb(name: str, rect: Rect) -> Sheet:
    """Boxes in the middle of the room, which shrinks to them."""
    count, wide = comb_of(name) or (1, 0.0)
    x0 = (rect[0] + rect[2] - count * wide) / 2
    y0, y1 = rect[1] + COMB_INSET_MM, rect[3] - COMB_INSET_MM
    ticks = tuple(Line(x0 + n * wide, y0, x0 + n * wide, y1, 0.25, DROPOUT) for n in range(count + 1))
    sheet = Sheet(ticks, {}, {})
    if name.count("."):
        y0, y1 = rect[1], rect[3]
    else:
        sheet += frame((x0, y0, x0 + count * wide, y1), 0.25, DROPOUT)
    for number, letter in PREPRINTED.get(name, {}).items():
        sheet += Sheet((Words(letter, x0 + (number + 0.5) * wide, (y0 + y1) / 2, 11, "gothic-ipaex", "middle"),))
    return sheet + Sheet((), {name: (x0, y0, x0 + count * wide, y1)}, {})


def _head() -> Sheet:
    sheet = words("学校用支出伝票", LEFT, 14, 19) + words("手書用", LEFT + 52, 15.5, 10)
    sheet += words("様式第27号", RIGHT, 9.5, 10, align="right")
    sheet += words("支出負担行為兼支出命令書", RIGHT, 16.5, 11, FORM_MINCHO, "right")
    row = [
        (20, "会計年度"),
        (10.0, "令和"),
        (14, "@fiscal_year"),
        (10, "年度"),
        (16, "起票日"),
        (46, "@drafted_on"),
        (20, "整理番号"),
    ]
    return sheet + ruled_row(LEFT, 22, ROW, [*row, (50, "@slip_no")])


def _subject() -> Sheet:
    y = 33.0
    rows = [
        [(24, "学校コード"), (24, "@school_code"), (20, "学校名"), (118, "@school_name")],
        [(24, "予算科目"), (162, "@account_code")],
        [(24, "科目名称"), (162, "@account_name")],
        [(24, "件名"), (162, "@subject")],
        [(24, "摘要"), (162, "@description")],
    ]
    sheet = Sheet()
    for row in rows:
        sheet += ruled_row(LEFT, y, ROW, row)
        y += ROW
    return sheet + frame((LEFT, 33, RIGHT, y), THICK)


def _amounts() -> Sheet:
    sheet = ruled_row(LEFT, 78, 12, [(16, "金額"), (76, "@amount"), (18, "金額大字"), (76, "@amount_words")])
    for y, rate in ((90.0, "10"), (90.0 + ROW, "8")):
        row = [(24, f"{rate}%対象額"), (62, f"@subtotal_{rate}"), (24, f"{rate}%消費税"), (76, f"@tax_{rate}")]
        sheet += ruled_row(LEFT, y, ROW, row)
    return sheet + frame((LEFT, 78, RIGHT, 90 + 2 * ROW), THICK)


def _lines() -> Sheet:
    top, header = 109.5, 6.0
    rect = (LEFT, top, RIGHT, top + header + 2 * ROW_GAP_MM + 6 * 8.4)
    columns = [
        (58.0, "品名・規格", "item"),
        (22.0, "数量", "qty"),
        (14.0, "単位", "unit"),
        (34.4, "単価", "unit_price"),
    ]
    columns += [(14.0, "税率%", "rate"), (43.6, "金額", "amount")]
    return line_table("lines", rect, header, 6, columns) + frame(rect, THICK)


def _days() -> Sheet:
    y = 169.6
    sheet = ruled_row(
        LEFT,
        y,
        ROW,
        [
            (16, "発注日"),
            (46, "@ordered_on"),
            (16, "納品日"),
            (46, "@delivered_on"),
            (16, "検収日"),
            (46, "@inspected_on"),
        ],
    )
    sheet += ruled_row(
        LEFT,
        y + ROW,
        ROW,
        [(16, "検収者"), (46, "@inspector"), (16, "請求日"), (46, "@invoiced_on"), (16, "支払期日"), (46, "@due_on")],
    )
    return sheet + frame((LEFT, y, RIGHT, y + 2 * ROW), THICK)


def _payee() -> Sheet:
    y = top = 189.3
    rows = [
        [(22, "債権者番号"), (52, "@creditor_code"), (18, "債権者名"), (94, "@creditor_name")],
        [(22, "登録番号"), (84, "@registration_no"), (22, "請求書番号"), (58, "@invoice_no")],
        [
            (22, "支払方法"),
            (12, "@payment_code"),
            (52, "@payment_name"),
            (22, "預金種目"),
            (20, "@account_type"),
            (58, "1口座振替 2納付書 3現金 4資金前渡"),
        ],
        [
            (22, "金融機関"),
            (28, "@bank_code"),
            (52, "@bank_name"),
            (12, "支店"),
            (22, "@branch_code"),
            (50, "@branch_name"),
        ],
        [(22, "口座番号"), (46, "@account_no"), (18, "名義カナ"), (100, "@holder_kana")],
    ]
    sheet = Sheet()
    for row in rows:
        sheet += ruled_row(LEFT, y, ROW, row)
        y += ROW
    return sheet + frame((LEFT, top, RIGHT, y), THICK)


def _foot() -> Sheet:
    seats = ("校長", "教頭", "事務職員", "課長", "課長補佐", "係長", "係員", "審査")
    sheet = ruled_row(LEFT, 235.5, 5.5, [(WIDTH / 8, seat) for seat in seats])
    sheet += ruled_row(LEFT, 241, 17, [(WIDTH / 8, SEAT) for _ in seats])
    sheet += words("記入上の注意　黒のボールペンで、数字は枠からはみ出さないように記入すること。", LEFT, 264, 9)
    sheet += words("金額を書き損じたときは訂正せず、新しい用紙に書き直すこと。", LEFT + 22, 269, 9)
    sheet += words("品名ごとの金額は税抜きで記入し、消費税は税率ごとに一度だけ端数を処理すること。", LEFT + 22, 274, 9)
    sheet += words("花里市教育委員会教育総務課", LEFT, 287, 9)
    return sheet + words("用紙番号 HS-27H", RIGHT, 287, 9, align="right")
