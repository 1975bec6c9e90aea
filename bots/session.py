"""A browser, logged in as the bot: one context serves many entries, and what goes wrong in it gets one of our three names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bots.actions import run
from bots.evidence import Evidence
from bots.seen import prepare, teach
from bots.system import System
from bots.walk import Dialogs, Walk
from slips.errors import Trouble, Unavailable, Unconfirmed

OFF = (
    # A page a document costs a third less when its frame is kept (measured: 57 → 36 ms of CPU a navigation).
    "RenderDocument",
    # The browser keeps only the last list it is given, so Playwright's own stands here too.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "PaintHolding"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "ThirdPartyStoragePartitioning", "AimEnabled"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    f"--disable-features={','.join(OFF)}",
)
"""The browser talks to the finance system and to nobody else."""


@dataclass(frozen=True)
class Credentials:
    """The bot's own account. The password shows in no repr, log, trace or picture."""

    user: str
    password: str = field(repr=False)


@contextmanager
def failing_as(error: type[Unavailable] | type[Unconfirmed]) -> Iterator[None]:
    """What the browser or the system does to us inside gets this name.

    Before the registering click (`Unavailable`) a refusal stays a refusal. After it (`Unconfirmed`) everything is
    unconfirmed, a mistake in our own program included: we may have acted.
    """
    try:
        yield
    except PlaywrightError as failure:
        # Its text holds a log of the call, with what was typed: only the first words are fit to be told.
        raise error(_plain(failure)) from None
    except Unconfirmed:
        raise
    except Trouble as trouble:
        if error is Unavailable:
            raise
        raise error(str(trouble), trouble.evidence) from None
    except Exception as failure:
        if error is Unavailable and type(failure) is not Exception:
            raise
        raise error(f"ブラウザとのやりとりが途切れました（{type(failure).__name__}）。") from failure


def _plain(failure: PlaywrightError) -> str:
    first = failure.message.splitlines()[0].split(" at http")[0].split("; ")[0]
    return f"ブラウザでの操作が完了しませんでした（{type(failure).__name__}: {first}）。"


class Chromium:
    """One browser process, started when it is first needed and again when it has died. Belongs to one thread."""

    def __init__(self, executable_path: str | Path) -> None:
        self._executable_path = str(executable_path)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def context(self) -> BrowserContext:
        """A fresh context: no cookies, nothing remembered."""
        if self._playwright is None:
            self._playwright = sync_playwright().start()
            teach(self._playwright.selectors)
        if self._browser is None or not self._browser.is_connected():
            # Chromium's sandbox does not work for root; everybody else keeps it.
            root = ["--no-sandbox"] if os.geteuid() == 0 else []
            self._browser = self._playwright.chromium.launch(
                executable_path=self._executable_path, args=[*QUIET, *root], chromium_sandbox=not root
            )
        context = self._browser.new_context(
            locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 1000}, accept_downloads=False
        )
        prepare(context)
        return context

    def close(self) -> None:
        with suppress(PlaywrightError):
            if self._browser:
                self._browser.close()
        if self._playwright:
            self._playwright.stop()
        self._browser = self._playwright = None


class Session:
    """One log-in. `page` logs in when nobody is; `drop` forgets everything, so that the next page starts afresh."""

    def __init__(
        self, chromium: Chromium, system: System, url: str, credentials: Credentials, timeout_s: float
    ) -> None:
        self.dialogs = Dialogs()
        self.current: Page | None = None
        self._chromium = chromium
        self._system = system
        self._url = url
        self._credentials = credentials
        self._timeout_s = timeout_s
        self._context: BrowserContext | None = None

    def page(self, evidence: Evidence) -> Page:
        """A page that is logged in. Refused when the log-in is (no second try: accounts lock), else Unavailable."""
        if self.current is None or self.current.is_closed():
            self.drop()
            self.current = self._log_in(evidence)
        return self.current

    def drop(self) -> None:
        context, self._context, self.current = self._context, None, None
        if context:
            with suppress(PlaywrightError):
                context.close()

    def _log_in(self, evidence: Evidence) -> Page:
        self.dialogs = Dialogs()
        self._context = self._chromium.context()
        self._context.set_default_timeout(self._timeout_s * 1000)
        self._context.on("dialog", self.dialogs.answer)
        self.current = page = self._context.new_page()
        values = {"user": self._credentials.user, "password": self._credentials.password}
        run(Walk(self._system, self._url, page, values, self.dialogs, evidence), self._system.sheets["login"].steps)
        return page
