"""What an invoice says, before anybody has drawn it: goods, taxes once per rate, total. Everything holds until a fault is put in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from practice.paper.goods import PURCHASES, Good
from practice.paper.invoice.vendor import Vendor, vendor_for
from practice.paper.made_up import World

Basis = Literal["exclusive", "inclusive"]
MOST_ROWS = 18
_MAYOR = ("花里市長", "様")


@dataclass(frozen=True)
class Row:
    """One line. item: one or two printed lines; qty and price 0 where only an amount stands there (postage)."""

    on: date
    item: tuple[str, ...]
    qty: int
    unit: str
    unit_price: int
    rate: str
    amount: int


@dataclass(frozen=True)
class Bill:
    """An invoice. subtotals, taxes: yen by rate ("10", "8"); a subtotal contains its tax where the basis is inclusive."""

    vendor: Vendor
    addressee: str
    honorific: str
    school: str
    invoice_no: str
    invoiced_on: date
    basis: Basis
    rows: tuple[Row, ...]
    subtotals: dict[str, int] = field(default_factory=dict)
    taxes: dict[str, int] = field(default_factory=dict)
    total: int = 0

    @property
    def rates(self) -> tuple[str, ...]:
        return tuple(rate for rate in ("10", "8") if rate in self.subtotals)

    @property
    def tax(self) -> int:
        return sum(self.taxes.values())

    @property
    def net(self) -> int:
        """All goods without tax."""
        return self.total - self.tax


def made_up_bill(world: World, seed: int, basis: Basis, most_rows: int = MOST_ROWS) -> Bill:
    """The invoice of one seed; the same for the same masters and day."""
    rng = random.Random(f"invoice/{seed}")
    purchase = PURCHASES[rng.choice(("10-01", "10-01", "10-01", "10-07", "10-07", *sorted(PURCHASES)))]
    invoiced = world.today - timedelta(days=rng.randint(1, 40))
    vendor = vendor_for(world, purchase.sellers, rng)
    school = rng.choice([s for _, s in sorted(world.masters.schools.items())]).name
    addressee, honorific = _MAYOR if rng.random() < 0.5 else (f"花里市立{school}", "御中")
    rows = _rows(purchase.goods, invoiced, basis, most_rows, rng)
    number = rng.choice(("{n:05d}", "{y}{m:02d}-{n:04d}", "S-{n:05d}", "{y}-{n:05d}", "K{n:06d}"))
    invoice_no = number.format(n=seed % 10_000, y=invoiced.year % 100, m=invoiced.month).upper()
    return summed(Bill(vendor, addressee, honorific, school, invoice_no, invoiced, basis, rows))


def summed(bill: Bill) -> Bill:
    """The invoice with subtotals, taxes and total of its rows: tax is rounded once per rate (domain.md 2(b))."""
    subtotals: dict[str, int] = {}
    for row in bill.rows:
        subtotals[row.rate] = subtotals.get(row.rate, 0) + row.amount
    included = bill.basis == "inclusive"
    taxes = {
        rate: bill.vendor.rounding(Fraction(yen * int(rate), 100 + (int(rate) if included else 0)))
        for rate, yen in subtotals.items()
    }
    total = sum(subtotals.values()) + (0 if included else sum(taxes.values()))
    return replace(bill, subtotals=subtotals, taxes=taxes, total=total)


def _rows(goods: Sequence[Good], invoiced: date, basis: Basis, most_rows: int, rng: random.Random) -> tuple[Row, ...]:
    """Goods of one delivery, or of several days of the month before (then often the same goods again)."""
    days = sorted(invoiced - timedelta(days=rng.randint(1, 28)) for _ in range(rng.choice((1, 1, 2, 3, 4))))
    wanted = min(most_rows, rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 13, 15, 18)))
    chosen = rng.sample(list(goods), min(len(goods), wanted))
    if len(days) > 1:  # the same goods on several days, one below the other: 〃 stands in their column
        chosen = [good for good in chosen for _ in range(rng.choice((1, 1, 2)))]
    chosen = chosen[:wanted]
    by_day = len(days) > 1 and rng.random() < 0.6
    when = sorted(rng.choice(days) for _ in chosen) if by_day else [days[n % len(days)] for n in range(len(chosen))]
    prices = {good: _price(good, basis, rng) for good in goods}
    rows = [_row(on, good, prices[good], rng) for on, good in zip(when, chosen, strict=True)]
    if len(rows) < most_rows and rng.random() < 0.2:
        rows.append(_postage(rows[-1].on, rng))
    return tuple(rows)


def _price(good: Good, basis: Basis, rng: random.Random) -> int:
    price = rng.randrange(good.price_yen[0], good.price_yen[1] + 1, good.step_yen)
    return price * (100 + int(good.rate)) // 100 if basis == "inclusive" else price


def _row(on: date, good: Good, price: int, rng: random.Random) -> Row:
    qty = rng.randint(1, good.most)
    name, _, rest = good.item.partition(" ")
    item = (name, rest) if rest and rng.random() < 0.15 else (good.item,)
    return Row(on, item, qty, good.unit, price, good.rate, qty * price)


def _postage(on: date, rng: random.Random) -> Row:
    """Postage: one piece at a price, or only an amount."""
    yen = rng.choice((550, 660, 770, 880, 1100))
    name = rng.choice(("送料", "配送料", "運賃"))
    if rng.random() < 0.5:
        return Row(on, (name,), 1, "式", yen, "10", yen)
    return Row(on, (name,), 0, "", 0, "10", yen)
