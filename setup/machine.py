"""The machine that is set up: its folders, its programs, its packages."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".setup"  # everything the set-up makes, beside .venv; git ignores it
HEARTBEAT_S = 20


class Missing(Exception):
    """Something cannot be had here; the sentence says what a person can do about it."""


def run(command: Sequence[str | Path], log: str, **environment: str) -> None:
    """Runs a program with its output in .setup/LOG.log, saying every HEARTBEAT_S seconds that it is still at work.

    Raises Missing with the log's last lines when the program fails.
    """
    path = KEPT / f"{log}.log"
    started = time.monotonic()
    with path.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        while True:
            try:
                status = process.wait(HEARTBEAT_S)
                break
            except subprocess.TimeoutExpired:
                print(f"    … still at it, {time.monotonic() - started:.0f} s", flush=True)
    if status:
        last = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise Missing("\n".join([f"`{Path(command[0]).name}` failed ({path}):", *last]))


def apt_install(*packages: str) -> None:
    """Installs Debian packages; Missing names them where apt, or the right to use it, is not to be had."""
    wanted = ", ".join(packages)
    if not shutil.which("apt-get"):
        raise Missing(f"there is no apt-get here. Install what Debian calls {wanted}, then run this again.")
    command = [*as_root(wanted), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
    try:
        run([*command, "install", *options, *packages], "apt")
    except Missing:  # the package lists may be missing or old
        run([*command, "update", "-q"], "apt")
        run([*command, "install", *options, *packages], "apt")


def as_root(wanted: str) -> list[str]:
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise Missing(
            f"neither root nor sudo. Have somebody run `apt-get install {wanted.replace(',', '')}`, then run this again."
        )
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
