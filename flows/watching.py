"""The watcher: looks for work in the inbox and in the store, and asks Prefect for the one run that does it.

It decides nothing: a run asked for twice finds the work taken, because the store hands out each scan and slip once.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment

from connectors.store import reading
from connectors.store.outbox import due_ids
from connectors.store.postings import lost
from connectors.store.scans import arrivals_to_answer, scans_waiting, unknown_arrivals
from connectors.store.slips import slips_in
from connectors.watching import wakes
from flows.serving import DEPLOYMENT
from flows.wiring import World, now
from slips.errors import Unavailable
from slips.status import Status

ASK_AGAIN_S = 60.0
"""A run that has changed nothing for this long may be dead with its runner: another one is asked for."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """A run that has work to do. work: fingerprint of what is waiting; it changes as the work is done."""

    flow: str
    work: str
    parameters: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True)
class Asked:
    """The last run asked for, for which work, and when (monotonic seconds)."""

    run_id: UUID
    work: str
    at: float


@dataclass
class Watcher:
    """Remembers what it has asked for, so that one batch of work is one run."""

    ask: Callable[[Wanted], UUID]
    is_over: Callable[[UUID], bool]
    asked: dict[tuple[Any, ...], Asked] = field(default_factory=dict)

    def look(self, wanted: Iterator[Wanted]) -> None:
        """Asks for each run that is wanted and not under way."""
        for one in wanted:
            name = (one.flow, one.parameters)
            if self._is_due(one, self.asked.get(name)):
                self.asked[name] = Asked(self.ask(one), one.work, time.monotonic())

    def _is_due(self, one: Wanted, before: Asked | None) -> bool:
        if before is None or (before.work == one.work and time.monotonic() - before.at > ASK_AGAIN_S):
            return True
        return self.is_over(before.run_id) and (before.work != one.work or time.monotonic() - before.at > 1.0)


def watch(world: World, stop: Event) -> None:
    """Looks whenever the inbox changes and at every sweep, until `stop` is set. Trouble is logged and looked at again."""
    watcher = Watcher(ask_prefect, run_is_over)
    for _ in wakes(world.settings.inbox.folder, world.settings.inbox.sweep_s, stop):
        try:
            watcher.look(work(world))
        except Unavailable as trouble:
            log.warning("watcher: %s", trouble)
        except Exception as trouble:  # noqa: BLE001 - Prefect's client raises whatever its transport raises
            log.warning("watcher: Prefect did not answer (%s)", type(trouble).__name__)


def work(world: World) -> Iterator[Wanted]:
    """What there is to do now, one run each."""
    dropped, claimed = world.inbox.peek()
    with reading(world.store) as db:
        to_answer = [arrived.id for arrived, _ in arrivals_to_answer(db)]
        unknown = unknown_arrivals(db, claimed)
        scans = [scan.id for scan in scans_waiting(db, now())]
        approved = slips_in(db, {Status.APPROVED}, limit=1000)
        left = [(p.system, p.slip_id) for p in lost(db, now())]
        notices = due_ids(db, now())
    if dropped or to_answer or unknown:
        yield Wanted("intake", fingerprint([*dropped, *to_answer, *unknown]))
    for reader in range(1, min(len(scans), world.settings.orchestration.readers) + 1):
        yield Wanted("reading", fingerprint(scans), (("reader", reader),))
    for system in world.settings.finance:
        mine = [f"{s.id}/{s.version}" for s in approved if world.forms[s.form].system == system]
        mine += [slip_id for name, slip_id in left if name == system]
        if mine:
            yield Wanted("posting", fingerprint(mine), (("system", system),))
    if notices:
        yield Wanted("digest", fingerprint(notices))


def fingerprint(names: list[str]) -> str:
    """Short, the same for the same names in any order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]


def ask_prefect(wanted: Wanted) -> UUID:
    """Asks for one run; the same work in the same minute is the same run, however many watchers ask."""
    told = "-".join(str(value) for _, value in wanted.parameters)
    key = f"{wanted.flow}-{told}-{wanted.work}-{int(time.time() // ASK_AGAIN_S)}"
    name = f"{wanted.flow}/{DEPLOYMENT}"
    run: Any = run_deployment(
        name, parameters=dict(wanted.parameters), timeout=0, idempotency_key=key, as_subflow=False
    )
    return UUID(str(run.id))


def run_is_over(run_id: UUID) -> bool:
    """Has Prefect seen this run end, in whatever state?"""
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(run_id).state
    return state is not None and state.is_final()
