"""Renews requirements.lock from requirements.in, in a scratch environment: `python setup/lock.py`."""

import sys
import tempfile
from pathlib import Path

from machine import KEPT, ROOT, Missing, run
from python import LOCK, frozen, install_torch, pip, torch_in

HEADING = "# Written by `make lock` from requirements.in: every package, pinned. docs/set-up.md says how to renew it.\n"


def main() -> int:
    KEPT.mkdir(exist_ok=True)
    wanted = ROOT / "requirements.in"
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        python = Path(scratch) / "bin" / "python"
        run([sys.executable, "-m", "venv", scratch], "lock")
        print("resolving requirements.in (about three minutes) …", flush=True)
        install_torch(torch_in(wanted), python)
        pip("install", "--requirement", str(wanted), python=python)
        pip("check", python=python)
        packages = sorted(frozen(python), key=str.lower)
    LOCK.write_text(HEADING + "\n".join(packages) + "\n", encoding="utf-8")
    print(f"requirements.lock now pins {len(packages)} packages; look at `git diff`, run `make check`, commit.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Missing as problem:
        sys.exit(str(problem))
