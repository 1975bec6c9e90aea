"""A consistent slip made up from the masters by seed: everything on it holds, until a fault is put in on purpose (faults.py)."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from practice.paper.goods import PURCHASES, Good, Purchase
from slips.masters import Account, Creditor, Masters, School
from slips.written import fiscal_year_of

TODAY = date(2026, 11, 20)
"""The business day of the stand-in world."""
ROWS = 6
DEAREST_YEN = 300_000


@dataclass(frozen=True)
class World:
    """What a slip is made from: the masters and the business day."""

    masters: Masters
    today: date = TODAY

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.today)

    def allotted(self) -> list[tuple[School, Account, int]]:
        """Every school and active account with an allotment this year, and what is left of it in yen."""
        accounts = self.masters.accounts
        return [
            (self.masters.schools[school], accounts[code, year], yen)
            for (year, school, code), yen in sorted(self.masters.allotments.items())
            if year == self.fiscal_year and accounts[code, year].active
        ]

    def inspectors(self, school: School) -> list[str]:
        """Who may have checked what a school was sent."""
        return [s.name for s in self.masters.staff.values() if s.department_code == school.department_code]

    def sellers(self, status: str = "active") -> list[Creditor]:
        """Firms (業者) of that status."""
        return [c for _, c in sorted(self.masters.creditors.items()) if c.group == "業者" and c.status == status]


Texts = dict[str, str]
"""Canonical text by field name; a blank field is not there."""


def made_up(world: World, form: str, seed: int) -> Texts:
    """The canonical texts of one slip; the same for the same masters, day, form and seed."""
    rng = random.Random(f"{form}/{seed}")
    school, account, left_yen = rng.choice([a for a in world.allotted() if a[2] >= 20_000])
    purchase = PURCHASES[kind_of(account.account_code)]
    lines = affordable_lines(purchase, min(left_yen // 3, DEAREST_YEN), rng)
    return {
        "fiscal_year": str(world.fiscal_year),
        "slip_no": slip_no(form, school.school_code, seed),
        "school_code": school.school_code,
        "school_name": school.name,
        "account_code": account.account_code,
        "account_name": account.name,
        **_purpose(purchase, school, world.today, rng),
        **line_texts(lines, rng.choice((floor, floor, floor, round, ceil))),
        **creditor_texts(_seller(world, purchase, rng)),
        "payment_code": "1",
        "payment_name": "口座振替",
        **_dates(world.today, rng),
        "invoice_no": invoice_no(form, seed, world.today, rng),
        "inspector": rng.choice(world.inspectors(school)),
    }


def kind_of(account_code: str) -> str:
    """節-細節, the end of an account code."""
    return account_code[-5:]


def slip_no(form: str, school_code: str, seed: int) -> str:
    """Numbered by the school's computer, or pre-printed on the pad that is written by hand; one per form and seed."""
    return f"H26-{seed % 100_000:05d}" if form.endswith("hand") else f"{school_code}-{seed % 10_000:04d}"


def invoice_no(form: str, seed: int, today: date, rng: random.Random) -> str:
    """As firms number their invoices; form and seed are in it, so no two slips share one unless they mean to."""
    number = seed % 50_000 + (50_000 if form.endswith("hand") else 0)
    style = rng.choice(("{y}{m:02d}-{n:05d}", "S{n:05d}-{m:02d}", "{y}-{n:05d}", "INV-{n:05d}"))
    return style.format(y=today.year % 100, m=today.month, n=number)


def affordable_lines(purchase: Purchase, most_yen: int, rng: random.Random) -> list[tuple[Good, int, int]]:
    """One to six goods with quantity and unit price, all together (without tax) within most_yen / 1.1."""
    lines: list[tuple[Good, int, int]] = []
    room = int(most_yen / 1.1) - 10
    wanted = rng.randint(1, min(ROWS, len(purchase.goods)))
    for good in rng.sample(purchase.goods, len(purchase.goods)):
        low, high = good.price_yen
        price = rng.randrange(low, high + 1, good.step_yen)
        most = min(good.most, room // price)
        if most >= 1 and len(lines) < wanted:
            qty = rng.randint(1, most)
            room -= qty * price
            lines.append((good, qty, price))
    if not lines:
        raise ValueError(f"nothing of this kind is to be had for {most_yen} yen")
    return lines


def line_texts(lines: Sequence[tuple[Good, int, int]], rounding: Callable[[Fraction], int]) -> Texts:
    """The item table, the subtotal and tax of each rate (rounded once per rate), the amount in figures and in words."""
    texts: Texts = {}
    subtotals: dict[str, int] = {}
    for row, (good, qty, price) in enumerate(lines):
        cells = {
            "item": good.item,
            "qty": qty,
            "unit": good.unit,
            "unit_price": price,
            "rate": good.rate,
            "amount": qty * price,
        }
        texts |= {f"lines.{row}.{column}": str(value) for column, value in cells.items()}
        subtotals[good.rate] = subtotals.get(good.rate, 0) + qty * price
    taxes = {rate: rounding(Fraction(yen * int(rate), 100)) for rate, yen in subtotals.items()}
    for rate, yen in subtotals.items():
        texts |= {f"subtotal_{rate}": str(yen), f"tax_{rate}": str(taxes[rate])}
    return texts | amount_texts(sum(subtotals.values()) + sum(taxes.values()))


def amount_texts(yen: int) -> Texts:
    """The amount; in words it is canonically the same digits (slips.written), on paper 金…円也 (draw.written)."""
    return {"amount": str(yen), "amount_words": str(yen)}


def creditor_texts(creditor: Creditor) -> Texts:
    """The creditor as the master has it, account included."""
    texts = {name: getattr(creditor, name) for name in ("creditor_code", "registration_no", "holder_kana")}
    texts |= {
        name: getattr(creditor, name)
        for name in ("bank_code", "bank_name", "branch_code", "branch_name", "account_type", "account_no")
    }
    return {name: text for name, text in (texts | {"creditor_name": creditor.name}).items() if text}


def _seller(world: World, purchase: Purchase, rng: random.Random) -> Creditor:
    sellers = world.sellers()
    return rng.choice([c for c in sellers if any(part in c.name for part in purchase.sellers)] or sellers)


def _purpose(purchase: Purchase, school: School, today: date, rng: random.Random) -> Texts:
    subject = rng.choice(purchase.subjects)
    place = rng.choice(("職員室", "事務室", "保健室", "1学年", "3学年", "全学年", "特別支援学級", "図書室"))
    use = rng.choice(
        (
            "授業で使用するため",
            "老朽化による更新のため",
            "不足分の補充のため",
            "年間計画による購入",
            "学校行事で使用するため",
        )
    )
    return {"subject": f"{subject}（{today.month - 1}月分）", "description": f"{school.name}{place}用、{use}"}


def _dates(today: date, rng: random.Random) -> Texts:
    """Ordered ≤ delivered ≤ inspected (within ten days) ≤ invoiced ≤ drafted ≤ today; sometimes a due date."""
    drafted = today - timedelta(days=rng.randint(0, 12))
    invoiced = drafted - timedelta(days=rng.randint(0, 9))
    inspected = invoiced - timedelta(days=rng.randint(0, 6))
    delivered = inspected - timedelta(days=rng.randint(0, 5))
    ordered = delivered - timedelta(days=rng.randint(2, 21))
    days = {
        "drafted_on": drafted,
        "invoiced_on": invoiced,
        "inspected_on": inspected,
        "delivered_on": delivered,
        "ordered_on": ordered,
    }
    if rng.random() < 0.7:
        days["due_on"] = invoiced + timedelta(days=30)
    return {name: day.isoformat() for name, day in days.items()}


def in_order(form_fields: Sequence[str], texts: Mapping[str, str]) -> Texts:
    """The texts in the order in which the form has its fields."""
    return {name: texts[name] for name in form_fields if name in texts}
