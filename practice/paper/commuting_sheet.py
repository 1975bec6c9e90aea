"""The application for a commuting subsidy: 通学費補助金交付申請書兼請求書, form number 様式第8号, A4 portrait, filled in by hand."""

from practice.paper.fonts import FORM_MINCHO
from practice.paper.marks import DROPOUT, Line, Rect
from practice.paper.sheet import ROW_GAP_MM, SEAT, THICK, Sheet, frame, line_table, room, ruled_row, words

LEFT, WIDTH = 12.0, 186.0
RIGHT = LEFT + WIDTH
ROW = 8.6
COMB_INSET_MM = 0.9
BOX_MM = 4.0

# Field → how many boxes and how wide each is, in mm.
COMBS: dict[str, tuple[int, float]] = {
    "postal_code": (7, 6.0),
    "grade": (1, 6.0),
    "school_code": (3, 6.0),
    "pass_price": (6, 6.0),
    "other_subsidy_amount": (6, 6.0),
    "claim_amount": (7, 8.0),
    "bank_code": (4, 6.0),
    "branch_code": (3, 6.0),
    "account_no": (7, 6.0),
}
DATES = ("applied_on", "pass_from", "pass_until")
DATE_WORDS = ((6.2, "令和"), (16.6, "年"), (27.6, "月"), (39.0, "日"))
# A birthday is written with its western year: middle of each printed word and of each gap, in mm from the left of the room.
BIRTH_WORDS = ((17.6, "年"), (28.6, "月"), (40.0, "日"))
BIRTH_GAPS = (8.4, 23.2, 34.3)
CONSENTS = (
    ("consent_residence", "住民登録の状況を市が確認すること"),
    ("consent_tax", "市税の納付状況を市が確認すること"),
    ("consent_antisocial", "暴力団員等に該当しないことを警察に照会すること"),
)
AGREED = "同意する"


def commuting_sheet() -> Sheet:
    """The blank form. Rooms named field=option are check boxes, or the printed words that a circle goes round."""
    sheet = _head() + _guardian() + _student() + _legs() + _pass() + _payee() + _consents() + _foot()
    for name, (count, wide) in COMBS.items():
        sheet += _comb(name, sheet.rooms[name], count, wide)
    for name in DATES:
        sheet += _date_words(sheet.rooms[name], DATE_WORDS)
    return sheet + _date_words(sheet.rooms["student_birth"], BIRTH_WORDS)


def _date_words(rect: Rect, printed: tuple[tuple[float, str], ...]) -> Sheet:
    sheet = Sheet()
    for x, word in printed:
        sheet += words(word, rect[0] + x, (rect[1] + rect[3]) / 2, align="middle")
    return sheet


def _comb(name: str, rect: Rect, count: int, wide: float) -> Sheet:
    """Boxes at the left end of the room, which shrinks to them; what is behind them is said there (円)."""
    x0, y0, y1 = rect[0] + 2.0, rect[1] + COMB_INSET_MM, rect[3] - COMB_INSET_MM
    ticks = tuple(Line(x0 + n * wide, y0, x0 + n * wide, y1, 0.25, DROPOUT) for n in range(count + 1))
    box = (x0, y0, x0 + count * wide, y1)
    sheet = Sheet(ticks, {name: box}, {}) + frame(box, 0.25, DROPOUT)
    if name.endswith(("price", "amount")):
        sheet += words("円", box[2] + 3.0, (y0 + y1) / 2)
    return sheet


def _choices(name: str, rect: Rect, options: tuple[tuple[str, str], ...], boxed: bool) -> Sheet:
    """Options (canonical text, printed word) side by side in a room: to be ticked in a box before the word, or circled."""
    sheet = room(name, rect)
    step = (rect[2] - rect[0]) / len(options)
    middle = (rect[1] + rect[3]) / 2
    for number, (text, word) in enumerate(options):
        x = rect[0] + step * number
        if boxed:
            box = (x + 4, middle - BOX_MM / 2, x + 4 + BOX_MM, middle + BOX_MM / 2)
            sheet += frame(box) + words(word, box[2] + 2, middle) + Sheet((), {f"{name}={text}": box}, {})
        else:
            printed = words(word, x + step / 2, middle, align="middle")
            sheet += printed + Sheet((), {f"{name}={text}": printed.labels[word]}, {})
    return sheet


def _head() -> Sheet:
    sheet = words("様式第8号（第5条関係）", LEFT, 10, 10) + words("花里市長　様", LEFT + 4, 29, 12, FORM_MINCHO)
    sheet += words("通学費補助金交付申請書兼請求書", 105, 18.5, 17, FORM_MINCHO, "middle")
    return sheet + ruled_row(RIGHT - 66, 25, ROW, [(20, "申請日"), (46, "@applied_on")])


def _rows(y: float, rows: list[list[tuple[float, str]]]) -> Sheet:
    sheet = Sheet()
    for number, cells in enumerate(rows):
        sheet += ruled_row(LEFT, y + number * ROW, ROW, cells)
    return sheet


def _guardian() -> Sheet:
    y = 37.0
    sheet = _rows(y, [[(24, "フリガナ"), (90, "@guardian_kana"), (20, "郵便番号"), (52, "@postal_code")]])
    sheet += ruled_row(
        LEFT, y + ROW, 13, [(24, "保護者氏名"), (90, "@guardian_name"), (20, "申請者印"), (52, "@applicant_seal")]
    )
    after = y + ROW + 13
    sheet += _rows(after, [[(24, "住所"), (162, "@address")], [(24, "電話番号"), (90, "@phone"), (72, "")]])
    sheet += words("日中に連絡のつく番号", LEFT + 118, after + ROW * 1.5)
    return sheet + frame((LEFT, y, RIGHT, after + 2 * ROW), THICK)


def _student() -> Sheet:
    y = 78.0
    sheet = _rows(
        y,
        [
            [(24, "フリガナ"), (90, "@student_kana"), (20, "学年"), (12, "@grade"), (40, "年生")],
            [(24, "児童生徒氏名"), (90, "@student_name"), (20, "生年月日"), (52, "@student_birth")],
            [(24, "学校コード"), (26, "@school_code"), (18, "学校名"), (118, "@school_name")],
        ],
    )
    return sheet + frame((LEFT, y, RIGHT, y + 3 * ROW), THICK)


def _legs() -> Sheet:
    top, header = 107.0, 6.0
    rect = (LEFT, top, RIGHT, top + header + 2 * ROW_GAP_MM + 3 * 8.2)
    columns = [(66.0, "交通機関", "operator"), (60.0, "乗車駅・停留所", "from"), (60.0, "降車駅・停留所", "to")]
    return line_table("legs", rect, header, 3, columns) + frame(rect, THICK)


def _pass() -> Sheet:
    y = top = 142.0
    period = [
        (24.0, "通用期間"),
        (48.0, "@pass_from"),
        (14.0, "から"),
        (48.0, "@pass_until"),
        (14.0, "まで"),
        (38.0, ""),
    ]
    sheet = ruled_row(LEFT, y, ROW, period)
    y += ROW
    sheet += ruled_row(LEFT, y, ROW, [(24, "定期券の月数"), (76, ""), (28, "定期券の金額"), (58, "@pass_price")])
    months = tuple((n, f"{n}か月") for n in ("1", "3", "6", "12"))
    sheet += _choices("pass_months", (LEFT + 24, y, LEFT + 100, y + ROW), months, boxed=False)
    y += ROW
    sheet += ruled_row(LEFT, y, ROW, [(24, "他の補助"), (76, ""), (28, "他の補助の額"), (58, "@other_subsidy_amount")])
    sheet += _choices(
        "other_subsidy", (LEFT + 24, y, LEFT + 100, y + ROW), (("あり", "あり"), ("なし", "なし")), boxed=True
    )
    y += ROW
    sheet += ruled_row(LEFT, y, 12, [(34, "申請額及び請求額"), (66, "@claim_amount"), (86, "")])
    sheet += words("定期券の金額の3分の1（100円未満切捨て）", LEFT + 103, y + 4, 8)
    sheet += words("他の補助の額を除く。1か月につき1万円まで", LEFT + 103, y + 8.4, 8)
    return sheet + frame((LEFT, top, RIGHT, y + 12), THICK)


def _payee() -> Sheet:
    y = 183.0
    bank = [
        (22.0, "金融機関"),
        (30.0, "@bank_code"),
        (50.0, "@bank_name"),
        (12.0, "支店"),
        (24.0, "@branch_code"),
        (48.0, "@branch_name"),
    ]
    sheet = _rows(
        y,
        [
            bank,
            [(22, "預金種目"), (46, ""), (22, "口座番号"), (96, "@account_no")],
            [(22, "口座名義カナ"), (164, "@holder_kana")],
        ],
    )
    kinds = (("普通", "普通"), ("当座", "当座"))
    sheet += _choices("account_type", (LEFT + 22, y + ROW, LEFT + 68, y + 2 * ROW), kinds, boxed=False)
    return sheet + frame((LEFT, y, RIGHT, y + 3 * ROW), THICK)


def _consents() -> Sheet:
    y, high = 212.5, 7.6
    sheet = words("補助金の審査のため、次のことに同意します（同意するものの四角に印を付けること）。", LEFT, y, 9)
    for number, (name, what) in enumerate(CONSENTS):
        top = y + 3.5 + number * high
        sheet += _choices(name, (LEFT, top, LEFT + 44, top + high), ((AGREED, AGREED),), boxed=True)
        sheet += ruled_row(LEFT + 44, top, high, [(WIDTH - 44, "")]) + words(what, LEFT + 47, top + high / 2)
    return sheet


def _foot() -> Sheet:
    sheet = words("注1　定期券の写し、通帳の写し及び在学を証する書類を添えること。", LEFT, 245, 9)
    sheet += words("注2　申請額及び請求額は訂正しないこと。書き損じたときは新しい用紙に書き直すこと。", LEFT, 250, 9)
    seats = ("課長", "課長補佐", "係長", "係", "審査")
    sheet += ruled_row(LEFT + 86, 255, 5.5, [(20, seat) for seat in seats])
    sheet += ruled_row(LEFT + 86, 260.5, 19, [(20, SEAT) for _ in seats])
    sheet += ruled_row(LEFT, 255, 5.5, [(50, "教育総務課受付")]) + ruled_row(LEFT, 260.5, 19, [(50, "")])
    sheet += words("花里市教育委員会教育総務課", LEFT, 287, 9)
    return sheet + words("用紙番号 HS-08C", RIGHT, 287, 9, align="right")
