"""Tables of goods as vendors think them up: which columns, in which order, under which words, ruled how."""

from dataclasses import replace

from practice.paper.invoice.look import Look
from practice.paper.invoice.table import Column, Rules, Style

GREY, BLUE, ROSE = (226, 226, 226), (206, 220, 238), (240, 222, 222)
WIDE_MM = 178.0
ITEMS = ("品名", "品　名", "摘要", "内容", "商品名", "品名・規格", "品番・品名", "品目", "項目", "明細")
QTYS, UNITS = ("数量", "数　量", "個数"), ("単位", "単位")
PRICES, PRICES_WITH_TAX = ("単価", "単　価", "単価(円)"), ("単価", "税込単価", "単価(税込)")
AMOUNTS, AMOUNTS_WITH_TAX = (
    ("金額", "金　額", "金額(円)", "金額(税抜)", "税抜金額"),
    ("金額", "金額(税込)", "税込金額", "価格"),
)
DAYS = ("日付", "月日", "納品日", "取引日", "年月日")


def columns_for(look: Look, reduced: bool, inclusive: bool) -> list[Column]:
    """Columns whose widths come to WIDE_MM. reduced: some goods bear the reduced rate, so something must tell which."""
    rng = look.rng
    told = rng.choice(("item_mark", "mark", "rate")) if reduced else rng.choice(("item", "rate", "item"))
    item = Column("item_mark" if told == "item_mark" else "item", rng.choice(ITEMS), 0.0)
    counted = _counted(look, inclusive)
    amount = Column("amount", rng.choice(AMOUNTS_WITH_TAX if inclusive else AMOUNTS), 29, "right")
    rate = [Column("rate", rng.choice(("税率", "税率", "消費税率")), 17, "middle")] if told == "rate" else []
    mark = [Column("mark", "", 7, "middle")] if told == "mark" else []
    rest = [*counted, *rate, amount] if rng.random() < 0.7 else [*counted, amount, *rate]
    columns = [*_before(look), item, *mark, *rest]
    if rng.random() < 0.25 and sum(c.width_mm for c in columns) < 128:
        columns.append(Column("remark", rng.choice(("備考", "摘要" if item.heading != "摘要" else "備考")), 18))
    left = WIDE_MM - sum(c.width_mm for c in columns)
    return [replace(c, width_mm=left) if c is item else c for c in columns]


def _before(look: Look) -> list[Column]:
    """What stands before the goods: nothing, a number, the day, the vendor's code or delivery note."""
    rng = look.rng
    day = Column("on", rng.choice(DAYS), 17, "middle")
    return rng.choice(
        (
            [],
            [],
            [Column("number", rng.choice(("No.", "No", "番号", "行")), 11, "middle")],
            [day],
            [day, Column("slip", rng.choice(("伝票番号", "伝票No.")), 20, "middle")],
            [Column("code", rng.choice(("商品コード", "品番", "コード")), 20, "middle")],
            [Column("number", "No.", 11, "middle"), day],
        )
    )


def _counted(look: Look, inclusive: bool) -> list[Column]:
    """How many at which price: the unit apart, behind the number, or before it; the price before or after."""
    rng = look.rng
    qty, unit = Column("qty", rng.choice(QTYS), 17, "right"), Column("unit", rng.choice(UNITS), 14, "middle")
    price = Column("unit_price", rng.choice(PRICES_WITH_TAX if inclusive else PRICES), 25, "right")
    both = Column("qty_unit", rng.choice(("数量", "数量", "数量/単位")), 22, rng.choice(("right", "middle")))
    return rng.choice(([qty, unit, price], [qty, unit, price], [both, price], [price, qty, unit], [price, both]))


def style_for(look: Look, rows: int, room_mm: float, by_day: bool) -> Style:
    """rows: printed lines of goods; room_mm: how high the table may become; by_day: a sum may follow the lines of each day."""
    rng = look.rng
    rules: Rules = rng.choice(("full", "rows", "head", "none", "columns"))
    sums = rng.choice(("", "", "【伝票計】", "(小計)", "日計")) if by_day and rows < 12 else ""
    lines = rows + 1 + (4 if sums else 0)
    most = min(12.0, (room_mm - 8) / lines)
    row_mm = rng.choice([mm for mm in (4.9, 5.3, 6.0, 6.8, 8.0, 9.5, 12.0) if mm <= most] or [4.9])
    return Style(
        rules,
        row_mm,
        head_mm=rng.choice((6.5, 7.5, 8.0)),
        at_least=rng.choice((0, 0, min(lines + 3, int((room_mm - 8) / row_mm)))) if rules != "none" else 0,
        head_tint=rng.choice((None, None, GREY, BLUE, ROSE)),
        row_tint=rng.choice((None, None, None, (244, 246, 250))),
        heads_aside=rng.random() < 0.35,
        day_sums=sums,
        last=rng.choice(("", "", "以下余白", "－以下余白－")),
    )
