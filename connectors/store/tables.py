"""The tables, as the functions of this package use them. migrations/ makes them; a test holds the two together."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from connectors.store.columns import Json, Moment

metadata = MetaData()

scans = Table(
    "scans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("desk", Text, nullable=False),
    Column("untrusted_name", Json, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("blank_pages", Json, nullable=False),
    Column("worker", Text, nullable=False),
    Column("lease_until", Moment),
    Column("tries", Integer, nullable=False),
    Column("ended_at", Moment),
    Column("original_hmac", Text),
    Index("scans_by_state", "state", "received_at"),
    Index("scans_by_original", "original_hmac", unique=True),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scan_id", Text, ForeignKey("scans.id"), nullable=False),
    Column("desk", Text, nullable=False),
    Column("untrusted_name", Json, nullable=False),
    Column("arrived_at", Moment, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("answered_at", Moment),
    Index("arrivals_by_answer", "answered_at", "arrived_at"),
    Index("arrivals_by_scan", "scan_id"),
)

slips = Table(
    "slips",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scan_id", Text, ForeignKey("scans.id"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("slip_values", Json, nullable=False),
    Column("findings", Json, nullable=False),
    Column("waivers", Json, nullable=False),
    Column("doubt", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # Derived on every save, so that lists and searches need not open the JSON.
    Column("desk", Text, nullable=False),
    Column("amount", BigInteger),
    Column("creditor_code", Text, nullable=False),
    Column("school_code", Text, nullable=False),
    Column("slip_no", Text, nullable=False),
    Column("due_on", Date),
    Column("held_reasons", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("scan_id", "page", name="one_slip_a_page"),
    Index("slips_by_status", "status", "desk", "added_at"),
    Index("slips_by_creditor", "creditor_code", "amount"),
    Index("slips_by_slip_no", "school_code", "slip_no"),
)

makers = Table(
    "makers",
    metadata,
    Column("slip_id", Text, ForeignKey("slips.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("critical", Boolean, nullable=False),
    PrimaryKeyConstraint("slip_id", "person"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("slip_id", Text, ForeignKey("slips.id"), nullable=False),
    Column("slip_version", Integer, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Moment, nullable=False),
    PrimaryKeyConstraint("slip_id", "slip_version"),
)

claims = Table(
    "claims",
    metadata,
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("slip_id", Text, ForeignKey("slips.id"), nullable=False),
    PrimaryKeyConstraint("kind", "value"),
    Index("claims_by_slip", "slip_id"),
)

postings = Table(
    "postings",
    metadata,
    Column("slip_id", Text, ForeignKey("slips.id"), primary_key=True),
    Column("system", Text, nullable=False),
    Column("entry", Json, nullable=False),
    Column("worker", Text, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("crossed_at", Moment),
    Column("tries", Integer, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("slip_id", Text, ForeignKey("slips.id"), primary_key=True),
    Column("system", Text, nullable=False),
    Column("voucher_no", Text, nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("read_back", Json, nullable=False),
    Column("evidence", Json, nullable=False),
    UniqueConstraint("system", "voucher_no", name="one_slip_a_voucher"),
    Index("receipts_by_time", "confirmed_at"),
)

history = Table(
    "history",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("slip_id", Text),
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("history_by_slip", "slip_id", "seq"),
)

people = Table(
    "people",
    metadata,
    Column("login", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("desks", Json, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("login", Text, ForeignKey("people.login"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login_sha256", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("attempts_by_login", "login_sha256", "at"),
    Index("attempts_by_address", "address", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("once", Text, unique=True),
    Column("notice", Json, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("sent_at", Moment),
    Index("notices_by_due", "sent_at", "next_at"),
)
