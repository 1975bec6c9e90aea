"""The audit log: what really happened, the ground truth of demo, bench and tests."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select

from practice.finance.tables import AUDIT

JAPAN = ZoneInfo("Asia/Tokyo")


def note(
    connection: Connection, user: str, action: str, voucher_no: str = "", values: Mapping[str, object] | None = None
) -> None:
    """Appends one row within the caller's transaction; `at` is the real clock, not the business day."""
    at = datetime.now(JAPAN).isoformat()
    row = {"at": at, "user": user, "action": action, "voucher_no": voucher_no, "values": dict(values or {})}
    connection.execute(insert(AUDIT).values(row))


def note_alone(engine: Engine, user: str, action: str, voucher_no: str = "") -> None:
    """Appends one row in a transaction of its own."""
    with engine.begin() as connection:
        note(connection, user, action, voucher_no)


def audit_rows(engine: Engine, action: str = "") -> list[dict[str, object]]:
    """All rows in order, or those of one action."""
    query = select(AUDIT).order_by(AUDIT.c.id)
    if action:
        query = query.where(AUDIT.c.action == action)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
