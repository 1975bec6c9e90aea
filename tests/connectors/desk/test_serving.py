"""The desk as a process of its own, as `denpyo up` starts it."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

PROGRAM = """
import sys
from connectors.desk import create_desk, serve
from connectors.store import open_store
from slips.check import Facts
from slips.masters import Masters
from datetime import date
desk = create_desk(open_store(sys.argv[1]), {}, Masters, lambda: Facts(date(2026, 11, 20)), lambda scan_id, page: None)
serve(desk, "127.0.0.1", int(sys.argv[2]))
"""


def test_the_desk_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, f"sqlite:///{tmp_path / 'store.sqlite3'}", str(port)])
    try:
        assert answered(f"http://127.0.0.1:{port}/healthz") == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()


def answered(url: str) -> str:
    """What the address answers, waited for as long as a slow machine needs to start."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return httpx.get(url, timeout=5).text
        except httpx.TransportError:
            time.sleep(0.2)
    return "no answer"
