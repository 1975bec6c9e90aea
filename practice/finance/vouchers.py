"""Vouchers: registering, finding, cancelling and returning them. Every change is audited in the same transaction."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from practice.finance.audit import note
from practice.finance.draft import Draft
from practice.finance.masters import DEPARTMENTS, Allotment, Masters
from practice.finance.session import User
from practice.finance.tables import VOUCHERS

DRAFTED, CANCELLED, RETURNED = "起票済", "取消", "差戻し"
STATES = (DRAFTED, CANCELLED, RETURNED)
FIRST_NUMBER = 12_001
SKIPPED, SKIPPED_WEIGHTS = (0, 1, 2, 5), (80, 12, 6, 2)


@dataclass(frozen=True)
class Voucher:
    """A voucher as it stands; `registered` holds every value of the moment it was registered."""

    voucher_no: str
    state: str
    registered: Mapping[str, object]
    handled_at: str
    handled_by: str
    comment: str


def balance_yen(connection: Connection, allotment: Allotment) -> int:
    """What is left of an allotment: the opening balance less what was registered since and not cancelled."""
    used = func.coalesce(func.sum(VOUCHERS.c.amount_yen).filter(VOUCHERS.c.state != CANCELLED), 0)
    counted = func.coalesce(func.sum(VOUCHERS.c.opening_yen), 0)
    query = select(counted - used).where(
        VOUCHERS.c.fiscal_year == allotment.fiscal_year,
        VOUCHERS.c.school_code == allotment.school_code,
        VOUCHERS.c.account_code == allotment.account_code,
    )
    return allotment.available_yen + int(connection.execute(query).scalar_one())


def as_registered(draft: Draft, masters: Masters, user: User, registered_at: datetime) -> dict[str, object]:
    """Every value of the draft, with the names that stand in the masters now."""
    creditor = masters.creditors[draft.creditor_code]
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(draft).items()}
    return values | {
        "department_code": user.department_code,
        "department_name": DEPARTMENTS[user.department_code],
        "school_name": masters.schools[draft.school_code].name,
        "account_name": masters.accounts[draft.fiscal_year, draft.account_code].name,
        "creditor_name": creditor.name,
        "creditor_kana": creditor.kana,
        "account_tail": creditor.account_tail,
        "registered_at": registered_at.isoformat(),
        "drafter": user.number,
        "drafter_name": user.name,
    }


def register(
    connection: Connection, draft: Draft, registered: Mapping[str, object], seed: int, *, seeding: bool = False
) -> str:
    """Writes one voucher and its audit row; answers its new number, such as R08-0012345."""
    number = _next_number(connection, draft.fiscal_year, seed)
    voucher_no = f"R{draft.fiscal_year - 2018:02}-{number:07}"
    row = {
        "voucher_no": voucher_no,
        "fiscal_year": draft.fiscal_year,
        "number": number,
        "state": DRAFTED,
        "drafted_on": draft.drafted_on,
        "department_code": registered["department_code"],
        "school_code": draft.school_code,
        "account_code": draft.account_code,
        "reference_no": draft.reference_no,
        "creditor_code": draft.creditor_code,
        "invoice_no": draft.invoice_no,
        "amount_yen": draft.amount_yen,
        "opening_yen": draft.amount_yen if seeding else 0,
        "registered": dict(registered),
    }
    connection.execute(insert(VOUCHERS).values(row))
    note(connection, str(registered["drafter"]), "seed" if seeding else "register", voucher_no, registered)
    return voucher_no


def _next_number(connection: Connection, fiscal_year: int, seed: int) -> int:
    query = select(func.max(VOUCHERS.c.number)).where(VOUCHERS.c.fiscal_year == fiscal_year)
    last = connection.execute(query).scalar_one() or FIRST_NUMBER - 1
    chance = random.Random(f"{seed}-{fiscal_year}-{last}")
    return int(last) + 1 + chance.choices(SKIPPED, SKIPPED_WEIGHTS)[0]


@dataclass(frozen=True)
class Handling:
    """What a member of staff decides about a voucher."""

    state: str
    user: User
    comment: str
    at: datetime


def handle(connection: Connection, voucher_no: str, handling: Handling, *, seeding: bool = False) -> bool:
    """Cancels or returns a voucher that is still 起票済; False when it is not."""
    user = handling.user
    done = connection.execute(
        update(VOUCHERS)
        .where(VOUCHERS.c.voucher_no == voucher_no, VOUCHERS.c.state == DRAFTED)
        .values(
            state=handling.state,
            handled_at=handling.at.isoformat(),
            handled_by=f"{user.number}\u3000{user.name}",
            comment=handling.comment,
        )
    )
    if done.rowcount != 1:
        return False
    action = ("seed-" if seeding else "") + ("cancel" if handling.state == CANCELLED else "return")
    note(connection, user.number, action, voucher_no, {"comment": handling.comment})
    return True


def voucher(connection: Connection, voucher_no: str) -> Voucher | None:
    row = connection.execute(select(VOUCHERS).where(VOUCHERS.c.voucher_no == voucher_no)).mappings().first()
    return None if row is None else voucher_in(row)


def how_many(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(VOUCHERS)).scalar_one())


def voucher_in(row: RowMapping) -> Voucher:
    return Voucher(
        voucher_no=row["voucher_no"],
        state=row["state"],
        registered=row["registered"],
        handled_at=row["handled_at"],
        handled_by=row["handled_by"],
        comment=row["comment"],
    )
