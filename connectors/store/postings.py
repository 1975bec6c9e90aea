"""Typing a slip exactly once (design section 6): who may type it, the border written down before it is crossed, the receipt.

A lease is whose turn it is. It ends by itself when its holder dies; what it ends in says what may follow: a slip in `posting`
was never registered by us and may be given back, a slip in `committing` may have been and is only looked for.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, true, update

from connectors.store import tables
from connectors.store.columns import now_utc
from connectors.store.encoding import entry_from, entry_json, slip_columns
from connectors.store.judging import FROM_FINANCE
from connectors.store.moves import shift
from connectors.store.receipts import add_receipt, receipt_of
from connectors.store.refusals import Moved, NotKnown
from connectors.store.slips import get_slip
from slips.errors import Refused
from slips.model import Entry, Finding, Receipt, Slip
from slips.standing import open_fields, open_findings
from slips.status import Status

IN_HAND = (Status.POSTING, Status.COMMITTING)


@dataclass(frozen=True)
class Posting:
    """A slip being typed. crossed_at: when the border was written down, None before. tries: how often this version was claimed."""

    slip_id: str
    system: str
    entry: Entry
    status: Status
    worker: str
    lease_until: datetime
    claimed_at: datetime
    crossed_at: datetime | None
    tries: int


def claim_for_posting(
    db: Connection,
    system: str,
    forms: Collection[str],
    worker: str,
    lease_s: float,
    now: datetime,
    entry_of: Callable[[Slip], Entry],
    only: str = "",
) -> Posting | None:
    """The next approved slip of these forms for `worker` to type, with its Entry stored; None when there is none.

    only: this slip and no other.
    Fewest tries first, then oldest approval. A slip that `entry_of` Refuses to turn into an Entry is held, and the next one taken.
    """
    while slip_id := _next_approved(db, forms, only):
        slip = get_slip(db, slip_id)
        try:
            entry = entry_of(slip)
        except Refused as refused:
            _add_finding(db, slip, Finding(FROM_FINANCE, "", "H", str(refused)))
            shift(db, slip_id, Status.APPROVED, Status.HELD, worker, why=str(refused))
            continue
        if (entry.key, entry.system, entry.slip_version) != (slip.id, system, slip.version):
            raise ValueError(f"the entry made from slip {slip.id} is not for this slip, version and system")
        _store_claim(db, entry, worker, lease_s, now)
        shift(db, slip_id, Status.APPROVED, Status.POSTING, worker, system=system)
        return get_posting(db, slip_id)
    return None


def get_posting(db: Connection, slip_id: str) -> Posting:
    """The last posting of a slip, with the Entry that was or will be typed; NotKnown when it was never claimed."""
    row = db.execute(_postings().where(tables.postings.c.slip_id == slip_id)).first()
    if row is None:
        raise NotKnown(f"slip {slip_id} was never claimed for posting")
    return _posting(row)


def renew(db: Connection, slip_id: str, worker: str, lease_s: float, now: datetime) -> None:
    """More time for the worker that holds the slip. Moved when its lease has ended, even if nobody has taken over yet."""
    _hold(db, slip_id, worker, now, IN_HAND, {"lease_until": now + timedelta(seconds=lease_s)})


def cross(db: Connection, slip_id: str, worker: str, lease_s: float, now: datetime) -> None:
    """Writes down that the registering click comes next: posting → committing, with a full lease from now.

    Click only after the `writing` block around this has ended without an error. Moved when the lease was lost or has ended.
    """
    values = {"lease_until": now + timedelta(seconds=lease_s), "crossed_at": now}
    _hold(db, slip_id, worker, now, (Status.POSTING,), values)
    shift(db, slip_id, Status.POSTING, Status.COMMITTING, worker)


def give_back(db: Connection, slip_id: str, worker: str, why: str = "") -> None:
    """Nothing was registered: posting → approved. Moved when another worker has taken over."""
    _mine(db, slip_id, worker)
    shift(db, slip_id, Status.POSTING, Status.APPROVED, worker, why=why)


def hold(db: Connection, slip_id: str, worker: str, message: str) -> None:
    """The finance system said no before anything was registered: posting → held, with a finding for the desk. message: Japanese."""
    _mine(db, slip_id, worker)
    _add_finding(db, get_slip(db, slip_id), Finding(FROM_FINANCE, "", "H", message))
    shift(db, slip_id, Status.POSTING, Status.HELD, worker, why=message)


def confirm(db: Connection, receipt: Receipt, worker: str) -> None:
    """The voucher was opened again and is right: posting, committing or unconfirmed → posted, with its receipt.

    Whoever proves it may say so, lease or not; saying it twice changes nothing. Refused when this slip has another voucher, or
    this voucher another slip: an alarm.
    """
    slip = get_slip(db, receipt.key)
    if slip.status is Status.POSTED and receipt_of(db, receipt.key).voucher_no == receipt.voucher_no:
        return
    if slip.status not in (*IN_HAND, Status.UNCONFIRMED):
        raise Moved(f"slip {slip.id} is {slip.status}, not being posted")
    add_receipt(db, receipt, get_posting(db, slip.id).system, worker)
    shift(db, slip.id, slip.status, Status.POSTED, worker, voucher_no=receipt.voucher_no)


def to_unconfirmed(db: Connection, slip_id: str, worker: str, why: str = "") -> None:
    """Looked for long enough and not found: committing → unconfirmed; a person decides. Moved when another worker has taken over."""
    _mine(db, slip_id, worker)
    shift(db, slip_id, Status.COMMITTING, Status.UNCONFIRMED, worker, why=why)


def type_again(db: Connection, slip_id: str, worker: str, why: str) -> None:
    """Only where the city has set `after_settling = "type again"`: looked for long enough, not found: committing → approved."""
    _mine(db, slip_id, worker)
    shift(db, slip_id, Status.COMMITTING, Status.APPROVED, worker, why=why)


def lost(db: Connection, now: datetime) -> list[Posting]:
    """Slips in posting or committing whose holder is gone, oldest first: to be taken over and looked for."""
    rows = tables.postings
    query = _postings().where(tables.slips.c.status.in_([s.value for s in IN_HAND]), rows.c.lease_until <= now)
    return [_posting(row) for row in db.execute(query.order_by(rows.c.lease_until, rows.c.slip_id))]


def take_over(db: Connection, slip_id: str, worker: str, lease_s: float, now: datetime) -> Posting:
    """Makes `worker` the holder of a lost slip, which keeps its status. Moved when another one was faster or the holder lives."""
    rows = tables.postings
    until = now + timedelta(seconds=lease_s)
    done = db.execute(
        update(rows)
        .where(rows.c.slip_id == slip_id, rows.c.lease_until <= now, _in_status(IN_HAND))
        .values(worker=worker, lease_until=until)
    )
    if done.rowcount != 1:
        raise Moved(f"slip {slip_id} is not lost")
    return get_posting(db, slip_id)


def _next_approved(db: Connection, forms: Collection[str], only: str) -> str | None:
    slips, approvals, postings = tables.slips, tables.approvals, tables.postings
    approved = and_(approvals.c.slip_id == slips.c.id, approvals.c.slip_version == slips.c.version)
    return db.execute(
        select(slips.c.id)
        .join(approvals, approved)
        .outerjoin(postings, postings.c.slip_id == slips.c.id)
        .where(slips.c.status == Status.APPROVED.value, slips.c.form.in_(list(forms)))
        .where(slips.c.id == only if only else true())
        .order_by(func.coalesce(postings.c.tries, 0), approvals.c.approved_at, slips.c.id)
        .limit(1)
    ).scalar()


def _store_claim(db: Connection, entry: Entry, worker: str, lease_s: float, now: datetime) -> None:
    rows = tables.postings
    before = db.execute(select(rows.c.tries, rows.c.entry).where(rows.c.slip_id == entry.key)).first()
    again = before is not None and before.entry["slip_version"] == entry.slip_version
    db.execute(delete(rows).where(rows.c.slip_id == entry.key))
    db.execute(
        insert(rows).values(
            slip_id=entry.key,
            system=entry.system,
            entry=entry_json(entry),
            worker=worker,
            lease_until=now + timedelta(seconds=lease_s),
            claimed_at=now,
            tries=before.tries + 1 if before is not None and again else 1,
        )
    )


def _hold(
    db: Connection, slip_id: str, worker: str, now: datetime, statuses: Collection[Status], values: Mapping[str, Any]
) -> None:
    rows = tables.postings
    holds = (rows.c.slip_id == slip_id, rows.c.worker == worker, rows.c.lease_until > now, _in_status(statuses))
    if db.execute(update(rows).where(*holds).values(**values)).rowcount != 1:
        raise Moved(f"slip {slip_id} is no longer held by {worker}")


def _mine(db: Connection, slip_id: str, worker: str) -> None:
    if get_posting(db, slip_id).worker != worker:
        raise Moved(f"slip {slip_id} was taken over from {worker}")


def _in_status(statuses: Collection[Status]) -> Any:
    standing = select(tables.slips.c.status).where(tables.slips.c.id == tables.postings.c.slip_id).scalar_subquery()
    return standing.in_([s.value for s in statuses])


def _add_finding(db: Connection, slip: Slip, finding: Finding) -> None:
    held = replace(slip, findings=(*(f for f in slip.findings if f != finding), finding))
    waivers = tuple(w for w in slip.waivers if (w.rule, w.field) != (finding.rule, finding.field))
    held = replace(held, waivers=waivers)
    rows = tables.slips
    columns = slip_columns(held)
    db.execute(
        update(rows)
        .where(rows.c.id == slip.id)
        .values(
            findings=columns["findings"],
            waivers=columns["waivers"],
            held_reasons=len(open_fields(held)) + len(open_findings(held)),
            updated_at=now_utc(),
        )
    )


def _postings() -> Any:
    return select(tables.postings, tables.slips.c.status).join(tables.slips)


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        row.slip_id,
        row.system,
        entry_from(row.entry),
        Status(row.status),
        row.worker,
        row.lease_until,
        row.claimed_at,
        row.crossed_at,
        row.tries,
    )
