"""Incoming files: each scan once, by its bytes; each dropped file once, to be answered once; one reader at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, or_, select, update

from connectors.store import history, tables
from connectors.store.refusals import Moved, NotKnown
from slips.model import Scan

RECEIVED, READ, FAILED = "received", "read", "failed"


@dataclass(frozen=True)
class Progress:
    """How far one scan has come. state: received, read or failed. reason: a key of slips.notes.REASONS, "" unless failed.

    tries: how often a reader began; a scan that keeps killing its reader shows here.
    """

    scan: Scan
    state: str
    reason: str
    slip_ids: tuple[str, ...]
    blank_pages: tuple[int, ...]
    tries: int


@dataclass(frozen=True)
class Arrived:
    """One dropped file. id: the name of its claimed file, never used twice. repeated: its bytes had come before."""

    id: str
    scan_id: str
    desk: str
    untrusted_name: str
    arrived_at: datetime
    repeated: bool = False


def add_scan(db: Connection, scan: Scan) -> bool:
    """Takes a scan. False: these bytes had come before, and the row stays as it was."""
    if db.execute(select(tables.scans.c.id).where(tables.scans.c.id == scan.id)).first():
        return False
    db.execute(
        insert(tables.scans).values(
            id=scan.id,
            desk=scan.desk,
            untrusted_name=scan.untrusted_name,
            size_bytes=scan.size_bytes,
            received_at=scan.received_at,
            state=RECEIVED,
            reason="",
            blank_pages=[],
            worker="",
            tries=0,
            original_hmac=scan.original_hmac or None,
        )
    )
    history.append(db, "received", "intake", data={"scan_id": scan.id, "desk": scan.desk, "bytes": scan.size_bytes})
    return True


def get_scan(db: Connection, scan_id: str) -> Scan:
    """The scan as it was first received; NotKnown when there is none."""
    return progress(db, scan_id).scan


def scan_of_original(db: Connection, original_hmac: str) -> Scan | None:
    """The scan of which only a masked copy is kept, by its original's keyed hash; None where that original never came."""
    row = db.execute(select(tables.scans).where(tables.scans.c.original_hmac == original_hmac)).first()
    return _scan(row) if row else None


def progress(db: Connection, scan_id: str) -> Progress:
    """How far the scan has come; NotKnown when there is none."""
    row = db.execute(select(tables.scans).where(tables.scans.c.id == scan_id)).first()
    if row is None:
        raise NotKnown(f"there is no scan {scan_id}")
    return Progress(_scan(row), row.state, row.reason, _slip_ids(db, scan_id), tuple(row.blank_pages), row.tries)


def scans_waiting(db: Connection, now: datetime) -> list[Scan]:
    """Scans not yet read that no living reader has, oldest first."""
    rows = tables.scans
    found = db.execute(
        select(rows).where(rows.c.state == RECEIVED, _is_free(now)).order_by(rows.c.received_at, rows.c.id)
    )
    return [_scan(row) for row in found]


def all_scan_ids(db: Connection) -> list[str]:
    """Every scan whose original must be in the vault."""
    return list(db.execute(select(tables.scans.c.id).order_by(tables.scans.c.id)).scalars())


def claim_scan(db: Connection, scan_id: str, worker: str, lease_s: float, now: datetime) -> bool:
    """Makes `worker` the scan's only reader until the lease ends. False: read already, or another reader has it."""
    rows = tables.scans
    done = db.execute(
        update(rows)
        .where(rows.c.id == scan_id, rows.c.state == RECEIVED, _is_free(now))
        .values(worker=worker, lease_until=now + timedelta(seconds=lease_s), tries=rows.c.tries + 1)
    )
    return done.rowcount == 1


def renew_scan(db: Connection, scan_id: str, worker: str, lease_s: float, now: datetime) -> None:
    """More time for the reader; Moved when another one has begun."""
    _as_reader(db, scan_id, worker, {"lease_until": now + timedelta(seconds=lease_s)})


def finish_scan(
    db: Connection, scan_id: str, worker: str, slip_ids: Collection[str], blank_pages: Sequence[int], now: datetime
) -> None:
    """The scan is read: in the transaction that added its slips, so that it never counts as read with a slip missing.

    Moved when `worker` no longer has it; ValueError when `slip_ids` are not exactly the slips stored for it.
    """
    stored = _slip_ids(db, scan_id)
    if set(stored) != set(slip_ids):
        raise ValueError(f"scan {scan_id}: {len(slip_ids)} slips named, {len(stored)} stored")
    _as_reader(db, scan_id, worker, {"state": READ, "blank_pages": list(blank_pages), "ended_at": now})
    history.append(
        db, "scan read", worker, data={"scan_id": scan_id, "slips": list(stored), "blank": list(blank_pages)}
    )


def fail_scan(db: Connection, scan_id: str, worker: str, reason: str, now: datetime) -> None:
    """The scan cannot be read. reason: a key of slips.notes.REASONS. Moved when `worker` no longer has it."""
    _as_reader(db, scan_id, worker, {"state": FAILED, "reason": reason, "ended_at": now})
    history.append(db, "scan failed", worker, data={"scan_id": scan_id, "reason": reason})


def add_arrival(db: Connection, arrival: Arrived) -> bool:
    """Notes one dropped file, also a repeat (then marked so). False: this very file was noted before, in a run that died."""
    rows = tables.arrivals
    if db.execute(select(rows.c.id).where(rows.c.id == arrival.id)).first():
        return False
    before = db.execute(select(exists().where(rows.c.scan_id == arrival.scan_id))).scalar_one()
    db.execute(
        insert(rows).values(
            id=arrival.id,
            scan_id=arrival.scan_id,
            desk=arrival.desk,
            untrusted_name=arrival.untrusted_name,
            arrived_at=arrival.arrived_at,
            repeated=bool(before),
        )
    )
    return True


def unknown_arrivals(db: Connection, ids: Sequence[str]) -> list[str]:
    """Those of these claimed files that were never noted: their run died before it could."""
    rows = tables.arrivals
    known = set(db.execute(select(rows.c.id).where(rows.c.id.in_(ids))).scalars()) if ids else set()
    return [one for one in ids if one not in known]


def arrivals_to_answer(db: Connection) -> list[tuple[Arrived, Progress]]:
    """Dropped files whose scan has ended and whose clerk has no answer yet, oldest first."""
    rows = tables.arrivals
    found = db.execute(
        select(rows)
        .join(tables.scans, tables.scans.c.id == rows.c.scan_id)
        .where(rows.c.answered_at.is_(None), tables.scans.c.state != RECEIVED)
        .order_by(rows.c.arrived_at, rows.c.id)
    ).all()
    return [(_arrived(row), progress(db, row.scan_id)) for row in found]


def answered(db: Connection, arrival_id: str, now: datetime) -> bool:
    """The answer lies in its folder. False: it was marked so before. Write the file under a name made of the id, then mark."""
    rows = tables.arrivals
    done = db.execute(update(rows).where(rows.c.id == arrival_id, rows.c.answered_at.is_(None)).values(answered_at=now))
    return done.rowcount == 1


def _is_free(now: datetime) -> Any:
    rows = tables.scans
    return or_(rows.c.lease_until.is_(None), rows.c.lease_until <= now)


def _as_reader(db: Connection, scan_id: str, worker: str, values: dict[str, Any]) -> None:
    """For the last one who claimed it: a slow reader may go on as long as nobody else has begun."""
    rows = tables.scans
    still_mine = (rows.c.id == scan_id, rows.c.state == RECEIVED, rows.c.worker == worker)
    if db.execute(update(rows).where(*still_mine).values(values)).rowcount != 1:
        raise Moved(f"scan {scan_id} is no longer read by {worker}")


def _slip_ids(db: Connection, scan_id: str) -> tuple[str, ...]:
    rows = tables.slips
    return tuple(db.execute(select(rows.c.id).where(rows.c.scan_id == scan_id).order_by(rows.c.page)).scalars())


def _scan(row: Row[Any]) -> Scan:
    return Scan(row.id, row.desk, row.untrusted_name, row.size_bytes, row.received_at, row.original_hmac or "")


def _arrived(row: Row[Any]) -> Arrived:
    return Arrived(row.id, row.scan_id, row.desk, row.untrusted_name, row.arrived_at, row.repeated)
