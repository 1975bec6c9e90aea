"""Vouchers: registering, finding, cancelling and returning them. Every change is audited in the same transaction."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, update

from practice.finance.audit import note
from practice.finance.draft import Draft
from practice.finance.masters import DEPARTMENTS, Allotment, Masters
from practice.finance.session import User
from practice.finance.tables import VOUCHERS

DRAFTED, CANCELLED, RETURNED = "起票済", "取消", "差戻し"
STATES = (DRAFTED, CANCELLED, RETURNED)
FIRST_NUMBER = 12_001
SKIPPED, SKIPPED_WEIGHTS = (0, 1, 2, 5), (80, 12, 6, 2)
EXACT = ("voucher_no", "reference_no", "creditor_code", "fiscal_year", "state", "department_code")


@dataclass(frozen=True)
class Voucher:
    """A voucher as it stands; `registered` holds every value of the moment it was registered."""

    voucher_no: str
    state: str
    registered: Mapping[str, object]
    handled_at: str
    handled_by: str
    comment: str


@dataclass(frozen=True)
class Search:
    """What to look for; None means any."""

    voucher_no: str | None = None
    reference_no: str | None = None
    creditor_code: str | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    drafted_from: date | None = None
    drafted_to: date | None = None
    fiscal_year: int | None = None
    state: str | None = None
    department_code: str | None = None


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


def likely_duplicate(connection: Connection, draft: Draft, window: timedelta) -> str | None:
    """The newest voucher of the same creditor with the same invoice number, or the same amount at about the same day."""
    about = VOUCHERS.c.drafted_on.between(draft.drafted_on - window, draft.drafted_on + window)
    same: ColumnElement[bool] = and_(VOUCHERS.c.amount_yen == draft.amount_yen, about)
    if draft.invoice_no:
        same = or_(same, VOUCHERS.c.invoice_no == draft.invoice_no)
    query = (
        select(VOUCHERS.c.voucher_no)
        .where(VOUCHERS.c.creditor_code == draft.creditor_code, VOUCHERS.c.state != CANCELLED, same)
        .order_by(VOUCHERS.c.voucher_no.desc())
    )
    return connection.execute(query).scalars().first()


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
    return None if row is None else _voucher(row)


def found(connection: Connection, search: Search, offset: int, limit: int) -> tuple[int, list[Voucher]]:
    """How many vouchers there are, and one page of them, newest number first."""
    conditions = _conditions(search)
    count = connection.execute(select(func.count()).select_from(VOUCHERS).where(*conditions)).scalar_one()
    query = select(VOUCHERS).where(*conditions).order_by(VOUCHERS.c.fiscal_year.desc(), VOUCHERS.c.number.desc())
    rows = connection.execute(query.offset(offset).limit(limit)).mappings()
    return int(count), [_voucher(row) for row in rows]


def how_many(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(VOUCHERS)).scalar_one())


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    columns = VOUCHERS.c
    wanted = {name: getattr(search, name) for name in EXACT}
    conditions: list[ColumnElement[bool]] = [
        columns[name] == value for name, value in wanted.items() if value is not None
    ]
    if search.amount_from is not None:
        conditions.append(columns.amount_yen >= search.amount_from)
    if search.amount_to is not None:
        conditions.append(columns.amount_yen <= search.amount_to)
    if search.drafted_from is not None:
        conditions.append(columns.drafted_on >= search.drafted_from)
    if search.drafted_to is not None:
        conditions.append(columns.drafted_on <= search.drafted_to)
    return conditions


def _voucher(row: RowMapping) -> Voucher:
    return Voucher(
        voucher_no=row["voucher_no"],
        state=row["state"],
        registered=row["registered"],
        handled_at=row["handled_at"],
        handled_by=row["handled_by"],
        comment=row["comment"],
    )
