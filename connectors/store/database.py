"""Opening the store, and its two kinds of transaction.

One writer at a time on both databases: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock taken first. So the history's
chain has one head, no two writers can deadlock, and a compare-and-set never has to guess.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from connectors.store.migrations import is_current, upgrade
from slips.errors import Misconfigured, Unavailable, Unconfirmed

Db = Connection
"""The connection of an open transaction."""

WAIT_S = 30
"""How long a transaction waits for another one before it gives up as Unavailable."""
WRITES = "denpyo_writes"
WRITER_LOCK = 0x64656E70796F
"""Key of the advisory lock that makes writers on PostgreSQL take turns ("denpyo" in ASCII)."""
POSTGRES_SETTINGS = (
    "SET TIME ZONE 'UTC'",
    f"SET lock_timeout = '{WAIT_S}s'",
    # A process that was stopped in the middle of a transaction must not stop all others.
    f"SET idle_in_transaction_session_timeout = '{2 * WAIT_S}s'",
    # Whatever the server's default: what we have been told is written has been written.
    "SET synchronous_commit = on",
)
ASIDE_STATES = ("08", "25P03", "40", "53", "55", "57", "58")
"""SQLSTATEs that mean "not now": connection, idle too long, rollback, resources, lock, intervention, system."""
NO_ENTRY = ("28", "3D")
"""Classes of SQLSTATE that mean: wrong name or password, no such database."""
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL")


@dataclass(frozen=True)
class Store:
    """A database that has all our tables. One a process; safe to share between its threads, never across a fork."""

    engine: Engine

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store at `sqlite:///path` or `postgresql://user:password@host/name`, brought up to date first.

    Several processes may open it at once: one brings it up to date, the others wait. Raises Misconfigured for an address that
    cannot be used or a database made by a newer Denpyo, Unavailable when it does not answer.
    """
    store = Store(_engine(url))
    try:
        _bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(store: Store) -> None:
    try:
        with reading(store) as db:
            if is_current(db):
                return
        with writing(store) as db:
            upgrade(db)
    except CommandError as wrong:
        raise Misconfigured(
            f"this version does not know the database ({wrong}); start the Denpyo that made it"
        ) from wrong
    except DBAPIError as error:
        if _sqlstate(error).startswith(NO_ENTRY):
            raise Misconfigured("the database refused name or password, or has no such database") from error
        raise


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """A transaction that may write: committed and on disk when the block ends, undone when it raises.

    Unavailable: nothing has happened. Unconfirmed: the answer to COMMIT was lost, so look before doing it again.
    Never nested, and short: no page, no browser, no mail inside.
    """
    with _translated(Unavailable), store.engine.connect() as db, _begun(db, writes=True) as transaction:
        yield db
        if db.dialect.name == "postgresql":
            # Says so if somebody swallowed an error in the block: PostgreSQL would answer COMMIT with a quiet ROLLBACK.
            db.exec_driver_sql("SELECT 1")
        with _translated(Unconfirmed):
            transaction.commit()


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """A transaction that only reads; writing in it raises."""
    with _translated(Unavailable), store.engine.connect() as db, _begun(db, writes=False):
        yield db


def _begun(db: Connection, *, writes: bool) -> RootTransaction:
    return db.execution_options(**{WRITES: writes}).begin()


@contextmanager
def _translated(kind: type[Unavailable] | type[Unconfirmed]) -> Iterator[None]:
    """A database that did not answer, as one of ours; the statement's values stay out of the message."""
    try:
        yield
    except DBAPIError as error:
        if kind is Unavailable and not _is_not_now(error):
            raise
        raise kind(f"the database did not do it ({type(error.orig).__name__})") from error


def _is_not_now(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "").startswith(BUSY)
    return _sqlstate(error).startswith(ASIDE_STATES) or type(error.orig).__name__ == "InterfaceError"


def _sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's five-character code, "" where the error did not come from the server."""
    told = error.orig.args[0] if error.orig and error.orig.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _engine(text: str) -> Engine:
    try:
        url = make_url(text)
    except ArgumentError as wrong:
        raise Misconfigured("the store's address cannot be read; write sqlite:///path or postgresql://…") from wrong
    kind = url.get_backend_name()
    if kind == "postgresql":
        return _postgres(url.set(drivername="postgresql+pg8000"))
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return _sqlite(url)
    raise Misconfigured("the store is a SQLite file (sqlite:///path) or PostgreSQL (postgresql://…), nothing else")


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # names and accounts are in there: ours alone
    except OSError as wrong:
        raise Misconfigured(f"the store's file cannot be made: {wrong}") from wrong
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    writes = db.get_execution_options().get(WRITES, False)
    db.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 2 * WAIT_S}, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _set_up_postgres)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _set_up_postgres(connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in POSTGRES_SETTINGS:
        cursor.execute(setting)
    cursor.close()
    connection.commit()


def _begin_postgres(db: Connection) -> None:
    if db.get_execution_options().get(WRITES, False):
        db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
    else:
        db.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
