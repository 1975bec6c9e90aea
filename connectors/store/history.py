"""Who did what, when: one row a change, each carrying the hash of the row before. Append-only, also in the database.

A row about a slip also carries the hash of the slip as it then stood, so a slip changed behind our back no longer fits its
own history. Cutting rows off the end is noticed only by whoever wrote down a head elsewhere (`denpyo audit` does, every day).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from connectors.store import tables
from connectors.store.columns import as_json, moment_text, now_utc

SLIP = "slip"
RECEIPT = "receipt"
"""Keys in a row's data: hashes of the slip and of the receipt as they stood after the event."""

_IN_SLIP_HASH = (
    "id",
    "scan_id",
    "page",
    "form",
    "form_version",
    "slip_values",
    "findings",
    "waivers",
    "doubt",
    "status",
    "version",
)
_IN_RECEIPT_HASH = ("slip_id", "system", "voucher_no", "confirmed_by", "read_back", "evidence")


@dataclass(frozen=True)
class Event:
    """One row. data: what changed, JSON values only."""

    seq: int
    at: datetime
    slip_id: str | None
    event: str
    by: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """The newest row: to be written down outside the database. seq 0: nothing has happened yet."""

    seq: int
    hash: str


def append(
    db: Connection, event: str, by: str, slip_id: str | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """Adds one row at the end of the chain. For a slip, call it after the change: the row vouches for what is then stored."""
    before = head(db)
    at = now_utc()
    full = {**(data or {}), **(_vouched(db, slip_id) if slip_id else {})}
    content = {"seq": before.seq + 1, "at": at, "slip_id": slip_id, "event": event, "by": by, "data": full}
    row = {**content, "previous": before.hash, "hash": _hash(content, before.hash)}
    db.execute(insert(tables.history).values(row))


def head(db: Connection) -> Head:
    """Where the chain ends now."""
    rows = tables.history
    last = db.execute(select(rows.c.seq, rows.c.hash).order_by(rows.c.seq.desc()).limit(1)).first()
    return Head(last.seq, last.hash) if last else Head(0, "")


def events_of(db: Connection, slip_id: str) -> list[Event]:
    """Everything that happened to one slip, oldest first."""
    rows = tables.history
    found = db.execute(select(rows).where(rows.c.slip_id == slip_id).order_by(rows.c.seq))
    return [Event(r.seq, r.at, r.slip_id, r.event, r.by, r.data) for r in found]


def verify_chain(db: Connection, known: Sequence[Head] = ()) -> list[str]:
    """What is wrong with the chain, one sentence each; [] when every row fits the one before and all `known` heads are in it."""
    problems = []
    remembered = {h.seq: h.hash for h in known if h.seq}
    seq, previous = 0, ""
    for row in _rows(db, tables.history.c.seq):
        if row.seq != seq + 1:
            problems.append(f"history: rows {seq + 1} to {row.seq - 1} are missing")
        content = {n: getattr(row, n) for n in ("seq", "at", "slip_id", "event", "by", "data")}
        if row.previous != previous and row.seq == seq + 1:
            problems.append(f"history: row {row.seq} does not follow from the row before it")
        if row.hash != _hash(content, row.previous):
            problems.append(f"history: row {row.seq} was changed after it was written")
        if remembered.pop(row.seq, row.hash) != row.hash:
            problems.append(f"history: row {row.seq} is not the one that was written down on its day")
        seq, previous = row.seq, row.hash
    return problems + [f"history: row {missing}, written down on its day, is gone" for missing in sorted(remembered)]


def verify_slips(db: Connection) -> list[str]:
    """Slips and receipts that are not as their last history row says, or that are gone; [] when all fit."""
    expected = _last_vouched(db, SLIP)
    problems = [f"slip {i}: is not as its history says" for i, h in _slip_hashes(db) if expected.pop(i, "") != h]
    problems += [f"slip {i}: is gone" for i in expected]
    receipts = _last_vouched(db, RECEIPT)
    problems += [f"receipt {i}: is not as its history says" for i, h in _receipt_hashes(db) if receipts.pop(i, "") != h]
    return problems + [f"receipt {i}: is gone" for i in receipts]


def _last_vouched(db: Connection, key: str) -> dict[str, str]:
    """slip id → the hash under `key` in its newest history row that has one."""
    rows = db.execute(
        select(tables.history.c.slip_id, tables.history.c.data)
        .where(tables.history.c.slip_id.is_not(None))
        .order_by(tables.history.c.seq)
        .execution_options(yield_per=500)
    )
    return {row.slip_id: row.data[key] for row in rows if key in row.data}


def _vouched(db: Connection, slip_id: str) -> dict[str, str]:
    slip = db.execute(select(tables.slips).where(tables.slips.c.id == slip_id)).first()
    receipt = db.execute(select(tables.receipts).where(tables.receipts.c.slip_id == slip_id)).first()
    vouched = {SLIP: _row_hash(slip, _IN_SLIP_HASH)} if slip else {}
    return vouched | ({RECEIPT: _row_hash(receipt, _IN_RECEIPT_HASH)} if receipt else {})


def _slip_hashes(db: Connection) -> Iterator[tuple[str, str]]:
    return ((row.id, _row_hash(row, _IN_SLIP_HASH)) for row in _rows(db, tables.slips.c.id))


def _receipt_hashes(db: Connection) -> Iterator[tuple[str, str]]:
    return ((row.slip_id, _row_hash(row, _IN_RECEIPT_HASH)) for row in _rows(db, tables.receipts.c.slip_id))


def _rows(db: Connection, order: Any) -> Iterator[Row[Any]]:
    return iter(db.execute(select(order.table).order_by(order).execution_options(yield_per=500)))


def _row_hash(row: Row[Any], names: Sequence[str]) -> str:
    return sha256(as_json([getattr(row, name) for name in names]).encode()).hexdigest()


def _hash(content: Mapping[str, Any], previous: str) -> str:
    readable = {**content, "at": moment_text(content["at"]), "previous": previous}
    return sha256(as_json(readable).encode()).hexdigest()
