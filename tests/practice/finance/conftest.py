"""Running systems: one in this process for each set of switches, or one of its own to be killed."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn

from practice.finance.__main__ import open_world, options_from
from practice.finance.app import create_app
from tests.practice.finance.clerk import Clerk

ROOT = Path(__file__).resolve().parents[3]
PLACE = ("--masters", str(ROOT / "config/masters"), "--today", "2026-11-20")
System = Callable[..., str]


@contextmanager
def running(data: Path, *words: str) -> Iterator[str]:
    """Serves a system from this process; yields its address."""
    world = open_world(options_from(["--data", str(data), *PLACE, "--delay", "0", *words]))
    server = uvicorn.Server(uvicorn.Config(create_app(world), port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        world.database.dispose()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A system's database as it is on its first day: seeding one for every test would take half of the time."""
    folder = tmp_path_factory.mktemp("seeded")
    open_world(options_from(["--data", str(folder), *PLACE])).database.dispose()
    return folder


@pytest.fixture
def system(tmp_path: Path, seeded: Path) -> Iterator[System]:
    """Starts a system with the given options on a fresh database; it ends with the test."""
    shutil.copytree(seeded, tmp_path / "finance")
    with ExitStack() as stack:
        yield lambda *words: stack.enter_context(running(tmp_path / "finance", *words))


@pytest.fixture
def clerk(system: System) -> Clerk:
    """The bot's account, logged in at the menu of a fresh system."""
    clerk = Clerk(system())
    clerk.log_in()
    return clerk


@pytest.fixture
def unused_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
