"""One walk through a sheet: which page we are on, what was read there, what disagreed, what surprised us."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Dialog, Frame, Locator, Page
from playwright.sync_api import Error as PlaywrightError

from bots.evidence import Evidence
from bots.formats import Format, read, write
from bots.seen import Kind, State, ask, locate, nearest, squeezed, wait_for_idle
from bots.system import PLACE, Step, System
from slips.errors import Refused, Unavailable
from slips.written import fits_cp932, fold

MESSAGE = re.compile(r"([A-Z]+-\d+)\s*(［[^］]*］)?")
LOOKS = 10
"""How often a missing target is looked for, PAUSE_MS apart, before the screen counts as changed."""
PAUSE_MS = 200


class Expired(Unavailable):
    """We are at the log-in screen, though we had logged in."""


class Dialogs:
    """Answers alert and confirm boxes as the sheet says beforehand; any other is dismissed and remembered."""

    def __init__(self) -> None:
        self.expected: dict[str, bool] = {}
        self.unknown: list[str] = []

    def answer(self, dialog: Dialog) -> None:
        accept = self.expected.pop(squeezed(dialog.message), None)
        if accept is None:
            self.unknown.append(f"{dialog.type}: {dialog.message}")
        with suppress(PlaywrightError):
            if accept:
                dialog.accept()
            else:
                dialog.dismiss()


class Walk:
    """The state that a sheet's rows share. values: canonical texts by name; seen: the same, as read from the screens."""

    def __init__(
        self, system: System, url: str, page: Page, values: Mapping[str, str], dialogs: Dialogs, evidence: Evidence
    ) -> None:
        self.system = system
        self.url = url
        self.values = values
        self.dialogs = dialogs
        self.evidence = evidence
        self.windows = [page]
        self.frame: Frame | None = None
        self.screen = ""
        self.typed: set[str] = set()
        self.seen: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self.differing: list[str] = []
        self.warnings: tuple[str, ...] = ()
        self._pairs: list[tuple[str, str]] | None = None

    @property
    def page(self) -> Page:
        """The window we work in."""
        return self.windows[-1]

    @property
    def here(self) -> Page | Frame:
        return self.frame or self.page

    def arrive(self, step: Step, screen: str) -> None:
        """We must be on this screen now: anything else stops the walk."""
        self.screen, self._pairs = screen, None
        seen = self.look()
        self.no_surprise(step)
        self._no_error(step, seen["messages"])
        if not self._is(screen, seen):
            if self._is(self.system.screens.login, seen):
                raise Expired(f"{step.where}: ログイン画面に戻されました（時間切れ、または他の端末でのログイン）。")
            raise Unavailable(f"{step.where}: 「{screen}」ではない画面が表示されました。")
        self.warnings = tuple(m for m in seen["messages"] if m.startswith(self.system.messages.warning))

    def look(self) -> dict[str, Any]:
        """What the page says of itself, once it is idle."""
        busy = list(self.system.screens.busy)
        seen: dict[str, Any] = ask(self.here, "look", busy=busy)
        if not seen["idle"]:
            wait_for_idle(self.here, busy)
            seen = ask(self.here, "look", busy=busy)
        return seen

    def leave(self, wanted: dict[str, str]) -> list[list[State]]:
        """The cursor leaves its control and the system does its work; then what stands in the wanted ones."""
        busy = list(self.system.screens.busy)
        left = ask(self.here, "leave", busy=busy, **wanted)
        if left["idle"]:
            states: list[list[State]] = left["states"]
            return states
        wait_for_idle(self.here, busy)
        return self._states(wanted)

    def _is(self, screen: str, seen: Mapping[str, Any]) -> bool:
        if self.system.screens.known_by == "title":
            return squeezed(screen) in squeezed(seen["title"])
        return squeezed(screen) in seen["headings"]

    def no_surprise(self, step: Step) -> None:
        """A dialog that no row has announced stops the entry; its words may name people and go to the evidence."""
        if self.dialogs.unknown:
            self.evidence.words("dialog", self.dialogs.unknown)
            self.dialogs.unknown = []
            raise Refused(
                f"{step.where}: 手順書にない確認メッセージ（ダイアログ）が出たため、止めました。文面は証跡にあります。"
            )

    def _no_error(self, step: Step, messages: Sequence[str]) -> None:
        errors = [m for m in messages if m.startswith(self.system.messages.error)]
        if errors:
            self.evidence.words("messages", errors)
            raise Refused(f"{step.where}: {self.system.title}のエラー {self.named(errors)}")

    def no_strange_warning(self, step: Step) -> None:
        """A warning of this screen that the system's file does not allow is for a person."""
        codes = {w: match[1] for w in self.warnings if (match := MESSAGE.match(w))}
        strange = [w for w in self.warnings if codes.get(w) not in self.system.messages.allowed]
        if strange:
            self.evidence.words("messages", strange)
            raise Refused(f"{step.where}: {self.system.title}の警告 {self.named(strange)}")

    def named(self, messages: Sequence[str]) -> str:
        """Codes, fields and the words declared for them: never the screen's own words, which may hold anybody's data."""
        found = [match for m in messages if (match := MESSAGE.match(m))]
        return "、".join(f"{m[1]}{m[2] or ''}{self.system.messages.words.get(m[1], '')}" for m in found)

    def spot(self, step: Step, kind: Kind) -> "Spot":
        """The one place that the row's target names; Refused, with the likeliest names, when the screen is not what it was."""
        words = self.written(step, step.target)
        within, _, label = words.rpartition(" > ")
        label, _, number = label.partition(" #")
        wanted = {"label": label, "kind": kind, "within": within, "header": self.system.screens.header}
        states = self._states(wanted)
        if len(states) != 1:
            what = "が見つかりません" if not states else f"が{len(states)}か所にあります"
            likely = "、".join(nearest(self.here, wanted))
            raise Refused(f"{step.where}: 画面「{self.screen}」に「{label}」{what}。近いもの: {likely or 'なし'}")
        return Spot(self, step, wanted, int(number) if number else 0, tuple(states[0]))

    def _states(self, wanted: dict[str, str]) -> list[list[State]]:
        for _ in range(LOOKS):
            states: list[list[State]] = ask(self.here, "states", **wanted)
            if states:
                return states
            self.page.wait_for_timeout(PAUSE_MS)
        return []

    def pairs(self) -> list[tuple[str, str]]:
        """Labels and what stands beside them; kept until something on the page is touched."""
        if self._pairs is None:
            self._pairs = [(label, text) for label, text in ask(self.here, "pairs", header=self.system.screens.header)]
        return self._pairs

    def touched(self) -> None:
        self._pairs = None

    def shown(self, step: Step) -> str:
        """What stands beside the row's target."""
        texts = {text for label, text in self.pairs() if label == squeezed(step.target)}
        if len(texts) != 1:
            what = "がありません" if not texts else "が二通りあります"
            raise Refused(f"{step.where}: 画面「{self.screen}」に「{step.target}」の表示{what}。")
        return texts.pop()

    def written(self, step: Step, template: str) -> str:
        """The template with the values in it, as this system writes them. Refused when a value cannot be written here."""

        def one(match: re.Match[str]) -> str:
            try:
                text = write(self.system.format_of(match[1], match[2] or ""), self.values.get(match[1], ""))
            except ValueError:
                raise Refused(f"{step.where}: {match[1]} の値は、この画面の書き方にできません。") from None
            if self.system.charset == "cp932" and not fits_cp932(text):
                raise Refused(f"{step.where}: {match[1]} に、財務会計システムで使えない文字があります。")
            return text

        return PLACE.sub(one, template)

    def read_as(self, template: str, shown: str) -> str:
        """What the screen shows as the canonical text of the template's value."""
        match = PLACE.fullmatch(template)
        return read(self.system.format_of(match[1], match[2] or "") if match else Format("text"), shown)

    def understood(self, template: str, shown: str) -> str:
        """The same, ready to be compared with `wanted`: widths and blanks do not count."""
        return fold(self.read_as(template, shown))

    def wanted(self, step: Step) -> str:
        return self.understood(step.value, self.written(step, step.value))

    def is_given(self, step: Step) -> bool:
        """Names that the sheet never types are compared only where the entry gives them (a creditor's name, say)."""
        return not step.names or any(self.values.get(n) or n in self.typed for n in step.names)


@dataclass
class Spot:
    """One place on the page that answers to a row's target, with the controls in it as they last were.

    number: 「金額 #2」 means the second control (or date) in the cell; 0 where the row names none.
    """

    walk: Walk
    step: Step
    wanted: dict[str, str]
    number: int
    states: tuple[State, ...]

    def part(self, size: int) -> list[State]:
        """The states of the numbered group of `size` controls. Refused when the place is made differently."""
        first = size * max(self.number - 1, 0)
        if len(self.states) < first + size or (not self.number and len(self.states) != size):
            raise Refused(
                f"{self.step.where}: 画面「{self.walk.screen}」の「{self.step.target}」の欄の数が違います（{len(self.states)}個）。"
            )
        return list(self.states[first : first + size])

    def located(self, offset: int = 0, size: int = 1) -> Locator:
        return locate(self.walk.here, self.wanted).nth(size * max(self.number - 1, 0) + offset)

    def leave(self) -> None:
        """The cursor goes, the system does its work, and the controls are looked at again."""
        states = self.walk.leave(self.wanted)
        if len(states) != 1:
            raise Refused(f"{self.step.where}: 「{self.step.target}」が入力の途中で画面から消えました。")
        self.states = tuple(states[0])
