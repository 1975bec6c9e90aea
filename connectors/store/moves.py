"""Moving a slip along MOVES by compare-and-set: of two who try, one succeeds and the other is told so."""

from sqlalchemy import Connection, update

from connectors.store import history, tables
from connectors.store.claims import release_claims
from connectors.store.columns import now_utc
from connectors.store.refusals import Moved
from slips.status import Status, may_move

LEASED = frozenset({Status.POSTING, Status.COMMITTING, Status.UNCONFIRMED})
"""Moves from and to these go through postings.py and decisions.py, which hold the lease or the person's word."""
CLAIMING = frozenset({Status.READY, Status.APPROVED, Status.POSTING})


def move(db: Connection, slip_id: str, old: Status, new: Status, by: str, why: str = "") -> None:
    """Moves a slip that is `old`. Moved when it is not, or no longer; ValueError for a move that does not exist or needs a lease."""
    if {old, new} & LEASED:
        raise ValueError(f"{old} to {new} goes through postings or decisions")
    shift(db, slip_id, old, new, by, why=why)


def shift(db: Connection, slip_id: str, old: Status, new: Status, by: str, **told: str) -> None:
    """The same without that last check, for postings.py and decisions.py. told: goes into the history beside the move."""
    if not may_move(old, new):
        raise ValueError(f"there is no move from {old} to {new}")
    rows = tables.slips
    done = db.execute(
        update(rows)
        .where(rows.c.id == slip_id, rows.c.status == old.value)
        .values(status=new.value, updated_at=now_utc())
    )
    if done.rowcount != 1:
        raise Moved(f"slip {slip_id} is no longer {old}")
    if old in CLAIMING and new not in CLAIMING | {Status.POSTED, Status.COMMITTING}:
        release_claims(db, slip_id)
    said = {name: text for name, text in told.items() if text}
    history.append(db, new.value, by, slip_id, {"from": old.value, "to": new.value, **said})
