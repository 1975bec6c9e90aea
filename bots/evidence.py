"""What the bot saw and did, kept beside the entry. Best effort: evidence never fails an entry."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bots.system import Step


class Evidence:
    """One folder for one piece of work: pictures, the system's own words, a step log with times and no values."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: list[str] = []
        self._kept: list[str] = []
        self._began = time.monotonic()

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(self._kept)

    def picture(self, page: Page | None, name: str) -> None:
        """The whole page as PNG; passwords are covered."""
        if page is None:
            return
        path = self.folder / f"{name}.png"
        with suppress(PlaywrightError, OSError):
            masked = [page.locator("input[type=password]")]
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True, mask=masked, animations="disabled", timeout=5000)
            self._keep(path)

    def words(self, name: str, lines: list[str]) -> None:
        """What the system said, in full: it may name people, so it stays here and out of messages and logs."""
        self._append(self.folder / f"{name}.txt", lines)

    def note(self, step: Step, outcome: str = "done") -> None:
        """One line of the step log: where, what, on which target; the value only by name."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "s": round(time.monotonic() - self._began, 3),
            "sheet": step.sheet,
            "row": step.row,
            "action": step.action,
            "target": step.target,
            "value": step.value,
            "outcome": outcome,
        }
        self._lines.append(json.dumps(line, ensure_ascii=False))

    def save(self) -> None:
        """Writes the step log as far as it goes."""
        lines, self._lines = self._lines, []
        if lines:
            self._append(self.folder / "steps.jsonl", lines)

    def _append(self, path: Path, lines: list[str]) -> None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
            self._keep(path)

    def _keep(self, path: Path) -> None:
        if str(path) not in self._kept:
            self._kept.append(str(path))
