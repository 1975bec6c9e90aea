"""Receipts, and the pairs 整理番号 ↔ 伝票番号 by which the paper is filed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from connectors.store import tables
from connectors.store.encoding import receipt_columns, receipt_from_row
from connectors.store.refusals import NotKnown
from slips.errors import Refused
from slips.model import Receipt


@dataclass(frozen=True)
class Filed:
    """One pair for the filing page. slip_id: the key typed into the finance system; slip_no: what the school wrote on the paper.

    confirmed_by: the worker that opened the voucher again, or the person who said under which number it is registered.
    """

    slip_id: str
    slip_no: str
    voucher_no: str
    system: str
    desk: str
    scan_id: str
    page: int
    confirmed_at: datetime
    confirmed_by: str


def add_receipt(db: Connection, receipt: Receipt, system: str, by: str) -> None:
    """Stores the receipt; Refused when the slip or the voucher already has one: an alarm, somebody must look."""
    rows = tables.receipts
    same_voucher = (rows.c.system == system) & (rows.c.voucher_no == receipt.voucher_no)
    other = db.execute(select(rows).where(or_(rows.c.slip_id == receipt.key, same_voucher))).first()
    if other is not None:
        raise Refused(
            f"voucher {receipt.voucher_no} for slip {receipt.key}: slip {other.slip_id} has {other.voucher_no}"
        )
    db.execute(insert(rows).values(**receipt_columns(receipt), system=system, confirmed_by=by))


def receipt_of(db: Connection, slip_id: str) -> Receipt:
    """The receipt of a posted slip; NotKnown when there is none."""
    row = db.execute(select(tables.receipts).where(tables.receipts.c.slip_id == slip_id)).first()
    if row is None:
        raise NotKnown(f"slip {slip_id} has no receipt")
    return receipt_from_row(row)


def is_filed(db: Connection, system: str, voucher_no: str) -> bool:
    """Is this voucher the receipt of one of our slips?"""
    rows = tables.receipts
    found = select(rows.c.slip_id).where(rows.c.system == system, rows.c.voucher_no == voucher_no)
    return db.execute(found).first() is not None


def filed(
    db: Connection,
    desks: Collection[str] | None = None,
    since: datetime | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[Filed]:
    """The newest pairs first. desks: only these; None for all, an empty collection for none. since: confirmed then or later."""
    receipts, slips = tables.receipts, tables.slips
    columns: list[Any] = [
        receipts.c.slip_id,
        slips.c.slip_no,
        receipts.c.voucher_no,
        receipts.c.system,
        slips.c.desk,
        slips.c.scan_id,
        slips.c.page,
        receipts.c.confirmed_at,
        receipts.c.confirmed_by,
    ]
    query = select(*columns).join(slips, slips.c.id == receipts.c.slip_id)
    if desks is not None:
        query = query.where(slips.c.desk.in_(list(desks)))
    if since is not None:
        query = query.where(receipts.c.confirmed_at >= since)
    newest = query.order_by(receipts.c.confirmed_at.desc(), receipts.c.slip_id).limit(limit).offset(offset)
    return [Filed(*row) for row in db.execute(newest)]
