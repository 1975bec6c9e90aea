"""Every test of the store runs on SQLite and on PostgreSQL; each gets a database of its own, copied from a migrated one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine

from connectors.store import Store, open_store


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: these tests make hundreds of accounts. What it costs in earnest is the library's default."""
    monkeypatch.setattr("connectors.store.people._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "migrated.sqlite3"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Engine]:
    """The server, for making and dropping databases."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Engine) -> str:
    run_in(postgres, "CREATE DATABASE migrated")
    open_store(url_of(postgres, "migrated")).close()
    return "migrated"


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a database without tables."""
    yield from _database(kind, tmp_path, request, "template1")


@pytest.fixture
def store_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a database with all tables and no rows."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "store.sqlite3")
        template = ""
    else:
        template = request.getfixturevalue("migrated_postgres")
    yield from _database(kind, tmp_path, request, template)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def _database(kind: str, tmp_path: Path, request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite3'}"
        return
    server: Engine = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    run_in(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield url_of(server, name)
    run_in(server, f"DROP DATABASE {name} WITH (FORCE)")


def url_of(server: Engine, name: str) -> str:
    return server.url.set(database=name).render_as_string(hide_password=False)


def run_in(server: Engine, statement: str) -> None:
    with server.connect() as db:
        db.exec_driver_sql(statement)
