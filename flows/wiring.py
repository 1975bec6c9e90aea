"""What everything is made of, put together from the settings: the only place that knows every part by name."""

import functools
import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import config
from bots.session import Chromium, Credentials
from bots.system import System
from bots.webfinance import WebFinance
from bots.worksheet import load_system
from config import Finance, Settings, browser_path, easyocr_weights, load_forms, load_settings, secret
from connectors.folder import FolderInbox
from connectors.masters import load_masters
from connectors.notify import Route, make_notify
from connectors.store import Store, open_store
from connectors.vault import Vault
from ocr.blank import Known, load_known
from ocr.page import Engines, load_engines
from slips.errors import Misconfigured
from slips.form import Form
from slips.masters import Masters
from slips.model import Slip
from slips.ports import Inbox, Notify

READING_LEASE_S = 300.0
"""How long a reader may be silent on one page before another one takes its scan."""


@dataclass(frozen=True)
class World:
    """Everything one process works with; opened once, at its start."""

    settings: Settings
    store: Store
    vault: Vault
    inbox: Inbox
    forms: Mapping[str, Form]
    masters: Masters
    worker: str

    def form_of(self, slip: Slip) -> Form | None:
        """The slip's form; None for a page that is none of ours."""
        return self.forms.get(slip.form)

    def link(self, slip_id: str) -> str:
        """Where the desk shows this slip."""
        return f"{self.settings.desk.public_url}/slips/{slip_id}"


def open_world(settings: Settings | None = None) -> World:
    """The world as the settings describe it; Misconfigured says which file to mend."""
    settings = settings or load_settings()
    settings.inbox.folder.mkdir(parents=True, exist_ok=True)
    loaded = load_forms(settings.folder / "forms")
    return World(
        settings=settings,
        store=open_store(settings.store_url),
        vault=Vault(settings.data / "vault"),
        inbox=FolderInbox(settings.inbox.folder, settings.inbox.settle_s),
        forms={name: form for name, (form, _) in loaded.items()},
        masters=load_masters(settings.folder / "masters"),
        # Unique to this process: a lease taken by one that died must never look like our own.
        worker=f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}",
    )


@functools.cache
def the_world() -> World:
    """This process's own world: flows carry ids only, so their tasks find everything else here."""
    return open_world()


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


def known_forms(world: World) -> Known:
    """All forms, made ready for comparing; once a process."""
    return _known_in(world.settings.folder / "forms")


@functools.cache
def _known_in(folder: Path) -> Known:
    return load_known(load_forms(folder).values())


@functools.cache
def engines() -> Engines:
    """The readers of this process; some seconds and some hundred MB, so once."""
    return load_engines(*easyocr_weights(load_settings()))


def notify(world: World) -> Notify:
    """Notices by the settings' routes; secret addresses come from the environment."""
    return make_notify([Route(route_urls(r), r.kinds, r.desks) for r in world.settings.routes])


def route_urls(route: config.Route) -> tuple[str, ...]:
    """A route's addresses, the secret ones among them."""
    return (*route.urls, *secret(route.urls_env).split()) if route.urls_env else route.urls


def finance_settings(world: World, name: str) -> Finance:
    """The settings of one finance system."""
    try:
        return world.settings.finance[name]
    except KeyError:
        raise Misconfigured(f"there is no [finance.{name}] in denpyo.toml") from None


def system_of(world: World, name: str) -> System:
    """The worksheets of one finance system."""
    return load_system(world.settings.folder / "worksheets" / finance_settings(world, name).worksheets)


@contextmanager
def finance_system(world: World, name: str) -> Iterator[WebFinance]:
    """One finance system in a browser of its own, logged in on first use; the browser ends with the block."""
    chosen = finance_settings(world, name)
    account = Credentials(secret(chosen.user_env), secret(chosen.password_env))
    pictures = world.vault.root / "evidence"
    with (
        Chromium(browser_path(world.settings)) as chromium,
        WebFinance(system_of(world, name), chosen.url, account, chromium, pictures, chosen.click_timeout_s) as system,
    ):
        yield system
