"""A whole world on SQLite in a folder of the test's own: real store, vault, inbox, forms and masters."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config import Approval, Finance, Inbox, Settings, config_folder, load_settings
from connectors.store import open_store
from flows.wiring import World, open_world

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flows") / "empty.sqlite3"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def settings(tmp_path: Path, empty_store: Path) -> Settings:
    shutil.copy(empty_store, tmp_path / "denpyo.sqlite3")
    practice = Finance(
        url="http://127.0.0.1:1",
        worksheets="practice",
        user_env="DENPYO_FINANCE_USER",
        password_env="DENPYO_FINANCE_PASSWORD",
        practice=True,
        settle_s=0.05,
        lease_s=30.0,
        after_settling="ask",
    )
    return load_settings(
        data=tmp_path,
        business_on=TODAY,
        inbox=Inbox(folder=tmp_path / "inbox", settle_s=0.05),
        approval=Approval(untouched="rule"),
        finance={"practice": practice},
        routes=(),
    )


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    opened = open_world(settings)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def masters_folder() -> Path:
    return config_folder() / "masters"
