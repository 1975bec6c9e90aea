"""Waking up for dropped files: by the clock always, earlier where the disk tells."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer

import pytest
from watchfiles import Change

from connectors import watching
from connectors.watching import wakes

LONG_S = 60.0


@pytest.fixture
def stop() -> Iterator[Event]:
    stop = Event()
    yield stop
    stop.set()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    desk = tmp_path / "inbox" / "a"
    (desk / "done").mkdir(parents=True)
    return desk


def seconds_to_wake(due: Iterator[None]) -> float:
    began = time.monotonic()
    next(due)
    return time.monotonic() - began


def test_the_first_sweep_is_due_at_once(desk: Path, stop: Event) -> None:
    assert seconds_to_wake(wakes(desk.parent, LONG_S, stop)) < 1


def test_a_dropped_file_wakes_long_before_the_clock(desk: Path, stop: Event) -> None:
    due = wakes(desk.parent, LONG_S, stop)
    next(due)
    Timer(0.3, (desk / "scan0001.pdf").write_bytes, [b"paper"]).start()
    assert seconds_to_wake(due) < 10


def test_a_file_on_a_desk_made_later_wakes_too(desk: Path, stop: Event) -> None:
    due = wakes(desk.parent, LONG_S, stop)
    next(due)

    def drop() -> None:
        (desk.parent / "b").mkdir()
        time.sleep(0.2)
        (desk.parent / "b" / "scan0001.pdf").write_bytes(b"paper")

    Timer(0.3, drop).start()
    assert seconds_to_wake(due) < 10


def test_our_own_answers_and_half_written_files_do_not_wake(desk: Path, stop: Event) -> None:
    due = wakes(desk.parent, 1.5, stop)
    next(due)
    Timer(0.2, (desk / "done" / "scan0001.pdf").write_bytes, [b"paper"]).start()
    Timer(0.2, (desk / "scan0002.pdf.part").write_bytes, [b"paper"]).start()
    assert seconds_to_wake(due) > 1.2


def test_without_any_event_the_clock_wakes(desk: Path, stop: Event) -> None:
    due = wakes(desk.parent, 0.2, stop)
    next(due)
    assert [round(seconds_to_wake(due)) for _ in range(3)] == [0, 0, 0]


def test_a_share_that_is_not_mounted_is_looked_for_by_the_clock(tmp_path: Path, stop: Event) -> None:
    due = wakes(tmp_path / "not mounted", 0.1, stop)
    next(due)
    assert 0.05 < seconds_to_wake(due) < 5


def test_a_system_out_of_watches_is_looked_at_by_the_clock(
    desk: Path, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> Iterator[set[tuple[Change, str]]]:
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(watching, "watch", refuse)
    due = wakes(desk.parent, 0.1, stop)
    next(due)
    assert seconds_to_wake(due) < 5


def test_a_stop_ends_the_waiting_at_once(desk: Path, stop: Event) -> None:
    due = wakes(desk.parent, LONG_S, stop)
    next(due)
    Timer(0.2, stop.set).start()
    began = time.monotonic()
    assert list(due) == []
    assert time.monotonic() - began < 10
