"""What an empty system is filled with: colleagues' vouchers, and one control voucher a year."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, Engine, update

from practice.finance.audit import JAPAN
from practice.finance.draft import Draft
from practice.finance.masters import Allotment, Creditor, Masters
from practice.finance.session import User
from practice.finance.tables import VOUCHERS
from practice.finance.vouchers import CANCELLED, RETURNED, Handling, as_registered, handle, how_many, register
from practice.finance.wareki import fiscal_year_of, year_begins_on, year_ends_on

VOUCHERS_A_YEAR = 34
CONTROL_NO, CONTROL_YEN = "CONTROL-0001", 1_000
COLLEAGUES = (
    User("100001", "教育\u3000花子", "5101", "staff"),
    User("100011", "田中\u3000正樹", "5101", "staff"),
    User("100002", "学校\u3000太郎", "5102", "staff"),
)
SUBJECTS = {
    "消耗品費": "授業用消耗品の購入",
    "燃料費": "暖房用灯油の購入",
    "印刷製本費": "学校だより印刷",
    "光熱水費": "ガス使用料",
    "修繕料": "教室建具の修繕",
    "医薬材料費": "保健室用衛生材料の購入",
    "通信運搬費": "教材の運搬",
    "手数料": "ピアノ調律",
    "保守点検委託料": "消防設備の保守点検",
    "機器賃借料": "複写機の賃借",
    "校用備品": "職員室用書庫の購入",
    "教材備品": "理科教材の購入",
    "図書": "学校図書館用図書の購入",
}


def seed_if_empty(database: Engine, masters: Masters, today: date, seed: int) -> None:
    """Fills a database without vouchers, in one transaction; leaves any other as it is."""
    with database.begin() as connection:
        if how_many(connection):
            return
        this_year = fiscal_year_of(today)
        for fiscal_year in (this_year - 1, this_year):
            if any(allotment.fiscal_year == fiscal_year for allotment in masters.allotments.values()):
                _seed_year(connection, masters, fiscal_year, min(today, year_ends_on(fiscal_year)), seed)
        # the opening balance never counted what had been cancelled before
        connection.execute(update(VOUCHERS).where(VOUCHERS.c.state == CANCELLED).values(opening_yen=0))


def _seed_year(connection: Connection, masters: Masters, fiscal_year: int, until: date, seed: int) -> None:
    chance = random.Random(f"{seed}-{fiscal_year}")
    for number, draft in enumerate(_drafts(masters, fiscal_year, until, chance)):
        user = COLLEAGUES[0] if draft.reference_no == CONTROL_NO else chance.choice(COLLEAGUES)
        at = datetime.combine(draft.drafted_on, time(chance.randrange(9, 17), chance.randrange(60)), JAPAN)
        values = as_registered(draft, masters, user, at)
        voucher_no = register(connection, draft, values, seed, seeding=True)
        later = at + timedelta(hours=1)
        if number % 11 == 5:
            cancelling = Handling(CANCELLED, user, "二重起票のため", later)
            handle(connection, voucher_no, cancelling, seeding=True)
        elif number % 11 == 8:
            returning = Handling(RETURNED, COLLEAGUES[1], "請求日を確認してください", later)
            handle(connection, voucher_no, returning, seeding=True)


def _drafts(masters: Masters, fiscal_year: int, until: date, chance: random.Random) -> Iterator[Draft]:
    allotments = [a for a in masters.allotments.values() if a.fiscal_year == fiscal_year]
    creditors = [c for c in masters.creditors.values() if (c.group, c.status) == ("業者", "active")]
    begins_on = year_begins_on(fiscal_year)
    days = sorted(chance.randrange((until - begins_on).days + 1) for _ in range(VOUCHERS_A_YEAR))
    for number, day in enumerate(days):
        reference_no = f"KYO-{number:04}" if chance.random() < 0.5 else ""
        amount_yen = chance.randrange(80, 9_000) * 11
        drafted_on = begins_on + timedelta(days=day)
        yield _seeded(
            masters, chance.choice(allotments), chance.choice(creditors), drafted_on, amount_yen, reference_no
        )
        if number == VOUCHERS_A_YEAR // 2:
            yield _seeded(masters, allotments[0], creditors[0], drafted_on, CONTROL_YEN, CONTROL_NO)


def _seeded(
    masters: Masters, allotment: Allotment, creditor: Creditor, drafted_on: date, amount_yen: int, reference_no: str
) -> Draft:
    kind = masters.accounts[allotment.fiscal_year, allotment.account_code].name.split()[-1]
    delivered_on = max(year_begins_on(allotment.fiscal_year), drafted_on - timedelta(days=6))
    return Draft(
        fiscal_year=allotment.fiscal_year,
        drafted_on=drafted_on,
        school_code=allotment.school_code,
        account_code=allotment.account_code,
        reference_no=reference_no,
        subject="照会確認用" if reference_no == CONTROL_NO else SUBJECTS.get(kind, "学校用品の購入"),
        description="",
        creditor_code=creditor.code,
        payment_method="口座振替",
        amount_yen=amount_yen,
        tax_yen=amount_yen // 11,
        invoice_no="",
        invoiced_on=drafted_on,
        ordered_on=None,
        delivered_on=delivered_on,
        inspected_on=delivered_on,
        due_on=drafted_on + timedelta(days=15),
    )
