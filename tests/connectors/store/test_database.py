import gc
import subprocess
import sys
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from connectors.store import Db, Store, open_store, reading, writing
from connectors.store.database import WRITER_LOCK
from connectors.store.people import get_person
from connectors.store.scans import add_scan, get_scan
from connectors.store.tables import metadata, scans
from slips.errors import Misconfigured, Unavailable
from tests.connectors.store.samples import NOW, hire, scan

OPEN = "import sys; from connectors.store import open_store; open_store(sys.argv[1]).close()"


def test_four_processes_open_an_empty_store_at_once(empty_url: str) -> None:
    starting = [subprocess.Popen([sys.executable, "-c", OPEN, empty_url]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in starting] == [0, 0, 0, 0]
    store = open_store(empty_url)
    hire(store, "hana")
    store.close()


def test_the_migrations_make_the_tables_that_the_program_uses(store: Store) -> None:
    with reading(store) as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_what_is_written_is_there_as_a_whole_or_not_at_all(store: Store) -> None:
    def die(db: Db) -> None:
        add_scan(db, scan())
        raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError), writing(store) as db:
        die(db)
    with reading(store) as db:
        assert db.execute(select(scans)).all() == []


def test_a_moment_and_an_odd_file_name_come_back_as_they_went_in(store: Store) -> None:
    odd = scan().__class__("f" * 64, "minato", "caf\udce9\x00.pdf", 5_000_000_000, NOW)
    with writing(store) as db:
        add_scan(db, odd)
    with reading(store) as db:
        assert get_scan(db, odd.id) == odd


def test_nothing_is_written_where_only_reading_was_asked_for(store: Store) -> None:
    with pytest.raises(Exception, match=r"read-?only"), reading(store) as db:
        add_scan(db, scan())


def swallow_an_error(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        with suppress(DBAPIError):  # exactly what must not be done
            db.execute(text("INSERT INTO scans (id) VALUES ('only an id')"))


def test_an_error_swallowed_inside_a_transaction_is_not_taken_for_success(store: Store, kind: str) -> None:
    """PostgreSQL then undoes the whole transaction, and would say so to nobody; SQLite only undoes the statement."""
    if kind == "postgres":
        with pytest.raises(DBAPIError, match="aborted"):
            swallow_an_error(store)
    else:
        swallow_an_error(store)
    with reading(store) as db:
        assert bool(db.execute(select(scans)).all()) == (kind == "sqlite")


def test_writers_take_turns(store: Store) -> None:
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(5):
            with writing(store) as db:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                db.execute(select(scans)).all()
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_store_that_somebody_else_keeps_locked_is_unavailable_and_nothing_happened(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("connectors.store.database.WAIT_S", 0.2)
    monkeypatch.setattr(
        "connectors.store.database.POSTGRES_SETTINGS", ("SET TIME ZONE 'UTC'", "SET lock_timeout = '200ms'")
    )
    impatient = open_store(store_url)
    with writing(store), pytest.raises(Unavailable), writing(impatient) as db:
        add_scan(db, scan())
    with writing(impatient) as db:
        assert add_scan(db, scan())
    impatient.close()
    assert WRITER_LOCK > 0


@pytest.mark.parametrize("how", ["terminated", "idle too long"])
def test_a_server_that_hung_up_is_unavailable_and_comes_back_by_itself(store: Store, kind: str, how: str) -> None:
    if kind == "sqlite":
        return  # a file does not hang up
    hire(store, "hana")
    with pytest.raises(Unavailable), writing(store) as db:
        hang_up(db, how)
    with reading(store) as db:
        assert get_person(db, "hana").login == "hana"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # pg8000 leaves a socket that hung up to the garbage collector
        gc.collect()


def hang_up(db: Db, how: str) -> None:
    if how == "terminated":
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return
    db.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
    time.sleep(0.5)
    db.execute(select(scans))


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        open_store("postgresql://denpyo:wrong@127.0.0.1:1/nothing")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "not an address"])
def test_an_address_that_cannot_be_a_store_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Misconfigured, match="sqlite:///"):
        open_store(url)


def test_a_store_made_by_a_newer_version_is_left_alone(store: Store, store_url: str) -> None:
    with writing(store) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Misconfigured, match="start the Denpyo that made it"):
        open_store(store_url)


def test_a_sqlite_store_is_readable_by_its_owner_only_and_safe_against_power_cuts(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite3"
    store = open_store(f"sqlite:///{path}")
    with reading(store) as db:
        settings = [
            db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    store.close()
    assert settings == ["wal", 2, 1]
    assert path.stat().st_mode & 0o077 == 0


def test_postgres_is_told_to_have_written_what_it_says_is_written(store: Store, kind: str) -> None:
    if kind == "sqlite":
        return
    with writing(store) as db:
        assert db.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
