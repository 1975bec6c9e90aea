"""`denpyo bench flow`: the demo from start to end, with one of its processes killed by SIGKILL at one random moment after another.

It must end as if nothing had been: every sample as it should, the finance system's own log holding each registered slip once.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

KINDS = (
    "practice.finance",
    "prefect server",
    "service desk",
    "service runner",
    "service watcher",
    "prefect.flow_engine",
    "chromium",
    "demo",
)
"""How each kind of process shows in its command line; the last one is the demo itself, which is then started again."""


@dataclass(frozen=True)
class Kill:
    """What was killed, and how many seconds after the (last) start."""

    what: str
    after_s: float


def bench_flow(home: Path, kills: int, samples: int, seed: int, *, as_json: bool) -> int:
    """Prints what was killed when and how it ended; 0 when it ended as it should. home stays where it did not."""
    began = time.monotonic()
    code, done = killed_demo(home, kills, samples, seed, {}, limit_s=3600)
    wall_s = round(time.monotonic() - began, 1)
    if code == 0:
        shutil.rmtree(home, ignore_errors=True)
    if as_json:
        told = {
            "slips": samples,
            "ended": code == 0,
            "per_minute": round(samples / wall_s * 60, 1),
            "wall_s": wall_s,
            "seed": seed,
        }
        print(json.dumps({**told, "kills": [asdict(kill) for kill in done]}))
        return code
    for kill in done:
        print(f"killed {kill.what} {kill.after_s} s after the start or the kill before")
    print(
        f"seed {seed}: {samples} files, {len(done)} kills, {wall_s} s; "
        + ("ended as it should" if code == 0 else f"see {home / 'demo.log'}")
    )
    return code


def killed_demo(
    home: Path, kills: int, samples: int, seed: int, environment: dict[str, str], limit_s: float = 900
) -> tuple[int, list[Kill]]:
    """The demo's exit code, and what was killed when. Stops by itself after limit_s."""
    rng = random.Random(seed)  # noqa: S311 - moments of death, not secrets
    done: list[Kill] = []
    command = [sys.executable, "-m", "flows", "demo", "--exit", "--home", str(home), "--samples", str(samples)]
    until = time.monotonic() + limit_s
    demo, started = _start(command, home, environment), time.monotonic()
    wait_s = rng.uniform(5, 40)
    while time.monotonic() < until:
        code = demo.poll()
        if code is not None:
            was_killed = bool(done) and done[-1].what == "demo" and code < 0
            if not was_killed and (code or len(done) == kills):
                return code, done
            if not was_killed:
                # A demo that has nothing left to do is quick: the next death must come before its end, or it never comes.
                wait_s = rng.uniform(0.1, 0.9) * (time.monotonic() - started)
            # Killed, or at its end before it was killed often enough: started again, it must come to the same end.
            demo, started = _start(command, home, environment), time.monotonic()
        if len(done) < kills and time.monotonic() - started > wait_s:
            victims = _victims(demo.pid)
            what = rng.choice(sorted(victims))
            done.append(Kill(what, round(time.monotonic() - started, 1)))
            for pid in victims[what]:
                _kill(pid)
            started, wait_s = time.monotonic(), rng.uniform(3, 25)
        time.sleep(0.2)
    demo.terminate()
    demo.wait()
    raise TimeoutError(f"the demo did not end within {limit_s:.0f} s after {done}")


def _start(command: list[str], home: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    home.mkdir(parents=True, exist_ok=True)
    with (home / "demo.log").open("ab") as log:
        return subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT)


def _victims(demo_pid: int) -> dict[str, list[int]]:
    """Kind → the processes of that kind that belong to this demo."""
    found: dict[str, list[int]] = {"demo": [demo_pid]}
    for pid in _descendants(demo_pid):
        line = _command_line(pid)
        kind = next((k for k in KINDS[:-1] if k in line), "")
        if kind:
            found.setdefault(kind, []).append(pid)
    return found


def _descendants(pid: int) -> list[int]:
    children = [int(p) for p in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]
    return [*children, *(d for child in children for d in _descendants(child))]


def _command_line(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
