"""A process that dies at the border: what is stored says truthfully whether the click may have happened."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.store import Moved, Store, reading, writing
from connectors.store.history import verify_chain, verify_slips
from connectors.store.postings import claim_for_posting, cross, lost, take_over
from connectors.store.slips import get_slip
from slips.status import Status
from tests.connectors.store.samples import LATER, LEASE_S, NOW, add_approved, entry_of

CROSS = """
import sys, time
from pathlib import Path
from connectors.store import open_store, writing
from connectors.store.postings import cross
from tests.connectors.store.samples import LEASE_S, NOW
url, slip_id, folder = sys.argv[1:]
store = open_store(url)
with writing(store) as db:
    cross(db, slip_id, "bot", LEASE_S, NOW)
    (Path(folder) / "inside").touch()
    if sys.stdin.readline() == "":
        time.sleep(600)
(Path(folder) / "clicked").touch()
time.sleep(600)
"""


def crossing(url: str, slip_id: str, folder: Path) -> subprocess.Popen[str]:
    """A worker that has written the border down but not yet ended its transaction; a line on its input lets it end and click."""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", CROSS, url, slip_id, str(folder)]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=environment)
    wait_for(folder / "inside")
    return worker


def wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} did not come"
        time.sleep(0.02)


def kill(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert worker.stdin is not None
    worker.stdin.close()


def approved_and_claimed(store: Store) -> str:
    slip = add_approved(store)
    with writing(store) as db:
        claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of)
    return slip.id


def test_a_worker_killed_while_writing_the_border_down_has_not_crossed_it(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    slip_id = approved_and_claimed(store)
    kill(crossing(store_url, slip_id, tmp_path))
    assert not (tmp_path / "clicked").exists()
    with writing(store) as db:
        assert [p.status for p in lost(db, LATER)] == [Status.POSTING]
        assert (verify_chain(db), verify_slips(db)) == ([], [])
        cross(db, slip_id, "bot", LEASE_S, NOW)  # and nothing of the dead worker stands in the way


def test_a_worker_killed_after_the_click_has_crossed_and_its_slip_is_only_looked_for(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    slip_id = approved_and_claimed(store)
    worker = crossing(store_url, slip_id, tmp_path)
    assert worker.stdin is not None
    worker.stdin.write("go on\n")
    worker.stdin.flush()
    wait_for(tmp_path / "clicked")
    kill(worker)
    with reading(store) as db:
        assert get_slip(db, slip_id).status is Status.COMMITTING
        assert [p.status for p in lost(db, LATER)] == [Status.COMMITTING]
    with writing(store) as db:
        take_over(db, slip_id, "audit", LEASE_S, LATER)
    with pytest.raises(Moved), writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, LATER)
