"""All tables of the first release.

Revision ID: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connectors.store.columns import Json, Moment

revision = "0001"
down_revision = None

TEXT, INT, BIG, FLAG, DAY = sa.Text(), sa.Integer(), sa.BigInteger(), sa.Boolean(), sa.Date()
JSON, MOMENT = Json(), Moment()


def upgrade() -> None:
    _intake()
    _slips()
    _posting()
    _history()
    _people()
    _notices()


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _intake() -> None:
    op.create_table(
        "scans",
        sa.Column("id", TEXT, primary_key=True),
        _column("desk", TEXT),
        _column("untrusted_name", JSON),
        _column("size_bytes", BIG),
        _column("received_at", MOMENT),
        _column("state", TEXT),
        _column("reason", TEXT),
        _column("blank_pages", JSON),
        _column("worker", TEXT),
        sa.Column("lease_until", MOMENT),
        _column("tries", INT),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("state IN ('received', 'read', 'failed')", name="scan_state"),
    )
    op.create_index("scans_by_state", "scans", ["state", "received_at"])
    op.create_table(
        "arrivals",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("scan_id", TEXT, sa.ForeignKey("scans.id"), nullable=False),
        _column("desk", TEXT),
        _column("untrusted_name", JSON),
        _column("arrived_at", MOMENT),
        _column("repeated", FLAG),
        sa.Column("answered_at", MOMENT),
    )
    op.create_index("arrivals_by_answer", "arrivals", ["answered_at", "arrived_at"])
    op.create_index("arrivals_by_scan", "arrivals", ["scan_id"])


def _slips() -> None:
    op.create_table(
        "slips",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("scan_id", TEXT, sa.ForeignKey("scans.id"), nullable=False),
        _column("page", INT),
        _column("form", TEXT),
        _column("form_version", INT),
        _column("slip_values", JSON),
        _column("findings", JSON),
        _column("waivers", JSON),
        _column("doubt", TEXT),
        _column("status", TEXT),
        _column("version", INT),
        _column("desk", TEXT),
        sa.Column("amount", BIG),
        _column("creditor_code", TEXT),
        _column("school_code", TEXT),
        _column("slip_no", TEXT),
        sa.Column("due_on", DAY),
        _column("held_reasons", INT),
        _column("added_at", MOMENT),
        _column("updated_at", MOMENT),
        sa.UniqueConstraint("scan_id", "page", name="one_slip_a_page"),
    )
    op.create_index("slips_by_status", "slips", ["status", "desk", "added_at"])
    op.create_index("slips_by_creditor", "slips", ["creditor_code", "amount"])
    op.create_index("slips_by_slip_no", "slips", ["school_code", "slip_no"])
    op.create_table(
        "makers",
        sa.Column("slip_id", TEXT, sa.ForeignKey("slips.id"), nullable=False),
        _column("person", TEXT),
        _column("critical", FLAG),
        sa.PrimaryKeyConstraint("slip_id", "person"),
    )
    op.create_table(
        "approvals",
        sa.Column("slip_id", TEXT, sa.ForeignKey("slips.id"), nullable=False),
        _column("slip_version", INT),
        _column("approved_by", TEXT),
        _column("approved_at", MOMENT),
        sa.PrimaryKeyConstraint("slip_id", "slip_version"),
    )
    op.create_table(
        "claims",
        _column("kind", TEXT),
        _column("value", TEXT),
        sa.Column("slip_id", TEXT, sa.ForeignKey("slips.id"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value"),
    )
    op.create_index("claims_by_slip", "claims", ["slip_id"])


def _posting() -> None:
    op.create_table(
        "postings",
        sa.Column("slip_id", TEXT, sa.ForeignKey("slips.id"), primary_key=True),
        _column("system", TEXT),
        _column("entry", JSON),
        _column("worker", TEXT),
        _column("lease_until", MOMENT),
        _column("claimed_at", MOMENT),
        sa.Column("crossed_at", MOMENT),
        _column("tries", INT),
    )
    op.create_table(
        "receipts",
        sa.Column("slip_id", TEXT, sa.ForeignKey("slips.id"), primary_key=True),
        _column("system", TEXT),
        _column("voucher_no", TEXT),
        _column("confirmed_at", MOMENT),
        _column("confirmed_by", TEXT),
        _column("read_back", JSON),
        _column("evidence", JSON),
        sa.UniqueConstraint("system", "voucher_no", name="one_slip_a_voucher"),
    )
    op.create_index("receipts_by_time", "receipts", ["confirmed_at"])


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        _column("at", MOMENT),
        sa.Column("slip_id", TEXT),
        _column("event", TEXT),
        _column("by", TEXT),
        _column("data", JSON),
        _column("previous", TEXT),
        _column("hash", TEXT),
    )
    op.create_index("history_by_slip", "history", ["slip_id", "seq"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("login", TEXT, primary_key=True),
        _column("display_name", TEXT),
        _column("role", TEXT),
        _column("desks", JSON),
        _column("password_hash", TEXT),
        _column("disabled", FLAG),
        _column("created_at", MOMENT),
        sa.CheckConstraint("role IN ('clerk', 'supervisor', 'admin')", name="known_role"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", TEXT, primary_key=True),
        sa.Column("login", TEXT, sa.ForeignKey("people.login"), nullable=False),
        _column("opened_at", MOMENT),
        _column("seen_at", MOMENT),
        _column("expires_at", MOMENT),
    )
    op.create_table(
        "attempts",
        sa.Column("id", TEXT, primary_key=True),
        _column("login_sha256", TEXT),
        _column("address", TEXT),
        _column("at", MOMENT),
    )
    op.create_index("attempts_by_login", "attempts", ["login_sha256", "at"])
    op.create_index("attempts_by_address", "attempts", ["address", "at"])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("once", TEXT, unique=True),
        _column("notice", JSON),
        _column("queued_at", MOMENT),
        _column("next_at", MOMENT),
        _column("tries", INT),
        _column("why", TEXT),
        sa.Column("sent_at", MOMENT),
    )
    op.create_index("notices_by_due", "notices", ["sent_at", "next_at"])
