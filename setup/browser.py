"""A Chromium for the bots: a named one, an installed one, Debian's, Playwright's, whichever starts first."""

import os
import shutil
import subprocess
from collections.abc import Iterator

from machine import KEPT, Missing, apt_install, run
from python import VENV

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def install() -> dict[str, object]:
    """Debian's chromium-headless-shell is preferred: half the memory of the full browser and 1.4 times as fast."""
    if named := os.environ.get("DENPYO_BROWSER"):
        if not starts(named):
            raise Missing(f"DENPYO_BROWSER names {named}, which does not start. Correct it, or unset it.")
        return {"browser": named}
    for candidate in candidates():
        if starts(candidate):
            return {"browser": candidate}
    raise Missing(
        "no browser could be installed. Install Debian's chromium-headless-shell or any Chromium, or name one in "
        "DENPYO_BROWSER, and run this again."
    )


def candidates() -> Iterator[str]:
    """Lazily: the next way is only tried when the one before gave no browser that starts."""
    yield from filter(None, map(shutil.which, NAMES))
    for package in ("chromium-headless-shell", "chromium"):
        try:
            apt_install(package)
        except Missing:
            continue
        yield from filter(None, [shutil.which(package)])
    yield from playwrights_own()


def playwrights_own() -> Iterator[str]:
    folder = KEPT / "browsers"
    command = [str(VENV / "bin" / "playwright"), "install", "--with-deps", "--only-shell", "chromium"]
    try:
        run(command, "browser", PLAYWRIGHT_BROWSERS_PATH=str(folder))
    except Missing:
        return
    for name in ("headless_shell", "chrome-headless-shell"):
        yield from map(str, sorted(folder.glob(f"chromium_headless_shell-*/*/{name}")))


def starts(browser: str) -> bool:
    """Renders an empty page; root may not use the sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [browser, "--headless", *sandbox, "--dump-dom", "about:blank"]
    try:
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"<html>" in answer.stdout
