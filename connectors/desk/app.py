"""Puts the screens together into one web application, and serves it."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles

from connectors.desk import admin, deciding, lists, login, picture, slip
from connectors.desk.headers import Guarded
from connectors.desk.office import HERE, Office, TheOffice
from connectors.desk.trouble import add_handlers, broken
from connectors.store import Store, reading
from connectors.store.slips import count_by_status
from slips.check import Facts
from slips.form import Form
from slips.masters import Masters

KEEP_ALIVE_S = 30


def create_desk(
    store: Store,
    forms: Mapping[str, Form],
    masters: Callable[[], Masters],
    facts: Callable[[], Facts],
    pages: Callable[[str, int], Path | None],
    desks: Callable[[], Collection[str]] = tuple,
    idle: timedelta = timedelta(minutes=30),
    secure_cookies: bool = False,
) -> FastAPI:
    """The desk over one store; the arguments are described at Office."""
    app = FastAPI(title="Denpyo 伝票の確認", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.office = Office(store, forms, masters, facts, pages, desks, idle, secure_cookies)
    for screen in (login, lists, picture, deciding, slip, admin):
        app.include_router(screen.router)
    app.add_api_route("/healthz", _health, response_class=PlainTextResponse)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_middleware(Guarded, broken=broken)
    add_handlers(app)
    return app


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM; requests in hand are finished first. Raises SystemExit when the port is taken."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=KEEP_ALIVE_S,
    )


def _health(office: TheOffice) -> str:
    """ "ok" when the store answers."""
    with reading(office.store) as db:
        count_by_status(db, ())
    return "ok"
