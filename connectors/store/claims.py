"""What only one slip may ever pay: unique (kind, value) rows, taken when a slip becomes ready, kept for ever once posted."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, tuple_

from connectors.store import tables
from connectors.store.columns import as_json, now_utc
from slips.check import Duplicate
from slips.entry import claims_of
from slips.model import Slip
from slips.status import Status

WINDOW = timedelta(days=14)
"""How far apart two slips to one creditor over one amount may come in and still be suspected of being the same payment."""
GONE = (Status.REJECTED, Status.CANCELLED, Status.SUPERSEDED)
SAID = {"invoice": "債権者と請求書番号が同じです", "slip_no": "学校と整理番号が同じです"}


def take_claims(db: Connection, slip_id: str, claims: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Takes all claims for the slip, or none: the conflicts (kind, value, other slip's id) when others hold some of them."""
    conflicts = conflicting(db, slip_id, claims)
    if conflicts:
        return conflicts
    held = db.execute(select(tables.claims.c.kind, tables.claims.c.value).where(tables.claims.c.slip_id == slip_id))
    missing = sorted(set(_storable(claims)) - {(row.kind, row.value) for row in held})
    if missing:
        db.execute(insert(tables.claims), [{"kind": k, "value": v, "slip_id": slip_id} for k, v in missing])
    return []


def conflicting(db: Connection, slip_id: str, claims: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The claims that another slip holds, with that slip's id."""
    rows = tables.claims
    wanted = tuple_(rows.c.kind, rows.c.value).in_(_storable(claims))
    found = db.execute(select(rows).where(wanted, rows.c.slip_id != slip_id).order_by(rows.c.kind, rows.c.value))
    return [(row.kind, row.value, row.slip_id) for row in found]


def _storable(claims: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A misread code may hold characters that no database takes; as JSON writes them, they are still told apart."""
    return [(kind, as_json(value)[1:-1]) for kind, value in claims]


def release_claims(db: Connection, slip_id: str) -> None:
    """Gives the slip's claims up; the database refuses for a slip that is being typed or has been."""
    db.execute(delete(tables.claims).where(tables.claims.c.slip_id == slip_id))


def duplicates(db: Connection, slip: Slip) -> tuple[Duplicate, ...]:
    """Other slips that may be the same payment (domain.md, check 21): certain by a claim, possible by creditor and amount."""
    certain = {other: SAID[kind] for kind, _, other in conflicting(db, slip.id, claims_of(slip))}
    alike = [other for other in _alike(db, slip) if other not in certain]
    return (
        *(Duplicate(other, True, why) for other, why in certain.items()),
        *(Duplicate(other, False, "債権者と金額が同じです") for other in alike),
    )


def _alike(db: Connection, slip: Slip) -> list[str]:
    creditor, amount = slip.text("creditor_code"), slip.text("amount")
    if not creditor or not (amount.isascii() and amount.isdigit() and len(amount) < 19):
        return []
    rows = tables.slips
    own = select(rows.c.added_at).where(rows.c.id == slip.id)
    came_at = db.execute(own).scalar() or now_utc()
    found = db.execute(
        select(rows.c.id)
        .where(rows.c.creditor_code == creditor, rows.c.amount == int(amount), rows.c.id != slip.id)
        .where(rows.c.added_at.between(came_at - WINDOW, came_at + WINDOW))
        .where(rows.c.status.not_in([s.value for s in GONE]))
        .order_by(rows.c.added_at, rows.c.id)
    )
    return list(found.scalars())
