"""A whole world on SQLite in a folder of the test's own: real store, vault, inbox, forms and masters."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from config import Approval, Finance, Inbox, Masking, Settings, config_folder, load_settings
from connectors.store import open_store
from flows.wiring import World, open_world
from tests.flows.masked import CHILD, DESK, GUARDIAN, KEY, STRAY
from tests.forms.number_notice import filled, write_form

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


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration folder with the tests' own paper as its only form."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("denpyo.toml", "thresholds.toml"):
        shutil.copy(config_folder() / name, folder)
    for name in ("masters", "worksheets"):
        shutil.copytree(config_folder() / name, folder / name)
    write_form(folder / "forms")
    return folder


@pytest.fixture
def nursery(tmp_path: Path, house: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world whose desk of that name handles My Numbers."""
    monkeypatch.setenv("DENPYO_CONFIG", str(house))
    monkeypatch.setenv("DENPYO_MASKING_KEY", KEY)
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(empty_store, data / "denpyo.sqlite3")
    settings = load_settings(
        data=data,
        business_on=TODAY,
        inbox=Inbox(folder=tmp_path / "inbox", settle_s=0.01),
        masking=Masking(desks=(DESK,)),
        routes=(),
    )
    opened = open_world(settings)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def paper() -> Image.Image:
    """Two numbers in their boxes and one in the remarks."""
    return filled({"child_number": CHILD, "guardian_number": GUARDIAN, "remark": f"番号 {STRAY}"})


@pytest.fixture(scope="session")
def other_paper() -> Image.Image:
    """A paper that is no form of this house."""
    page = Image.new("RGB", (1654, 2339), "white")
    page.paste(filled({}).rotate(45, expand=True, fillcolor="white").crop((600, 600, 1900, 2400)), (100, 100))
    return page
