"""What stands under or over the goods: subtotals, taxes and the total in the orders and words that vendors choose."""

from practice.paper.invoice.bill import Bill
from practice.paper.invoice.blocks import GAP_MM, Piece, grid, put, rule, run
from practice.paper.invoice.look import Look
from practice.paper.invoice.summary import subtotal, tax
from practice.paper.sheet import Sheet

NETS = ("小計", "税抜合計", "合計(税抜)", "商品合計", "税抜金額")
TAXES, WITHIN = (
    ("消費税", "消費税額", "消費税等", "消費税額等"),
    ("内消費税", "うち消費税", "内消費税額", "(内消費税等)"),
)
TOTALS = ("合計", "合計金額", "税込合計", "総合計", "ご請求額", "請求合計", "合　計", "税込合計金額")
FORMER = 1.37
"""Last month's bill, in this month's: any other figure will do."""


def sums(bill: Bill, look: Look, y: float, at_left: bool) -> tuple[Sheet, float]:
    """Sums by rate and the total in one of many ways, and where they end. at_left: they stand at the left margin."""
    ways = (
        (_ruled, _sentences, _by_rate, _list) if len(bill.rates) > 1 else (_ruled, _sentences, _by_rate, _list, _plain)
    )
    return look.rng.choice(ways)(bill, look, 16.0 if at_left else 112.0, y)


def _ruled(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """A grid of two columns under one another, or a row of headings over a row of figures."""
    rows = _pairs(bill, look)
    if len(rows) > 3 or look.rng.random() < 0.6:
        return grid(rows, x, y, (46, 36), 6.6, look, look.rng.choice(("lr", "mr"))), y + 6.6 * len(rows)
    across = [[label for label, _ in rows], [figure for _, figure in rows]]
    widths = [34.0] * len(rows)
    x = min(x, 194 - sum(widths))
    return grid(across, x, y, widths, 6.8, look, "m" * len(rows), 9), y + 13.6


def _pairs(bill: Bill, look: Look) -> list[list[Piece]]:
    rng, inclusive = look.rng, bill.basis == "inclusive"
    net = rng.choice(("{r}%対象", "{r}%対象額", "小計({r}%)", "{r}%対象合計", "税率{r}%対象"))
    due = rng.choice(
        ("内消費税({r}%)", "内消費税額({r}%)") if inclusive else ("消費税({r}%)", "消費税額({r}%)", "消費税 {r}%")
    )
    rows: list[list[Piece]] = []
    for rate in bill.rates:
        rows += [[net.format(r=rate), subtotal(bill, rate, look)], [due.format(r=rate), tax(bill, rate, look)]]
    total: list[Piece] = [rng.choice(TOTALS), look.yen(bill.total)]
    return [total, *rows] if rng.random() < 0.15 else [*rows, total]


def _plain(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """One rate only: sums that do not say which, set without rules."""
    (rate,) = bill.rates
    rng, inclusive = look.rng, bill.basis == "inclusive"
    rows: list[tuple[str, Piece]] = [
        (rng.choice(("小計", "対象額", "合計対象額") if inclusive else NETS), subtotal(bill, rate, look)),
        (rng.choice(WITHIN if inclusive else TAXES), tax(bill, rate, look)),
        (rng.choice(TOTALS), look.yen(bill.total)),
    ]
    if inclusive and rows[0][0] != "対象額":
        rows = rows[1:]
    sheet = Sheet()
    for place, (label, figure) in enumerate(rows):
        sheet += put(label, x, y + 3.5 + 6.2 * place, look)
        sheet += put(figure, x + 80, y + 3.5 + 6.2 * place, look, 0.0, "right")
    return sheet + rule(x, x + 82, y + 6.2 * len(rows) + 1), y + 6.2 * len(rows) + 1


def _sentences(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """One line a rate, as a sentence; then the total."""
    inclusive, sheet = bill.basis == "inclusive", Sheet()
    due = look.rng.choice(WITHIN[:3] if inclusive else TAXES)
    for rate in bill.rates:
        pieces: list[Piece] = [f"{rate}%対象", subtotal(bill, rate, look), due, tax(bill, rate, look)]
        sheet += run(pieces, x, y + 4, look, 9)
        y += 6
    sheet += run([look.rng.choice(TOTALS), look.yen(bill.total)], x, y + 4.5, look, 11)
    return sheet, y + 8


def _by_rate(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """A table with a row for each rate, or with a column for each; with or without a row that adds them up."""
    rng, inclusive = look.rng, bill.basis == "inclusive"
    net = rng.choice(
        ("税込金額", "対象金額(税込)", "税込対象額") if inclusive else ("税抜金額", "対象額", "税抜対象額")
    )
    due = rng.choice(("内消費税額", "内消費税") if inclusive else ("消費税額", "消費税"))
    names = {"10": rng.choice(("10%", "10%対象", "標準税率 10%")), "8": rng.choice(("8%", "8%対象", "軽減税率 8%"))}
    rows: list[list[Piece]] = [["", net, due]]
    rows += [[names[rate], subtotal(bill, rate, look), tax(bill, rate, look)] for rate in bill.rates]
    if rng.random() < 0.6:
        rows.append(["合計", look.yen(sum(bill.subtotals.values())), look.yen(bill.tax)])
    sheet = grid(rows, x, y, (28, 28, 26), 6.4, look, "mrr", 9)
    y += 6.4 * len(rows)
    sheet += run([rng.choice(("税込合計", "ご請求額", "請求金額")), look.yen(bill.total)], x, y + 5, look, 11)
    return sheet, y + 9


def _list(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """Everything under one another, the taxes set in under what they belong to."""
    rng, inclusive, sheet = look.rng, bill.basis == "inclusive", Sheet()
    due = rng.choice(WITHIN[:3] if inclusive else TAXES)
    rows: list[tuple[float, str, Piece]] = []
    for rate in bill.rates:
        rows += [(0.0, f"{rate}%対象額", subtotal(bill, rate, look)), (3.0, due, tax(bill, rate, look))]
    rows.append((0.0, rng.choice(TOTALS), look.yen(bill.total)))
    for place, (aside, label, figure) in enumerate(rows):
        sheet += put(label, x + aside, y + 4 + 6 * place, look)
        sheet += put(figure, x + 80, y + 4 + 6 * place, look, 0.0, "right")
    return sheet, y + 6 * len(rows) + 2


def _transposed(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """A column for each rate and one for both, a row for what is taxed and one for the tax."""
    rng, inclusive = look.rng, bill.basis == "inclusive"
    names = rng.choice(
        ({"10": "10%対象", "8": "8%対象"}, {"10": "10%", "8": "8%"}, {"10": "標準税率(10%)", "8": "軽減税率(8%)"})
    )
    net = rng.choice(("税込金額", "対象額") if inclusive else ("税抜金額", "対象額", "小計"))
    due = rng.choice(("内消費税", "うち消費税額") if inclusive else ("消費税", "消費税額"))
    rows: list[list[Piece]] = [["", *(names[rate] for rate in bill.rates), "合計"]]
    rows.append([net, *(subtotal(bill, rate, look) for rate in bill.rates), look.yen(sum(bill.subtotals.values()))])
    rows.append([due, *(tax(bill, rate, look) for rate in bill.rates), look.yen(bill.tax)])
    widths = [24.0, *(26.0 for _ in rows[0][1:])]
    sheet = grid(rows, min(x, 194 - sum(widths)), y, widths, 6.4, look, "m" + "r" * (len(widths) - 1), 8.5)
    sheet += run([rng.choice(("ご請求額", "税込合計")), look.yen(bill.total)], x, y + 24, look, 11)
    return sheet, y + 28


def _with_total(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """A row for each rate: what is taxed, its tax, both together; the last row adds them up to the total."""
    rng, inclusive = look.rng, bill.basis == "inclusive"
    heads: list[Piece] = ["税率", "税抜金額", "消費税額", "税込金額"]
    rows = [heads if rng.random() < 0.6 else ["区分", "税抜対象額", "消費税", "税込合計"]]
    for rate in bill.rates:
        yen, due = bill.subtotals[rate], bill.taxes[rate]
        net: Piece = look.yen(yen - due) if inclusive else subtotal(bill, rate, look)
        gross: Piece = subtotal(bill, rate, look) if inclusive else look.yen(yen + due)
        rows.append([rng.choice((f"{rate}%", f"{rate}%対象")), net, tax(bill, rate, look), gross])
    if rng.random() < 0.7 or len(bill.rates) > 1:
        rows.append(["合計", look.yen(bill.net), look.yen(bill.tax), look.yen(bill.total)])
    x = min(x, 92.0)
    return grid(rows, x, y, (22, 27, 25, 28), 6.4, look, "mrrr", 8.5), y + 6.4 * len(rows)


def _bracketed(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """The total first, then what it is made of in brackets or behind 内訳."""
    rng, inclusive = look.rng, bill.basis == "inclusive"
    sheet = run([rng.choice(TOTALS), look.yen(bill.total)], x, y + 4, look, 11)
    opening, closing = rng.choice((("（", "）"), ("[", "]"), ("", "")))
    due = rng.choice(("内消費税", "うち消費税額") if inclusive else ("消費税", "消費税額"))
    for rate in bill.rates:
        y += 6.5
        pieces: list[Piece] = [f"{opening}{rate}%対象", subtotal(bill, rate, look), due, tax(bill, rate, look)]
        sheet += run([*pieces, closing] if closing else pieces, x, y + 4, look, 8.5)
    return sheet, y + 8


def _two_storeys(bill: Bill, look: Look, x: float, y: float) -> tuple[Sheet, float]:
    """A high cell with the rate, two rows beside it."""
    rng, inclusive, sheet = look.rng, bill.basis == "inclusive", Sheet()
    net = rng.choice(("税込対象額", "対象額(税込)") if inclusive else ("税抜対象額", "対象額", "対象金額"))
    due = rng.choice(("内消費税額", "内消費税") if inclusive else ("消費税額", "消費税"))
    for rate in bill.rates:
        sheet += grid([[f"{rate}%"]], x, y, (14,), 12.8, look, "m")
        rows: list[list[Piece]] = [[net, subtotal(bill, rate, look)], [due, tax(bill, rate, look)]]
        sheet += grid(rows, x + 14, y, (32, 34), 6.4, look, "lr", 9)
        y += 12.8
    sheet += grid([[rng.choice(TOTALS), look.yen(bill.total)]], x, y, (46, 34), 7.5, look, "mr", 10)
    return sheet, y + 7.5


def _boxes(bill: Bill, look: Look, _x: float, y: float) -> tuple[Sheet, float]:
    """One row of boxes across the page, each with its word above its figure."""
    inclusive = bill.basis == "inclusive"
    heads: list[Piece] = []
    figures: list[Piece] = []
    for rate in bill.rates:
        heads += [
            f"{rate}%対象額" if not inclusive else f"{rate}%対象(税込)",
            f"消費税({rate}%)" if not inclusive else f"内消費税({rate}%)",
        ]
        figures += [subtotal(bill, rate, look), tax(bill, rate, look)]
    heads.append(look.rng.choice(TOTALS))
    figures.append(look.yen(bill.total))
    widths = [178.0 / len(heads)] * len(heads)
    return grid([heads, figures], 16, y, widths, 7, look, "m" * len(heads), 9), y + 14


def account(bill: Bill, look: Look, y: float) -> tuple[Sheet, float]:
    """The boxes of a monthly account across the page: last bill, paid, carried over (nothing), bought now, tax, now asked for."""
    former = look.yen(round(bill.total * FORMER))
    heads: list[Piece] = ["前回御請求額", "御入金額", "繰越額", "今回御買上額", "消費税額等", "今回御請求額"]
    figures: list[Piece] = [former, former, look.yen(0), look.yen(bill.net), look.yen(bill.tax), _asked(bill, look)]
    return grid([heads, figures], 16, y, (29.6,) * 6, 7, look, "mmmmmm", 9), y + 14 + GAP_MM


def _asked(bill: Bill, look: Look) -> Piece:
    return ("amount", look.yen(bill.total))
