"""`denpyo doctor`: is this machine fit to work? One line a check: what was looked at, how it is, what to do if it is not well."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bots.session import Chromium
from bots.worksheet import load_system
from config import Settings, browser_path, easyocr_weights, load_forms, load_settings, secret
from connectors.masters import load_masters
from connectors.store import open_store, reading
from connectors.store.history import head
from flows.up import answers
from flows.wiring import route_urls
from ocr.easy_network import JAPANESE, japanese_weights
from ocr.page import load_engines
from slips.errors import Misconfigured, Trouble

ENOUGH_GIB = 5


@dataclass(frozen=True)
class Check:
    """One answer. well: nothing to do. told: how it is, or what to do."""

    name: str
    well: bool
    told: str


def doctor() -> int:
    """Prints every check; 0 when all are well, 1 when something must be mended, 2 when the settings cannot be read."""
    settings = load_settings()
    checks = [_done(name, look, settings) for name, look in CHECKS.items()]
    for check in checks:
        print(f"{'ok  ' if check.well else 'MEND'}  {check.name:16} {check.told}", flush=True)
    return 0 if all(c.well for c in checks) else 1


def _done(name: str, look: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, True, look(settings))
    except (Misconfigured, Trouble, OSError) as wrong:
        return Check(name, False, str(wrong))


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _disk(settings: Settings) -> str:
    settings.data.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.data, os.W_OK):
        raise Misconfigured(f"{settings.data} cannot be written to")
    free_gib = shutil.disk_usage(settings.data).free / 2**30
    if free_gib < ENOUGH_GIB:
        raise Misconfigured(f"only {free_gib:.1f} GiB are free under {settings.data}: originals are kept for years")
    return f"{free_gib:.0f} GiB free under {settings.data}"


def _forms(settings: Settings) -> str:
    return ", ".join(load_forms(settings.folder / "forms"))


def _masking(settings: Settings) -> str:
    forms = [name for name, (form, _) in load_forms(settings.folder / "forms").items() if form.masked]
    if not settings.masking.desks:
        if forms:
            raise Misconfigured(
                f"{', '.join(forms)}: with My Number, but [masking] desks names none: originals are kept as they are"
            )
        return "no desk handles My Number"
    settings.masking.key()
    return f"only masked copies are kept of: {', '.join(settings.masking.desks)}"


def _masters(settings: Settings) -> str:
    masters = load_masters(settings.folder / "masters")
    return f"{len(masters.schools)} schools, {len(masters.accounts)} accounts, {len(masters.creditors)} creditors"


def _store(settings: Settings) -> str:
    store = open_store(settings.store_url)
    with reading(store) as db:
        newest = head(db)
    store.close()
    return f"history has {newest.seq} rows"


def _browser(settings: Settings) -> str:
    path = browser_path(settings)
    with Chromium(path) as chromium:
        chromium.context().close()
    return f"{path} starts"


def _engines(settings: Settings) -> str:
    engines = load_engines(easyocr_weights(settings)[0])
    return ", ".join(f"{engine.name} {engine.version}" for engine in (engines.rapid, engines.easy))


def _japanese(settings: Settings) -> str:
    weights = japanese_weights(settings.easyocr_japanese)
    if weights is None:
        return f"{JAPANESE}.pth is not here: printed names and texts have one reader (docs/set-up.md)"
    return f"{weights}: a second reader of printed names and texts"


def _finance(settings: Settings) -> str:
    told = []
    for name, system in settings.finance.items():
        load_system(settings.folder / "worksheets" / system.worksheets)
        secret(system.user_env)
        secret(system.password_env)
        if not answers(system.url):
            raise Misconfigured(f"{name} at {system.url} does not answer; slips wait until it does")
        told.append(f"{name} answers")
    return ", ".join(told)


def _routes(settings: Settings) -> str:
    count = sum(len(urls) for urls in _addresses(settings))
    if not count:
        raise Misconfigured("no [[routes]] are set: held slips are only seen by who opens the desk")
    return f"{count} addresses"


def _addresses(settings: Settings) -> Iterator[tuple[str, ...]]:
    return (route_urls(route) for route in settings.routes)


CHECKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "disk": _disk,
    "forms": _forms,
    "masking": _masking,
    "masters": _masters,
    "store": _store,
    "browser": _browser,
    "readers": _engines,
    "japanese reader": _japanese,
    "finance systems": _finance,
    "notices": _routes,
}
