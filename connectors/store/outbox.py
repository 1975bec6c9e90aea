"""Notices to people: queued with the change they tell of, sent later, kept until sent however often sending fails."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from connectors.store import tables
from connectors.store.columns import now_utc
from connectors.store.encoding import notice_from, notice_json
from connectors.store.refusals import NotKnown
from slips.model import Notice

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Queued:
    """A notice on its way. why: what the last try failed with, "" before the first failure."""

    id: str
    notice: Notice
    queued_at: datetime
    next_at: datetime
    tries: int
    why: str


def queue(db: Connection, notice: Notice, once: str = "") -> bool:
    """Puts a notice into the outbox, due at once. once: a name such as "digest 2026-04-01"; False when it was queued before."""
    rows = tables.notices
    if once and db.execute(select(rows.c.id).where(rows.c.once == once)).first():
        return False
    at = now_utc()
    row = {
        "id": secrets.token_hex(8),
        "once": once or None,
        "notice": notice_json(notice),
        "queued_at": at,
        "next_at": at,
    }
    db.execute(insert(rows).values(**row, tries=0, why=""))
    return True


def due(db: Connection, now: datetime, limit: int = 50, hold_s: float = 120) -> list[Queued]:
    """The notices to send now, oldest first, kept from other senders for `hold_s`; a sender that dies leaves them due again."""
    rows = tables.notices
    query = select(rows).where(rows.c.sent_at.is_(None), rows.c.next_at <= now)
    found = db.execute(query.order_by(rows.c.queued_at, rows.c.id).limit(limit)).all()
    held = update(rows).where(rows.c.id.in_([row.id for row in found]))
    db.execute(held.values(next_at=now + timedelta(seconds=hold_s)))
    return [_queued(row) for row in found]


def due_ids(db: Connection, now: datetime) -> list[str]:
    """The notices that could be sent now; none is kept from other senders by asking."""
    rows = tables.notices
    return list(db.execute(select(rows.c.id).where(rows.c.sent_at.is_(None), rows.c.next_at <= now)).scalars())


def sent(db: Connection, notice_id: str, now: datetime) -> None:
    """The notice has left."""
    db.execute(update(tables.notices).where(tables.notices.c.id == notice_id).values(sent_at=now))


def failed(db: Connection, notice_id: str, why: str, now: datetime) -> None:
    """The notice could not be sent: tried again after a wait that doubles up to an hour, for ever. why: no personal data."""
    rows = tables.notices
    tries = db.execute(select(rows.c.tries).where(rows.c.id == notice_id)).scalar()
    if tries is None:
        raise NotKnown(f"there is no notice {notice_id}")
    wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
    db.execute(update(rows).where(rows.c.id == notice_id).values(tries=tries + 1, why=why, next_at=now + wait))


def unsent(db: Connection, limit: int = 200) -> list[Queued]:
    """Notices that have failed at least once and are still here, oldest first: for the desk's list of troubles."""
    rows = tables.notices
    query = select(rows).where(rows.c.sent_at.is_(None), rows.c.tries > 0)
    return [_queued(row) for row in db.execute(query.order_by(rows.c.queued_at, rows.c.id).limit(limit))]


def _queued(row: Row[Any]) -> Queued:
    return Queued(row.id, notice_from(row.notice), row.queued_at, row.next_at, row.tries, row.why)
