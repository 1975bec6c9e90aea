"""Layouts that put themselves together anew on every page (seeds 4000 to 4999): more vendors than anybody could draw one by one."""

from collections.abc import Callable

from practice.paper.invoice.bill import Bill
from practice.paper.invoice.blocks import Piece, grid, put, rule, run, stack
from practice.paper.invoice.goods_tables import columns_for, style_for
from practice.paper.invoice.layout import Layout
from practice.paper.invoice.look import Look
from practice.paper.invoice.summary import addressee, bank_line, holder, issuer, registration, total_of
from practice.paper.invoice.sums import account, sums
from practice.paper.invoice.table import table
from practice.paper.sheet import THICK, Sheet, frame

LEFT, RIGHT = 16.0, 194.0
TITLES = ("請　求　書", "請求書", "御請求書", "ご請求書", "請求明細書", "請求書 兼 納品書")
NUMBERS = ("請求書番号", "請求番号", "請求No.", "No.", "請求書No", "発行番号")
DATES = ("請求日", "発行日", "請求年月日", "日付", "作成日")
ASKED = ("ご請求金額", "御請求金額", "ご請求額", "請求金額(税込)", "合計金額(税込)", "今回ご請求額")


def _head(bill: Bill, look: Look, issuer_x: float) -> Sheet:
    """Title, addressee, numbers and issuer; what belongs to no field stands among them."""
    rng = look.rng
    aligned = rng.choice(("left", "middle", "middle"))
    sheet = put(rng.choice(TITLES), LEFT if aligned == "left" else 105, 17, look, 19, aligned)  # type: ignore[arg-type]
    sheet += run([addressee(bill), bill.honorific], LEFT, 33, look, 13)
    rows: list[list[Piece]] = [
        [rng.choice(NUMBERS), ("invoice_no", bill.invoice_no)],
        [rng.choice(DATES), ("invoiced_on", look.day(bill.invoiced_on))],
    ]
    rng.shuffle(rows)
    rows += rng.sample(
        [["お客様コード", "004217"], ["ご担当", "総務係"], ["注文番号", "R8-1182"]], rng.choice((0, 0, 1, 2))
    )
    size = 9.0
    if rng.random() < 0.5:
        sheet += grid(rows, 134, 24, (26, 34), 6, look, "lr", size, ruled=rng.random() < 0.5)
    else:
        colon = rng.choice(("：", "", ":"))
        for place, (label, value) in enumerate(rows):
            sheet += run([f"{label}{colon}", value], RIGHT, 27 + 6 * place, look, size, "right")
    return sheet + _issuer(bill, look, issuer_x, 51)


def _issuer(bill: Bill, look: Look, x: float, y: float) -> Sheet:
    v, rng = bill.vendor, look.rng
    rows: list[list[Piece]] = [[issuer(bill)], [f"〒{v.postal_code}"], [v.address]]
    rows.append([rng.choice((f"TEL {v.phone}", f"電話：{v.phone}", f"TEL {v.phone} FAX {v.phone[:-1]}9"))])
    if number := registration(bill):
        rows.insert(
            rng.choice((1, 4)), [rng.choice(("登録番号", "登録番号：", "適格請求書発行事業者登録番号")), number]
        )
    return stack(rows, x, y, look, 5.0, 8.5)


def _asked(bill: Bill, look: Look) -> Sheet:
    """The amount asked for, large, with or without a frame."""
    label = look.rng.choice(ASKED)
    sheet = run([label, total_of(bill, look)], LEFT + 2, 60, look, 14)
    return sheet + (frame((LEFT - 1, 54, 112, 66), THICK) if look.rng.random() < 0.4 else rule(LEFT, 108, 65))


def _goods(bill: Bill, look: Look, y: float, room_mm: float) -> tuple[Sheet, float]:
    columns = columns_for(look, "8" in bill.rates, bill.basis == "inclusive")
    printed = sum(len(row.item) for row in bill.rows)
    days = [row.on for row in bill.rows]
    by_day = days == sorted(days) and any(c.what == "on" for c in columns) and len(set(days)) > 1
    return table(bill, look, LEFT, y, columns, style_for(look, printed, room_mm, by_day))


def _foot(bill: Bill, look: Look, y: float) -> Sheet:
    """Where to pay, by when, and the mark of reduced goods."""
    rng, v = look.rng, bill.vendor
    due = rng.choice(("お支払期限：2026年12月28日", "お支払条件：月末締め翌月末払い", "振込期日 2026/12/28"))
    ways: tuple[list[list[Piece]], ...] = (
        [["お振込先：", *bank_line(bill), holder(bill)], [due]],
        [["【お振込先】"], bank_line(bill), [holder(bill)], [due]],
        [
            ["銀行名", ("bank_name", v.bank_name), "支店名", ("branch_name", v.branch_name)],
            ["口座番号", ("account_type", v.account_type), ("account_no", v.account_no), "口座名義", holder(bill)],
            [due],
        ],
    )
    rows = rng.choice(ways)
    if "8" in bill.rates:
        text = rng.choice(("{}印は軽減税率(8%)対象商品です。", "{}は軽減税率対象品目", "「{}」は軽減税率対象商品"))
        rows = [[text.format(look.mark)], *rows]
    return stack(rows, LEFT, y, look, 5.2, 9)


def _page(bill: Bill, look: Look, head: Sheet, top: float, *, sums_first: bool = False, at_left: bool = False) -> Sheet:
    room = 158.0 - (top - 80.0)
    if sums_first:
        before, end = sums(bill, look, top, at_left)
        goods, bottom = _goods(bill, look, end + 5, room - (end + 5 - top))
        return head + before + goods + _foot(bill, look, bottom + 7)
    goods, bottom = _goods(bill, look, top, room - 28)
    after, end = sums(bill, look, bottom + look.rng.choice((2.5, 5.0)), at_left)
    return head + goods + after + _foot(bill, look, max(end, bottom) + 7)


def sums_right(bill: Bill, look: Look) -> Sheet:
    """The usual order: head, amount, goods, sums at the right, bank."""
    return _page(bill, look, _head(bill, look, 128) + _asked(bill, look), 82)


def sums_left(bill: Bill, look: Look) -> Sheet:
    """Sums at the left margin under the goods."""
    return _page(bill, look, _head(bill, look, 128) + _asked(bill, look), 82, at_left=True)


def sums_first(bill: Bill, look: Look) -> Sheet:
    """Sums over the goods, so that the table ends in white paper."""
    return _page(bill, look, _head(bill, look, 128) + _asked(bill, look), 80, sums_first=True)


def monthly(bill: Bill, look: Look) -> Sheet:
    """A monthly account: what was asked last time, what was paid, what is asked now, each in its box over the goods."""
    boxes, end = account(bill, look, 80)
    return _page(bill, look, _head(bill, look, 128) + boxes, end + 3)


def _layouts(*draws: Callable[[Bill, Look], Sheet]) -> tuple[Layout, ...]:
    return tuple(
        Layout(draw, (184, 56), basis, most_rows=15)
        for draw in draws
        for basis in ("exclusive", "exclusive", "inclusive")
    )


VARIED = _layouts(sums_right, sums_left, sums_first, monthly)
