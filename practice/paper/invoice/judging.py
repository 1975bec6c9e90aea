"""The layouts that readers are judged on (seeds from 5000 on): nobody fits a reader on them, or looks at them while writing one."""

from dataclasses import replace

from practice.paper.invoice.bill import Bill
from practice.paper.invoice.blocks import Piece, grid, put, rule, run, stack
from practice.paper.invoice.layout import Layout
from practice.paper.invoice.look import Look
from practice.paper.invoice.summary import (
    addressee,
    bank_line,
    holder,
    issuer,
    registration,
    subtotal,
    tax,
    total_of,
)
from practice.paper.invoice.table import Column, Style, table
from practice.paper.marks import Tint
from practice.paper.sheet import THICK, Sheet, frame

LEFT, RIGHT = 14.0, 196.0
SAND, GREEN = (238, 232, 214), (214, 232, 220)


def statement(bill: Bill, look: Look) -> Sheet:
    """A monthly statement: what was asked for before, what was paid, what is asked for now, side by side."""
    look = replace(look, mark="(軽)")
    sheet = put("御 請 求 書", 105, 15, look, 17, "middle")
    sheet += run([addressee(bill), bill.honorific], LEFT + 4, 28, look, 13)
    sheet += _issuer(bill, look, 120, 26, "登録番号：")
    sheet += run(["請求No.", ("invoice_no", bill.invoice_no)], LEFT + 4, 40, look)
    sheet += run([("invoiced_on", look.day(bill.invoiced_on)), "締切分"], LEFT + 4, 47, look)
    heads: list[Piece] = ["前回御請求額", "御入金額", "繰越金額", "御買上額(税抜)", "消費税額等", "今回御請求額"]
    zero = look.yen(0)
    values: list[Piece] = [zero, zero, zero, look.yen(bill.net), look.yen(bill.tax), total_of(bill, look)]
    widths = (27.0, 26.0, 26.0, 32.0, 29.0, 42.0)
    sheet += grid([heads], LEFT, 58, widths, 6, look, "mmmmmm") + grid(
        [values], LEFT, 64, widths, 9, look, "rrrrrr", 11
    )
    columns = [
        Column("on", "日付", 16, "middle"),
        Column("item_mark", "商 品 名", 84),
        Column("qty", "数 量", 16, "right"),
    ]
    columns += [
        Column("unit", "単位", 12, "middle"),
        Column("unit_price", "単 価", 26, "right"),
        Column("amount", "金 額", 28, "right"),
    ]
    drawn, bottom = table(bill, look, LEFT, 80, columns, Style("full", 6.3, 7.0, 0, SAND))
    rows: list[list[Piece]] = []
    for rate in bill.rates:
        rows += [
            [f"【{rate}%対象 税抜額】", subtotal(bill, rate, look)],
            [f"【{rate}%消費税額】", tax(bill, rate, look)],
        ]
    drawn += grid(rows, LEFT + 16, bottom, (138, 28), 6.3, look, "lr")
    notes: list[list[Piece]] = [["下記口座へお振り込みください。"], bank_line(bill), ["口座名義：", holder(bill)]]
    if "8" in bill.rates:
        notes.append([f"{look.mark}は軽減税率(8%)適用商品"])
    return sheet + drawn + stack(notes, LEFT, bottom + 6.3 * len(rows) + 8, look, 5.4, 9)


def _issuer(bill: Bill, look: Look, x: float, y: float, label: str) -> Sheet:
    v = bill.vendor
    rows: list[list[Piece]] = [[f"〒{v.postal_code} {v.address}"], [issuer(bill)], [f"電話 {v.phone}"]]
    if number := registration(bill):
        rows.append([label, number])
    return stack(rows, x, y, look, 5.4, 9.0)


def sidebar(bill: Bill, look: Look) -> Sheet:
    """A tinted band on the left says who asks and where to pay; everything else stands right of it."""
    v, x = bill.vendor, 68.0
    sheet = Sheet((Tint((8, 10, 62, 287), GREEN),)) + put("INVOICE", 12, 20, look, 15) + put("請求書", 12, 28, look, 12)
    rows: list[list[Piece]] = [
        ["発行者"],
        [issuer(bill)],
        [f"〒{v.postal_code}"],
        [v.address[:13]],
        [v.address[13:] or " "],
        [f"TEL {v.phone}"],
    ]
    if number := registration(bill):
        rows += [["適格請求書発行事業者"], [number]]
    rows += [[" "], ["お支払先"], [("bank_name", v.bank_name)], [("branch_name", v.branch_name)]]
    rows += [[("account_type", v.account_type), ("account_no", v.account_no)], [holder(bill)]]
    sheet += stack(rows, 11, 44, look, 6.0, 8.0)
    sheet += run([addressee(bill), bill.honorific], x, 22, look, 13)
    sheet += grid([["請求書No", "発行日", "お支払金額"]], x, 34, (36, 42, 50), 6, look, "mmm", 8.5)
    values: list[Piece] = [
        ("invoice_no", bill.invoice_no),
        ("invoiced_on", look.day(bill.invoiced_on)),
        total_of(bill, look),
    ]
    sheet += grid([values], x, 40, (36, 42, 50), 10, look, "mmr", 12)
    columns = [
        Column("item_mark", "内容", 58),
        Column("qty_unit", "数量", 18, "right"),
        Column("unit_price", "@単価", 24, "right"),
        Column("amount", "金額", 28, "right"),
    ]
    drawn, bottom = table(bill, look, x, 58, columns, Style("none", 6.6, 7.0, 0, GREEN))
    y = bottom + 7
    for rate in bill.rates:
        drawn += run([f"課税対象計 {rate}%", subtotal(bill, rate, look)], RIGHT, y, look, 9, "right")
        drawn += run([f"消費税等 {rate}%", tax(bill, rate, look)], RIGHT, y + 5.5, look, 9, "right")
        y += 11
    drawn += rule(130, RIGHT, y - 2) + run(["総額", look.yen(bill.total)], RIGHT, y + 3, look, 12, "right")
    note = f"{look.mark} … 軽減税率(8%)" if "8" in bill.rates else ""
    return sheet + drawn + (put(note, x, bottom + 6, look, 8) if note else Sheet())


def turned_round(bill: Bill, look: Look) -> Sheet:
    """Quantities first, the name of the goods after them; the total stands only at the foot, and the date with the issuer."""
    sheet = put("請求書", LEFT, 18, look, 20) + rule(LEFT, RIGHT, 25, THICK)
    sheet += run([addressee(bill), bill.honorific], LEFT, 34, look, 12)
    sheet += put("毎度ありがとうございます。下記の通り御請求申し上げます。", LEFT, 44, look)
    sheet += run(["発行", ("invoiced_on", look.day(bill.invoiced_on))], 128, 32, look) + _issuer(
        bill, look, 128, 40, "登録番号"
    )
    columns = [
        Column("number", "行", 8, "middle"),
        Column("qty", "数量", 18, "right"),
        Column("unit", "単位", 14, "middle"),
        Column("item_mark", "品名・規格", 82),
    ]
    columns += [Column("unit_price", "税抜単価", 28, "right"), Column("amount", "税抜金額", 32, "right")]
    drawn, bottom = table(bill, look, LEFT, 72, columns, Style("rows", 6.8, 8.0, 6))
    head: list[Piece] = ["区分", "税抜対価の額", "消費税額"]
    rows: list[list[Piece]] = [[f"{rate}%", subtotal(bill, rate, look), tax(bill, rate, look)] for rate in bill.rates]
    drawn += grid([head, *rows], LEFT, bottom + 5, (18, 36, 30), 6.6, look, "mrr", 9)
    drawn += grid([["ご請求額", total_of(bill, look)]], 120, bottom + 5, (28, 48), 12, look, "mr", 14)
    y = bottom + 5 + 6.6 * (len(rows) + 1) + 8
    if "8" in bill.rates:
        drawn += put(f"{look.mark}軽減税率対象(8%)", 120, y - 4, look, 8.5)
    v = bill.vendor
    bank: list[list[Piece]] = [["取引銀行", ("bank_name", v.bank_name), "／", ("branch_name", v.branch_name)]]
    bank += [["口座", ("account_type", v.account_type), "No.", ("account_no", v.account_no), "／", holder(bill)]]
    return (
        sheet
        + drawn
        + stack(bank, LEFT, y, look, 5.6, 9.5)
        + run(["整理No.", ("invoice_no", bill.invoice_no)], RIGHT, 284, look, 8.5, "right")
    )


def counter(bill: Bill, look: Look) -> Sheet:
    """A shop's sheet: prices contain tax, a category in every line, and sums with the tax in brackets behind them."""
    look = replace(look, mark="軽")
    sheet = put("納品書兼請求書", 105, 17, look, 16, "middle") + frame((66, 11, 144, 23))
    sheet += (
        _issuer(bill, look, LEFT, 32, "(登録番号)")
        + run([addressee(bill), bill.honorific], 112, 36, look, 12)
        + rule(110, RIGHT, 41)
    )
    row: list[Piece] = [
        "管理No.",
        ("invoice_no", bill.invoice_no),
        "年月日",
        ("invoiced_on", look.day(bill.invoiced_on)),
    ]
    sheet += grid([row], LEFT, 58, (22, 38, 20, 44), 7, look, "mmmm", tint=SAND)
    columns = [
        Column("item", "品　　名", 78),
        Column("mark", "区分", 12, "middle"),
        Column("unit_price", "税込単価", 26, "right"),
        Column("qty", "数量", 18, "right"),
    ]
    columns += [Column("unit", "単位", 14, "middle"), Column("amount", "税込金額", 34, "right")]
    drawn, bottom = table(bill, look, LEFT, 68, columns, Style("full", 6.8, 7.5, 8, SAND))
    y = bottom + 7
    for rate in bill.rates:
        drawn += run(
            [f"{rate}%計", subtotal(bill, rate, look), "(うち消費税", tax(bill, rate, look), ")"], LEFT + 4, y, look
        )
        y += 6
    drawn += grid([["合　計", total_of(bill, look)]], 112, bottom + 3, (30, 54), 12, look, "mr", 15)
    if "8" in bill.rates:
        drawn += put("区分「軽」は軽減税率8%", 112, bottom + 19, look, 8.5)
    v = bill.vendor
    heads: list[Piece] = ["銀行", "支店", "預金", "番号", "名義"]
    cells: list[Piece] = [
        ("bank_name", v.bank_name),
        ("branch_name", v.branch_name),
        ("account_type", v.account_type),
        ("account_no", v.account_no),
        holder(bill),
    ]
    return (
        sheet + drawn + grid([heads, cells], LEFT, max(y + 6, bottom + 26), (40, 36, 16, 26, 64), 6.4, look, "mmmml", 9)
    )


def centred(bill: Bill, look: Look) -> Sheet:
    """The amount in the middle of the page's head in words of its own, the issuer under it, sums as a list before the table's end."""
    sheet = put(("invoice_no", bill.invoice_no), RIGHT, 14, look, 9, "right") + put(
        "ご　請　求　書", 105, 22, look, 18, "middle"
    )
    sheet += run([addressee(bill), bill.honorific], LEFT + 2, 36, look, 13)
    sheet += Sheet((Tint((52, 44, 158, 60), SAND),)) + run(
        ["お支払いいただく金額", total_of(bill, look)], 58, 52, look, 13
    )
    sheet += run(["日付：", ("invoiced_on", look.day(bill.invoiced_on))], LEFT + 2, 68, look) + _issuer(
        bill, look, 112, 68, "インボイス登録番号"
    )
    columns = [
        Column("item", "明細", 74),
        Column("rate", "税率", 14, "middle"),
        Column("qty", "個数", 18, "right"),
        Column("unit", "単位", 14, "middle"),
    ]
    columns += [Column("unit_price", "価格", 28, "right"), Column("amount", "金額(税抜)", 34, "right")]
    drawn, bottom = table(bill, look, LEFT, 94, columns, Style("head", 6.6, 7.5))
    rows: list[list[Piece]] = [["商品計", look.yen(bill.net)]]
    for rate in bill.rates:
        rows += [[f"内 {rate}%対象", subtotal(bill, rate, look)], [f"{rate}%分消費税", tax(bill, rate, look)]]
    rows.append(["税込合計", look.yen(bill.total)])
    drawn += grid(rows, 122, bottom + 3, (38, 36), 5.8, look, "lr", 9.5, False)
    v = bill.vendor
    bank: list[list[Piece]] = [["振込銀行名", ("bank_name", v.bank_name)], ["支店", ("branch_name", v.branch_name)]]
    bank += [
        ["預金種別", ("account_type", v.account_type)],
        ["口座No.", ("account_no", v.account_no)],
        ["カナ名義", holder(bill)],
    ]
    return sheet + drawn + grid(bank, LEFT, bottom + 6, (24, 62), 5.8, look, "ll", 9)


def pad(bill: Bill, look: Look) -> Sheet:
    """A sheet off a carbon-copy pad: half a page, the sums as its last rows, no units, who asks under everything."""
    sheet = put("請　求　書", LEFT + 4, 22, look, 16)
    sheet += run(["No.", ("invoice_no", bill.invoice_no)], RIGHT - 4, 18, look, 9, "right")
    sheet += put(("invoiced_on", look.day(bill.invoiced_on)), RIGHT - 4, 25, look, 0, "right")
    sheet += run([addressee(bill), bill.honorific], LEFT + 10, 36, look, 14) + rule(LEFT + 8, 112, 41)
    columns = [Column("item_mark", "品　名", 92), Column("qty", "数　量", 20, "right")]
    columns += [Column("unit_price", "単　価", 30, "right"), Column("amount", "金　額", 34, "right")]
    drawn, bottom = table(bill, look, LEFT + 3, 46, columns, Style("full", 6.6, 6.6, 8, GREEN))
    rows: list[list[Piece]] = [
        [f"税抜額({rate}%)", subtotal(bill, rate, look), "税額", tax(bill, rate, look)] for rate in bill.rates
    ]
    drawn += grid(rows, LEFT + 3, bottom, (62, 50, 30, 34), 6.6, look, "rrrr")
    below = bottom + 6.6 * len(rows)
    drawn += grid([["合計額", total_of(bill, look)]], LEFT + 3, below, (112, 64), 9, look, "rr", 13)
    v = bill.vendor
    foot: list[list[Piece]] = [[issuer(bill), f"〒{v.postal_code} {v.address}"]]
    number = registration(bill)
    foot.append([f"電話 {v.phone}", "登録", number] if number else [f"電話 {v.phone}"])
    foot.append(["振込", *bank_line(bill), holder(bill)])
    if "8" in bill.rates:
        foot.append([f"{look.mark} 印 8%"])
    sheet += frame((LEFT, 12, RIGHT, below + 38), THICK)
    return sheet + drawn + stack(foot, LEFT + 5, below + 15, look, 5.2, 9)


JUDGING = (
    Layout(statement, (186, 34)),
    Layout(sidebar, (54, 52)),
    Layout(turned_round, (188, 46)),
    Layout(counter, (92, 40), "inclusive"),
    Layout(centred, (188, 74)),
    Layout(pad, (176, 150), most_rows=8),
)
