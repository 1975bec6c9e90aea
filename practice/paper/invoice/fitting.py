"""The layouts that readers may be fitted on (seeds below 5000). Those they are judged on are in judging.py."""

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

LEFT, RIGHT = 16.0, 194.0
GREY, BLUE = (226, 226, 226), (206, 220, 238)


def classic(bill: Bill, look: Look) -> Sheet:
    """Addressee left, issuer right, a fully ruled table with the sums as its last rows, bank in one line at the foot."""
    sheet = put("請　求　書", 105, 18, look, 20, "middle") + rule(78, 132, 24)
    sheet += run([addressee(bill), bill.honorific], LEFT, 36, look, 13) + rule(LEFT, 98, 40)
    sheet += put("下記のとおりご請求申し上げます。", LEFT, 50, look)
    sheet += run(["ご請求金額", total_of(bill, look)], LEFT, 62, look, 15) + rule(LEFT, 98, 67, THICK)
    sheet += run(["請求書番号：", ("invoice_no", bill.invoice_no)], RIGHT, 32, look, 0, "right")
    sheet += run(["請求日：", ("invoiced_on", look.day(bill.invoiced_on))], RIGHT, 38, look, 0, "right")
    sheet += _issuer(bill, look, 122, 48)
    columns = [
        Column("item_mark", "品名", 84),
        Column("qty", "数量", 18, "right"),
        Column("unit", "単位", 16, "middle"),
    ]
    columns += [Column("unit_price", "単価", 28, "right"), Column("amount", "金額", 32, "right")]
    drawn, bottom = table(bill, look, LEFT, 80, columns, Style("full", 7.0, 8.0, 8, GREY))
    sums: list[list[Piece]] = []
    if len(bill.rates) == 1:
        (rate,) = bill.rates
        sums = [["小計", subtotal(bill, rate, look)], [f"消費税({rate}%)", tax(bill, rate, look)]]
    else:
        for rate in bill.rates:
            sums += [[f"{rate}%対象額", subtotal(bill, rate, look)], ["消費税", tax(bill, rate, look)]]
    sums.append(["合計", look.yen(bill.total)])
    drawn += grid(sums, 134, bottom, (28, 32), 7, look, "mr")
    if "8" in bill.rates:
        drawn += put(f"{look.mark}印は軽減税率(8%)対象商品です。", LEFT, bottom + 5, look, 8.5)
    below = ["お振込先：", *bank_line(bill), "口座名義", holder(bill)]
    return sheet + drawn + run(below, LEFT, bottom + 7 * len(sums) + 9, look, 9)


def _issuer(bill: Bill, look: Look, x: float, y: float) -> Sheet:
    v = bill.vendor
    rows: list[list[Piece]] = [[issuer(bill)], [f"〒{v.postal_code}"], [v.address], [f"TEL {v.phone}"]]
    sheet = stack(rows, x, y, look, 5.2, 9)
    if number := registration(bill):
        sheet += run(["登録番号", number], x, y + 5.2 * len(rows), look, 9)
    return sheet


def left_issuer(bill: Bill, look: Look) -> Sheet:
    """Issuer on the left under the addressee, numbers on the right; only horizontal rules, sums as sentences, bank in lines of its own."""
    sheet = put("御請求書", LEFT, 20, look, 22)
    head: list[list[Piece]] = [
        ["No.", ("invoice_no", bill.invoice_no)],
        ["発行日", ("invoiced_on", look.day(bill.invoiced_on))],
    ]
    sheet += grid(head, 136, 14, (20, 38), 7, look, "mr", ruled=False)
    sheet += run([addressee(bill), bill.honorific], LEFT, 36, look, 13)
    sheet += _issuer(bill, look, LEFT, 48)
    sheet += (
        put("請求金額(税込)", 120, 52, look, 11)
        + put(total_of(bill, look), RIGHT, 61, look, 18, "right")
        + rule(118, RIGHT, 67)
    )
    columns = [Column("on", "日付", 18, "middle"), Column("item_mark", "品目", 76), Column("qty", "数量", 18, "right")]
    columns += [
        Column("unit", "単位", 14, "middle"),
        Column("unit_price", "単価", 24, "right"),
        Column("amount", "金額(税抜)", 28, "right"),
    ]
    drawn, bottom = table(bill, look, LEFT, 84, columns, Style("rows", 6.6))
    y = bottom + 7
    for rate in bill.rates:
        mark = look.mark if rate == "8" else ""
        drawn += run(
            [f"{mark}{rate}%対象", subtotal(bill, rate, look), "消費税", tax(bill, rate, look)],
            RIGHT,
            y,
            look,
            0,
            "right",
        )
        y += 6
    drawn += run(["合計", look.yen(bill.total)], RIGHT, y, look, 12, "right") + rule(140, RIGHT, y + 4)
    v = bill.vendor
    bank: list[list[Piece]] = [["お振込先"], [("bank_name", v.bank_name), ("branch_name", v.branch_name)]]
    bank += [[("account_type", v.account_type), ("account_no", v.account_no)], ["名義", holder(bill)]]
    return sheet + drawn + stack(bank, LEFT, max(y + 4, bottom + 7), look, 5.4, 9.5)


def foot_issuer(bill: Bill, look: Look) -> Sheet:
    """Who asks and where to pay stand at the foot; the table has no rules, taxes stand in a table by rate, prices contain tax."""
    sheet = put("請求書", 105, 16, look, 18, "middle")
    sheet += run([addressee(bill), bill.honorific], LEFT, 30, look, 14)
    sheet += run(["合計金額", total_of(bill, look)], LEFT, 44, look, 16) + frame((LEFT - 2, 38, 104, 50))
    sheet += run(["請求番号", ("invoice_no", bill.invoice_no)], 130, 30, look)
    sheet += run(["請求日", ("invoiced_on", look.day(bill.invoiced_on))], 130, 36, look)
    columns = [
        Column("item_mark", "商品名", 80),
        Column("qty", "数量", 20, "right"),
        Column("unit", "単位", 16, "middle"),
    ]
    columns += [Column("unit_price", "単価(税込)", 30, "right"), Column("amount", "金額(税込)", 32, "right")]
    drawn, bottom = table(bill, look, LEFT, 60, columns, Style("none", 6.4))
    rows: list[list[Piece]] = [["税率", "対象金額(税込)", "内消費税額"]]
    rows += [[f"{rate}%", subtotal(bill, rate, look), tax(bill, rate, look)] for rate in bill.rates]
    drawn += grid(rows, 98, bottom + 6, (20, 40, 36), 7, look, "mrr")
    if "8" in bill.rates:
        drawn += put(f"{look.mark}は軽減税率対象", LEFT, bottom + 9, look, 8.5)
    v = bill.vendor
    bank: list[list[Piece]] = [
        ["金融機関", ("bank_name", v.bank_name)],
        ["支店名", ("branch_name", v.branch_name)],
        ["種別", ("account_type", v.account_type)],
    ]
    bank += [["口座番号", ("account_no", v.account_no)], ["名義人", holder(bill)]]
    drawn += grid(bank, 112, 246, (24, 58), 6.4, look, size_pt=9)
    return sheet + drawn + _issuer(bill, look, LEFT, 252)


def boxed(bill: Bill, look: Look) -> Sheet:
    """A logo, a box of numbers, shaded headings and rows, a rate in every line, a framed box of sums."""
    sheet = frame((LEFT, 12, LEFT + 24, 28), THICK) + put(
        bill.vendor.name.replace("株式会社", "")[:2], LEFT + 12, 20, look, 16, "middle"
    )
    sheet += put("請求書", RIGHT, 18, look, 22, "right")
    numbers: list[list[Piece]] = [
        ["請求番号", ("invoice_no", bill.invoice_no)],
        ["請求日", ("invoiced_on", look.day(bill.invoiced_on))],
    ]
    sheet += grid(numbers, 128, 28, (24, 42), 7, look, tint=BLUE)
    sheet += run([addressee(bill), bill.honorific], LEFT, 40, look, 13) + rule(LEFT, 100, 45)
    sheet += _issuer(bill, look, 128, 50)
    sheet += (
        Sheet((Tint((LEFT, 58, 108, 72), BLUE),))
        + put("ご請求金額(税込)", LEFT + 3, 65, look, 10)
        + put(total_of(bill, look), 104, 65, look, 17, "right")
    )
    columns = [
        Column("number", "No.", 10, "middle"),
        Column("item", "摘要", 72),
        Column("qty", "数量", 17, "right"),
        Column("unit", "単位", 14, "middle"),
    ]
    columns += [
        Column("unit_price", "単価", 25, "right"),
        Column("rate", "税率", 12, "middle"),
        Column("amount", "金額", 28, "right"),
    ]
    drawn, bottom = table(bill, look, LEFT, 84, columns, Style("head", 7.0, 7.5, 6, BLUE, (244, 246, 250)))
    rows: list[list[Piece]] = [["税抜合計", look.yen(bill.net)]] if len(bill.rates) > 1 else []
    for rate in bill.rates:
        rows += [[f"税抜金額({rate}%対象)", subtotal(bill, rate, look)], [f"消費税額({rate}%)", tax(bill, rate, look)]]
    rows.append(["合計金額", look.yen(bill.total)])
    drawn += grid(rows, 120, bottom + 4, (40, 34), 6.6, look, "lr", tint=BLUE)
    bank: list[list[Piece]] = [["【振込先】"], bank_line(bill)[:2], bank_line(bill)[2:], [holder(bill)]]
    return sheet + drawn + stack(bank, LEFT, bottom + 8, look, 5.6)


def ledger(bill: Bill, look: Look) -> Sheet:
    """A monthly sheet with the day of every delivery; prices contain tax and the sums say so in brackets."""
    sheet = put("請 求 明 細 書", 105, 16, look, 16, "middle") + rule(60, 150, 21, THICK) + rule(60, 150, 22)
    sheet += run([addressee(bill), bill.honorific], LEFT, 34, look, 12)
    sheet += run(["伝票番号", ("invoice_no", bill.invoice_no)], 20, 44, look) + run(
        ["日付", ("invoiced_on", look.day(bill.invoiced_on))], 70, 44, look
    )
    sheet += _issuer(bill, look, 128, 34)
    sheet += grid([["請求金額(税込)", total_of(bill, look)]], LEFT, 56, (40, 56), 11, look, "mr", 14)
    columns = [
        Column("on", "月日", 18, "middle"),
        Column("item", "品名", 76),
        Column("mark", "", 8, "middle"),
        Column("qty", "数量", 16, "right"),
    ]
    columns += [
        Column("unit", "単位", 14, "middle"),
        Column("unit_price", "単価", 22, "right"),
        Column("amount", "金額", 24, "right"),
    ]
    drawn, bottom = table(bill, look, LEFT, 74, columns, Style("full", 6.2, 7.0, 10))
    y = bottom + 6
    for rate in bill.rates:
        drawn += run(
            [f"({rate}%対象", subtotal(bill, rate, look), "内消費税", tax(bill, rate, look), ")"],
            RIGHT,
            y,
            look,
            0,
            "right",
        )
        y += 5.6
    if "8" in bill.rates:
        drawn += put(f"「{look.mark}」は軽減税率対象品目", LEFT, bottom + 6, look, 8.5)
    drawn += run(["合計", look.yen(bill.total)], RIGHT, y + 1, look, 12, "right")
    foot = ["振込口座", *bank_line(bill), holder(bill)]
    return sheet + drawn + run(foot, LEFT, 284, look, 9) + rule(LEFT, RIGHT, 279)


def letter(bill: Bill, look: Look) -> Sheet:
    """A letter: few rules, quantity and unit in one cell, the sums in one line each under the table."""
    sheet = put(("invoiced_on", look.day(bill.invoiced_on)), RIGHT, 16, look, 0, "right")
    sheet += run(["請求書番号", ("invoice_no", bill.invoice_no)], RIGHT, 22, look, 0, "right")
    sheet += run([addressee(bill), bill.honorific], LEFT, 30, look, 14) + _issuer(bill, look, 130, 38)
    sheet += put("請求書", 105, 74, look, 18, "middle") + put(
        "拝啓　毎度お引き立てを賜り、厚く御礼申し上げます。", LEFT, 84, look
    )
    sheet += run(["ご請求金額", total_of(bill, look)], 105 - 42, 94, look, 16) + rule(60, 150, 99)
    columns = [
        Column("item_mark", "品目", 88),
        Column("qty_unit", "数量", 24, "right"),
        Column("unit_price", "単価", 30, "right"),
        Column("amount", "金額", 36, "right"),
    ]
    drawn, bottom = table(bill, look, LEFT, 106, columns, Style("head", 6.6))
    y = bottom + 6
    for rate in bill.rates:
        drawn += run([f"小計({rate}%)", subtotal(bill, rate, look)], RIGHT, y, look, 0, "right")
        drawn += run([f"消費税({rate}%)", tax(bill, rate, look)], RIGHT, y + 5.6, look, 0, "right")
        y += 11.2
    drawn += run(["請求金額", look.yen(bill.total)], RIGHT, y + 1, look, 12, "right")
    v = bill.vendor
    foot: list[list[Piece]] = [[f"{look.mark} 軽減税率対象"]] if "8" in bill.rates else []
    foot.append(["振込先", ("bank_name", v.bank_name), ("branch_name", v.branch_name)])
    foot.append([("account_type", v.account_type), ("account_no", v.account_no), holder(bill)])
    return sheet + drawn + stack(foot, LEFT, bottom + 6, look, 5.6)


FITTING = (
    Layout(classic, (184, 52), most_rows=16),
    Layout(left_issuer, (84, 52)),
    Layout(foot_issuer, (96, 258), "inclusive"),
    Layout(boxed, (186, 54)),
    Layout(ledger, (186, 40), "inclusive"),
    Layout(letter, (186, 44), most_rows=15),
)
