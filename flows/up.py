"""Keeps the services of one machine running: starts them in order, starts a dead one again, stops all of them cleanly."""

import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from config import load_settings
from flows.services import Service, prefect_environment, services
from flows.wiring import open_world
from slips.errors import Unavailable

READY_S = 180.0
STOP_S = 15.0
MOST_STARTS = 3
AGAIN_S = 1.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One running service. fails: how often in a row it ended soon after its start."""

    service: Service
    process: "subprocess.Popen[bytes]"
    started: float
    fails: int = 0


@dataclass
class Machine:
    """The children of this process, by name of their service."""

    environment: Mapping[str, str]
    logs: Path
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, service: Service) -> None:
        """Starts one service; its output goes to a log file of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{service.name}.log").open("ab") as log:
            process = subprocess.Popen(
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment, **service.environment},
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the others in order
                preexec_fn=_die_with_parent,
            )
        before = self.children.get(service.name)
        self.children[service.name] = Child(service, process, time.monotonic(), before.fails if before else 0)

    def tend(self) -> list[str]:
        """Starts again what has ended; gives back the names. One that keeps ending at once is started ever more rarely."""
        again = []
        for name, child in list(self.children.items()):
            if child.process.poll() is None:
                continue
            lived_s = time.monotonic() - child.started
            if lived_s < AGAIN_S * 2 ** min(child.fails, 6):
                continue
            child.fails = 0 if lived_s > READY_S else child.fails + 1
            self.start(child.service)
            again.append(name)
        return again

    def stop(self) -> None:
        """Ends every service, last one first, each with its own children; those that do not listen are killed."""
        for child in reversed(self.children.values()):
            _signal(child, signal.SIGTERM)
        patience = time.monotonic() + STOP_S
        for child in reversed(self.children.values()):
            try:
                child.process.wait(max(0.1, patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(child, signal.SIGKILL)
                child.process.wait()
            _signal(child, signal.SIGKILL)  # what it may have left behind in its group


@contextmanager
def running(
    services: Sequence[Service], environment: Mapping[str, str], logs: Path, say: Callable[[str], None]
) -> Iterator[Machine]:
    """All services, ready; stopped at the end of the block whatever happens in it. Unavailable when one does not come up."""
    machine = Machine(environment, logs)
    try:
        # Those that can be asked first, side by side; the rest needs them.
        for some in ([s for s in services if s.ready_url], [s for s in services if not s.ready_url]):
            for service in some:
                say(f"starting {service.name}: {service.what}")
                machine.start(service)
            for service in some:
                _wait_until_ready(machine, service)
        yield machine
    finally:
        machine.stop()


def _wait_until_ready(machine: Machine, service: Service) -> None:
    """Until it answers. One that ends meanwhile is started again, a few times: it may have been killed, not broken."""
    until, starts = time.monotonic() + READY_S, 1
    while service.ready_url and not answers(service.ready_url):
        ended = machine.children[service.name].process.poll() is not None
        if (ended and starts == MOST_STARTS) or time.monotonic() > until:
            raise Unavailable(f"{service.name} did not start; its own words are in {machine.logs / service.name}.log")
        if ended:
            starts += 1
            machine.start(service)
        time.sleep(0.2)


def up(say: Callable[[str], None]) -> int:
    """`denpyo up`: every service of this machine until Ctrl-C or SIGTERM."""
    settings = load_settings()
    open_world(settings).store.close()  # what is wrong with the settings or the database is said now, in one place
    stop = told_to_stop()
    with running(services(settings), prefect_environment(settings), settings.data / "logs", say) as machine:
        for service in services(settings):
            if service.url:
                say(f"{service.url}  {service.what}")
        say(f"drop scans into {settings.inbox.folder}/<desk>/ ; Ctrl-C stops everything")
        while not stop.wait(AGAIN_S):
            for name in machine.tend():
                say(f"{name} had ended and was started again")
    say("stopped")
    return 0


def told_to_stop() -> Event:
    """An event that Ctrl-C and SIGTERM set."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def answers(url: str) -> bool:
    """Does this address of our own machine answer 200?"""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - an address from our own settings
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def _signal(child: Child, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, number)


def _die_with_parent() -> None:
    """If we are killed, our children are told to end: a second start must find its ports free (Linux: prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
