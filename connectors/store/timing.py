"""When each slip passed each stage: for the demo's table and for bench."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from connectors.store import tables
from slips.status import Status


@dataclass(frozen=True)
class Passage:
    """One slip's way. None: not there (yet). claimed_at: of its last try at posting."""

    slip_id: str
    scan_id: str
    page: int
    status: Status
    received_at: datetime
    read_at: datetime | None
    claimed_at: datetime | None
    posted_at: datetime | None
    voucher_no: str


def passages(db: Connection) -> list[Passage]:
    """Every slip, in the order in which they were read."""
    slips, scans, postings, receipts = tables.slips, tables.scans, tables.postings, tables.receipts
    query = (
        select(
            slips.c.id,
            slips.c.scan_id,
            slips.c.page,
            slips.c.status,
            scans.c.received_at,
            scans.c.ended_at,
            postings.c.claimed_at,
            receipts.c.confirmed_at,
            receipts.c.voucher_no,
        )
        .join(scans, scans.c.id == slips.c.scan_id)
        .outerjoin(postings, postings.c.slip_id == slips.c.id)
        .outerjoin(receipts, receipts.c.slip_id == slips.c.id)
        .order_by(scans.c.ended_at, slips.c.page)
    )
    return [Passage(r[0], r[1], r[2], Status(r[3]), r[4], r[5], r[6], r[7], r[8] or "") for r in db.execute(query)]
