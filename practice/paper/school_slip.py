"""The slip that a school's computer prints: 支出負担行為兼支出命令書, form number 様式第12号, A4 portrait."""

from practice.paper.fonts import FORM_MINCHO
from practice.paper.sheet import SEAT, THICK, Sheet, frame, line_table, ruled_row, words

LEFT, WIDTH = 14.0, 182.0
RIGHT = LEFT + WIDTH
ROW = 8.6


def school_slip() -> Sheet:
    """The blank form."""
    return _head() + _deciding() + _subject() + _lines() + _payee() + _foot()


def _head() -> Sheet:
    sheet = words("様式第12号", LEFT, 10, 10)
    sheet += words("花里市教育委員会", RIGHT, 10, 10, align="right")
    sheet += words("支出負担行為兼支出命令書", 105, 17.5, 17, FORM_MINCHO, "middle")
    sheet += words("（学校用支出伝票）", 105, 24.5, 10, FORM_MINCHO, "middle")
    year = ruled_row(LEFT, 29, 7, [(22, "会計年度"), (11, ""), (12, "@fiscal_year"), (15, "年度")], 10)
    year += words("令和", LEFT + 27.5, 32.5, 10, align="middle")
    numbers = ruled_row(LEFT, 36, 7, [(22, "整理番号"), (38, "@slip_no")], 10)
    return sheet + year + numbers + ruled_row(LEFT, 43, 7, [(22, "起票日"), (38, "@drafted_on")], 10)


def _deciding() -> Sheet:
    """Where officers put their seals."""
    x, seats = 80.0, ("課長", "課長補佐", "係長", "係", "校長", "教頭", "事務")
    width = (RIGHT - x - 7) / len(seats)
    sheet = ruled_row(x, 29, 21, [(7, "決\n裁")], 10)
    sheet += ruled_row(x + 7, 29, 5.5, [(width, seat) for seat in seats])
    return sheet + ruled_row(x + 7, 34.5, 15.5, [(width, SEAT) for _ in seats])


def _subject() -> Sheet:
    y = 53.0
    rows = [
        [(24, "学校コード"), (22, "@school_code"), (20, "学校名"), (116, "@school_name")],
        [(24, "予算科目"), (158, "@account_code")],
        [(24, "科目名称"), (158, "@account_name")],
        [(24, "件名"), (158, "@subject")],
        [(24, "摘要"), (158, "@description")],
    ]
    sheet = Sheet()
    for row in rows:
        sheet += ruled_row(LEFT, y, ROW, row, 10)
        y += ROW
    sheet += ruled_row(LEFT, y, 12, [(24, "金額"), (50, "@amount"), (20, "金額大字"), (88, "@amount_words")], 10)
    y += 12
    taxes = [(21.0, "10%対象額"), (26.0, "@subtotal_10"), (17.0, "消費税"), (22.0, "@tax_10")]
    taxes += [(21.0, "8%対象額"), (28.0, "@subtotal_8"), (19.0, "消費税"), (28.0, "@tax_8")]
    sheet += ruled_row(LEFT, y, ROW, taxes)
    return sheet + frame((LEFT, 53, RIGHT, y + ROW), THICK)


def _lines() -> Sheet:
    rect = (LEFT, 119.0, RIGHT, 175.0)
    columns = [
        (74.0, "品名・規格", "item"),
        (16.0, "数量", "qty"),
        (14.0, "単位", "unit"),
        (28.0, "単価", "unit_price"),
    ]
    columns += [(14.0, "税率%", "rate"), (36.0, "金額", "amount")]
    return line_table("lines", rect, 6.5, 6, columns) + frame(rect, THICK)


def _payee() -> Sheet:
    y = top = 178.0
    rows = [
        [(24, "債権者番号"), (32, "@creditor_code"), (22, "債権者名"), (104, "@creditor_name")],
        [
            (24, "登録番号"),
            (40, "@registration_no"),
            (22, "請求書番号"),
            (38, "@invoice_no"),
            (18, "請求日"),
            (40, "@invoiced_on"),
        ],
        [(24, "支払方法"), (14, "@payment_code"), (48, "@payment_name"), (22, "支払期日"), (74, "@due_on")],
        [
            (24, "金融機関"),
            (20, "@bank_code"),
            (52, "@bank_name"),
            (16, "支店"),
            (16, "@branch_code"),
            (54, "@branch_name"),
        ],
        [
            (24, "預金種目"),
            (20, "@account_type"),
            (20, "口座番号"),
            (30, "@account_no"),
            (20, "名義カナ"),
            (68, "@holder_kana"),
        ],
        [
            (14, "発注日"),
            (33, "@ordered_on"),
            (14, "納品日"),
            (33, "@delivered_on"),
            (14, "検収日"),
            (33, "@inspected_on"),
            (14, "検収者"),
            (27, "@inspector"),
        ],
    ]
    sheet = Sheet()
    for row in rows:
        sheet += ruled_row(LEFT, y, ROW, row)
        y += ROW
    return sheet + frame((LEFT, top, RIGHT, y), THICK)


def _foot() -> Sheet:
    sheet = words("注1　支払方法は、1 口座振替、2 納付書、3 現金、4 資金前渡の番号で示す。", LEFT, 236.5, 9)
    sheet += words("注2　品名ごとの金額は税抜き。消費税は税率ごとに一度だけ端数を処理する。", LEFT, 241.5, 9)
    sheet += words("注3　請求書、納品書及び検収調書を添えて教育総務課へ提出すること。", LEFT, 246.5, 9)
    boxes = [(34.0, "学校受付印"), (34.0, "教育総務課"), (34.0, "会計課審査")]
    sheet += ruled_row(LEFT, 252, 6, boxes) + ruled_row(LEFT, 258, 24, [(34, ""), (34, ""), (34, "")])
    sheet += ruled_row(LEFT + 114, 252, 6, [(68, "備考欄")]) + ruled_row(LEFT + 114, 258, 24, [(68, "")])
    sheet += words("花里市学校財務システム出力帳票", LEFT, 287, 9)
    return sheet + words("帳票番号 HS-12P", RIGHT, 287, 9, align="right")
