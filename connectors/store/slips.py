"""Slips: added once, saved only over the version that was seen, listed by status."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from connectors.store import history, tables
from connectors.store.columns import now_utc
from connectors.store.encoding import slip_columns, slip_from_row
from connectors.store.refusals import Moved, NotKnown
from slips.model import Slip
from slips.standing import open_fields, open_findings
from slips.status import OPEN_TO_CORRECTION, Status, may_move

APPROVAL = "approval"
"""`cut` of a person's witness that came with an approval: it vouches, but its person did not make the slip."""


@dataclass(frozen=True)
class SlipRow:
    """A slip as a list shows it. held_reasons: how many things a person must still look at. amount: yen."""

    id: str
    scan_id: str
    page: int
    form: str
    status: Status
    version: int
    desk: str
    amount: int | None
    creditor_code: str
    school_code: str
    slip_no: str
    due_on: date | None
    held_reasons: int
    added_at: datetime
    updated_at: datetime


def add_slip(db: Connection, slip: Slip, by: str) -> Slip:
    """A slip as it was first read: status read, version 1. Moved when this key, or a slip on this page, is there already."""
    rows = tables.slips
    same_page = (rows.c.scan_id == slip.scan_id) & (rows.c.page == slip.page)
    if db.execute(select(rows.c.id).where((rows.c.id == slip.id) | same_page)).first():
        raise Moved(f"slip {slip.id} was added before")
    fresh = replace(slip, status=Status.READ, version=1)
    desk = db.execute(select(tables.scans.c.desk).where(tables.scans.c.id == slip.scan_id)).scalar_one()
    at = now_utc()
    db.execute(insert(rows).values(**slip_columns(fresh), **_derived(fresh), desk=desk, added_at=at, updated_at=at))
    _note_makers(db, fresh)
    history.append(db, "read", by, slip.id)
    return fresh


def get_slip(db: Connection, slip_id: str) -> Slip:
    """The slip as it stands; NotKnown when there is none."""
    row = db.execute(select(tables.slips).where(tables.slips.c.id == slip_id)).first()
    if row is None:
        raise NotKnown(f"there is no slip {slip_id}")
    return slip_from_row(row)


def slip_row(db: Connection, slip_id: str) -> SlipRow:
    """The slip as a list shows it; NotKnown when there is none."""
    row = db.execute(_light().where(tables.slips.c.id == slip_id)).first()
    if row is None:
        raise NotKnown(f"there is no slip {slip_id}")
    return _row(row)


def slips_in(
    db: Connection,
    statuses: Collection[Status],
    desks: Collection[str] | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[SlipRow]:
    """Slips in these statuses, oldest first. desks: only these; None for all, an empty collection for none."""
    query = _light().where(_chosen(statuses, desks))
    rows = tables.slips
    found = db.execute(query.order_by(rows.c.added_at, rows.c.scan_id, rows.c.page).limit(limit).offset(offset))
    return [_row(row) for row in found]


def count_by_status(db: Connection, desks: Collection[str] | None = None) -> dict[Status, int]:
    """How many slips stand where; every status is a key."""
    rows = tables.slips
    query = select(rows.c.status, func.count().label("n")).where(_chosen(tuple(Status), desks)).group_by(rows.c.status)
    found = {row.status: row.n for row in db.execute(query)}
    return {status: found.get(status.value, 0) for status in Status}


def save_slip(db: Connection, slip: Slip, expected_version: int, by: str, event: str, data: Any = None) -> Slip:
    """Writes the slip over the version that was seen; gives it back with its new version.

    Its status may change along, by a move of the table. Moved when the stored slip is at another version, or in a status that
    is not open to correction: nothing that is being typed, or has been, ever changes.
    """
    stored = get_slip(db, slip.id)
    if stored.version != expected_version or stored.status not in (*OPEN_TO_CORRECTION, Status.READ):
        raise Moved(f"slip {slip.id} is at version {stored.version}, {stored.status}")
    if slip.status != stored.status and not may_move(stored.status, slip.status):
        raise ValueError(f"there is no move from {stored.status} to {slip.status}")
    newer = replace(slip, version=expected_version + 1)
    rows = tables.slips
    done = db.execute(
        update(rows)
        .where(rows.c.id == slip.id, rows.c.version == expected_version, rows.c.status == stored.status.value)
        .values(**slip_columns(newer), **_derived(newer), updated_at=now_utc())
    )
    if done.rowcount != 1:
        raise Moved(f"slip {slip.id} is no longer at version {expected_version}")
    _note_makers(db, newer)
    moved = {"from": stored.status.value, "to": newer.status.value} if stored.status != newer.status else {}
    history.append(db, event, by, slip.id, {**(data or {}), **moved, "version": newer.version})
    return newer


def makers_of(slip: Slip) -> dict[str, bool]:
    """Everybody whose word went into the slip → whether into a critical value. Who only approved it is no maker."""
    people = [
        (w.source, v.critical)
        for v in slip.values.values()
        for w in v.witnesses
        if w.kind == "person" and w.cut != APPROVAL
    ]
    return {person: any(critical for who, critical in people if who == person) for person, _ in people}


def _note_makers(db: Connection, slip: Slip) -> None:
    """Where the database itself can see them, to refuse an approval by one of them."""
    db.execute(delete(tables.makers).where(tables.makers.c.slip_id == slip.id))
    touched = {w.by: False for w in slip.waivers} | makers_of(slip)
    rows = [{"slip_id": slip.id, "person": person, "critical": critical} for person, critical in touched.items()]
    if rows:
        db.execute(insert(tables.makers), rows)


def _derived(slip: Slip) -> dict[str, Any]:
    return {
        "amount": _yen(slip.text("amount")),
        "creditor_code": _plain(slip.text("creditor_code")),
        "school_code": _plain(slip.text("school_code")),
        "slip_no": _plain(slip.text("slip_no")),
        "due_on": _day(slip.text("due_on")),
        "held_reasons": len(open_fields(slip)) + len(open_findings(slip)),
    }


def _yen(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """A code as a column holds it: a misread one may be long or hold characters that no database takes."""
    return text[:64] if text.isprintable() else ""


def _light() -> Any:
    rows = tables.slips
    return select(*(rows.c[name] for name in SlipRow.__dataclass_fields__))


def _chosen(statuses: Collection[Status], desks: Collection[str] | None) -> Any:
    rows = tables.slips
    in_status = rows.c.status.in_([s.value for s in statuses])
    return in_status if desks is None else in_status & rows.c.desk.in_(list(desks))


def _row(row: Any) -> SlipRow:
    return replace(SlipRow(*row), status=Status(row.status))
