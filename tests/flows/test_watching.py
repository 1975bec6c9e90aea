"""The watcher asks for one run for one batch of work, and again when a run has died."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from connectors.store import writing
from connectors.store.outbox import queue
from flows import watching
from flows.watching import Wanted, Watcher, fingerprint, work
from flows.wiring import World
from slips.model import Notice
from tests.flows.paper import entered, texts_of
from tests.flows.test_intake import drop


@dataclass
class Orchestra:
    """Remembers what was asked for; says which runs are over."""

    asked: list[Wanted] = field(default_factory=list)
    over: bool = False

    def ask(self, wanted: Wanted) -> UUID:
        self.asked.append(wanted)
        return uuid4()

    def watcher(self) -> Watcher:
        return Watcher(self.ask, lambda _run: self.over)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [0.0]
    monkeypatch.setattr("flows.watching.time.monotonic", lambda: seconds[0])
    return seconds


def test_one_batch_of_work_is_asked_for_once_while_its_run_is_under_way(clock: list[float]) -> None:
    orchestra = Orchestra()
    watcher = orchestra.watcher()
    for waiting in (["a", "b"], ["b"], ["b"]):
        watcher.look(iter([Wanted("reading", fingerprint(waiting))]))
        clock[0] += 5
    assert len(orchestra.asked) == 1


def test_new_work_is_asked_for_when_the_run_before_is_over(clock: list[float]) -> None:
    orchestra = Orchestra(over=True)
    watcher = orchestra.watcher()
    watcher.look(iter([Wanted("reading", "a")]))
    clock[0] += 5
    watcher.look(iter([Wanted("reading", "b")]))
    assert [w.work for w in orchestra.asked] == ["a", "b"]


def test_a_run_that_changes_nothing_for_long_is_taken_for_dead(clock: list[float]) -> None:
    orchestra = Orchestra()
    watcher = orchestra.watcher()
    watcher.look(iter([Wanted("reading", "a")]))
    clock[0] += watching.ASK_AGAIN_S + 1
    watcher.look(iter([Wanted("reading", "a")]))
    assert len(orchestra.asked) == 2


def test_nothing_to_do_asks_for_nothing(world: World) -> None:
    assert list(work(world)) == []


def test_each_kind_of_work_asks_for_its_flow(world: World) -> None:
    drop(world, "scan.pdf", b"paper")
    entered(world, texts_of(7))
    with writing(world.store) as db:
        queue(db, Notice("held", "s", "b", "http://127.0.0.1/"))
    assert {w.flow for w in work(world)} == {"intake", "posting", "digest"}
    assert [dict(w.parameters) for w in work(world) if w.flow == "posting"] == [{"system": "practice"}]
