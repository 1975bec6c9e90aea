"""Finding vouchers by what a clerk knows of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from practice.finance.draft import Draft
from practice.finance.tables import VOUCHERS
from practice.finance.vouchers import CANCELLED, Voucher, voucher_in

EXACT = ("voucher_no", "reference_no", "creditor_code", "fiscal_year", "state", "department_code")


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


def found(connection: Connection, search: Search, offset: int, limit: int) -> tuple[int, list[Voucher]]:
    """How many vouchers there are, and one page of them, newest number first."""
    conditions = _conditions(search)
    count = connection.execute(select(func.count()).select_from(VOUCHERS).where(*conditions)).scalar_one()
    query = select(VOUCHERS).where(*conditions).order_by(VOUCHERS.c.fiscal_year.desc(), VOUCHERS.c.number.desc())
    rows = connection.execute(query.offset(offset).limit(limit)).mappings()
    return int(count), [voucher_in(row) for row in rows]


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
