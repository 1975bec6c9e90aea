"""A browser, and practice finance systems as processes of their own, on ports nobody else uses."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bots.session import Chromium, Credentials
from bots.system import System
from bots.webfinance import WebFinance
from bots.worksheet import load_system

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "renshu-only-2026"
BOT = Credentials("900001", PASSWORD)
CLERK = Credentials("100001", PASSWORD)


@dataclass(frozen=True)
class Practice:
    """A running practice system."""

    url: str

    def audit(self, action: str = "") -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/audit.json?action={action}") as answer:  # noqa: S310 - our own
            log: list[dict[str, Any]] = json.load(answer)
        return log

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def running(data: Path, *options: str) -> Iterator[Practice]:
    """Starts `python -m practice.finance` on a free port and ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [
        "--port",
        str(port),
        "--data",
        str(data),
        "--masters",
        str(ROOT / "config/masters"),
        "--today",
        "2026-11-20",
    ]
    command = [sys.executable, "-m", "practice.finance", *words, "--delay", "0", *options]
    with (
        (data.parent / f"{data.name}.log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stderr=log) as process,
    ):
        try:
            practice, patience = Practice(f"http://127.0.0.1:{port}"), time.monotonic() + 60
            while not practice.answers():
                assert process.poll() is None, "the practice system ended"
                assert time.monotonic() < patience, "the practice system did not come up"
                time.sleep(0.1)
            yield practice
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def chromium(browser_path: str) -> Iterator[Chromium]:
    """One browser for a module; it ends with it, because its event loop would be in the way of others."""
    with Chromium(browser_path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def practice_system() -> System:
    return load_system(ROOT / "config/worksheets/practice")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with running(tmp_path_factory.mktemp("finance") / "data") as practice:
        yield practice


@pytest.fixture(scope="module")
def losing_practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Books every 登録 and loses every answer."""
    with running(tmp_path_factory.mktemp("losing") / "data", "--trap", "lost-answer=1") as practice:
        yield practice


@pytest.fixture(scope="module")
def bot(
    chromium: Chromium, practice: Practice, practice_system: System, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebFinance]:
    """The bot, logged in once for a module."""
    with WebFinance(practice_system, practice.url, BOT, chromium, tmp_path_factory.mktemp("bot")) as finance:
        yield finance


Driver = Callable[..., WebFinance]


@pytest.fixture
def drive(chromium: Chromium, practice: Practice, practice_system: System, tmp_path: Path) -> Iterator[Driver]:
    """Makes a WebFinance of one's own, under another account than `bot`, so that their sessions leave each other alone."""
    with ExitStack() as stack:

        def driving(
            system: System = practice_system, url: str = practice.url, credentials: Credentials = CLERK
        ) -> WebFinance:
            return stack.enter_context(
                WebFinance(system, url, credentials, chromium, tmp_path / "evidence", timeout_s=20)
            )

        yield driving
