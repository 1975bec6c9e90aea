"""`denpyo service NAME`: the body of each of our own services."""

import functools
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from config import load_settings
from connectors.masters import load_masters
from flows.services import prefect_environment
from flows.up import told_to_stop
from flows.wiring import open_world
from slips.check import Facts
from slips.masters import Masters


def desk() -> None:
    """The web desk, until it is told to stop."""
    from connectors.desk.app import create_desk, serve

    world = open_world()
    settings = world.settings
    app = create_desk(
        world.store,
        world.forms,
        # Looked up anew for every decision, so that a new master or a new day counts at once.
        masters=lambda: current_masters(settings.folder / "masters"),
        facts=lambda: Facts(settings.today()),
        pages=lambda scan_id, page: _existing(world.vault.file(f"pages/{scan_id}/{page}.jpg")),
        desks=lambda: desk_names(settings.inbox.folder),
        idle=timedelta(minutes=settings.desk.idle_minutes),
        secure_cookies=settings.desk.secure_cookies,
    )
    serve(app, settings.desk.host, settings.desk.port)


def current_masters(folder: Path) -> Masters:
    """The masters as the files say now; read again only when one of them has changed."""
    return _masters_at(
        folder, tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.glob("*.csv")))
    )


@functools.lru_cache(maxsize=1)
def _masters_at(folder: Path, _changed: tuple[tuple[str, int, int], ...]) -> Masters:
    return load_masters(folder)


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def desk_names(inbox: Path) -> list[str]:
    """Every desk is a folder of the inbox."""
    return sorted(p.name for p in inbox.iterdir() if p.is_dir() and not p.name.startswith("."))


def runner(only: tuple[str, ...] = ()) -> None:
    """The runner of the flows, or of some by name. Prefect reads its settings at import, so they are set before."""
    settings = load_settings()
    os.environ.update(prefect_environment(settings) | dict(os.environ))
    # Prefect's runner keeps files under one fixed name in the temporary folder: another user's would shut us out.
    scratch = settings.data.absolute() / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TMPDIR", str(scratch))
    from flows.serving import run_forever

    run_forever(only)


def watcher() -> None:
    """The watcher, until it is told to stop."""
    os.environ.update(prefect_environment(load_settings()) | dict(os.environ))
    from flows.watching import watch

    watch(open_world(), told_to_stop())


SERVICES: dict[str, Callable[[], None]] = {"desk": desk, "runner": runner, "watcher": watcher}
