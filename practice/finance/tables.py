"""The system's own database: vouchers, and an audit log that refuses changes."""

import sqlite3
from pathlib import Path

from sqlalchemy import (
    DDL,
    JSON,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

METADATA = MetaData()

VOUCHERS = Table(
    "vouchers",
    METADATA,
    Column("voucher_no", String, primary_key=True),
    Column("fiscal_year", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("drafted_on", Date, nullable=False),
    Column("department_code", String, nullable=False),
    Column("school_code", String, nullable=False),
    Column("account_code", String, nullable=False),
    Column("reference_no", String, nullable=False, index=True),
    Column("creditor_code", String, nullable=False, index=True),
    Column("invoice_no", String, nullable=False),
    Column("amount_yen", Integer, nullable=False),
    Column("opening_yen", Integer, nullable=False),  # what of it the opening balance already counts
    Column("registered", JSON, nullable=False),  # every value as registered
    Column("handled_at", String, nullable=False, default=""),
    Column("handled_by", String, nullable=False, default=""),
    Column("comment", String, nullable=False, default=""),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("action", String, nullable=False),
    Column("voucher_no", String, nullable=False),
    Column("values", JSON, nullable=False),
)

for verb in ("UPDATE", "DELETE"):
    trigger = (
        f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END"
    )
    event.listen(AUDIT, "after_create", DDL(trigger))  # type: ignore[no-untyped-call]


def open_database(folder: Path) -> Engine:
    """Opens or creates `finance.sqlite3` in the folder: WAL and synchronous FULL, so a killed server keeps all it committed."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / 'finance.sqlite3'}", connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    METADATA.create_all(engine)
    return engine


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - SQLAlchemy types it by protocol only
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _begin_immediate(connection: Connection) -> None:
    # Balance, number and voucher are read and written under one lock: two clerks never get one number.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
