"""What every test may rely on: no network but this machine, no settings from outside, a browser, a PostgreSQL.

Tests run on what `make setup` found; without it they fail with a sentence instead of skipping.
"""

import gc
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import running_cluster

ROOT = Path(__file__).resolve().parent.parent
HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None}  # noqa: S104 - an address to allow, not one to bind
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


class LeftTheMachine(RuntimeError):
    """A test tried to reach another machine. Not an OSError: nothing under test may take it for a failed server."""


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuses connections, datagrams and name look-ups that leave this machine, in every thread."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path, for a Unix socket
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in HERE:
        raise LeftTheMachine(f"{event} to {name}: tests talk to this machine only")


def pytest_configure(config: pytest.Config) -> None:
    """Before anything of ours is imported: a home of our own, no settings from outside, no outbound call."""
    home = tempfile.TemporaryDirectory(prefix="denpyo-tests-")
    config.add_cleanup(home.cleanup)
    for name in [name for name in os.environ if name.startswith(("DENPYO_", "PREFECT_"))]:
        del os.environ[name]
    os.environ.update(QUIET, HOME=home.name, PREFECT_HOME=f"{home.name}/prefect")
    sys.addaudithook(stay_here)


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """Whatever a test writes into the environment ends with the test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def found() -> dict[str, Any]:
    """What the set-up found on this machine: .setup/paths.json (its keys are listed in docs/set-up.md)."""
    path = ROOT / ".setup" / "paths.json"
    if not path.exists():
        pytest.fail(f"{path} is missing: run `make setup` first")
    paths: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return paths


@pytest.fixture(scope="session")
def browser_path(found: dict[str, Any]) -> str:
    """The Chromium that the bots drive."""
    return str(found["browser"])


@pytest.fixture(scope="session")
def postgres_url(found: dict[str, Any]) -> Iterator[str]:
    """SQLAlchemy's address of an empty database in a PostgreSQL of our own, which ends with the session."""
    with running_cluster(Path(found["pg_bin"])) as url:
        yield url


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A Prefect server of our own on SQLite (20 s to start): flows called in a test are recorded there."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=90):
        yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Prefect drops its last connection without closing it
        gc.collect()
