"""Puts the screens together into one web application."""

import asyncio

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practice.finance.audit import audit_rows
from practice.finance.pages import HERE, NoticeFirst, TheWorld
from practice.finance.screens import entry, inquiry, login, lookup, menu, popup, voucher
from practice.finance.session import Ended
from practice.finance.vouchers import how_many
from practice.finance.world import World

UNDELAYED = ("/static", "/healthz", "/audit.json")


class Delayed:
    """Holds every screen's answer back; what was asked for has been done by then, heard or not."""

    def __init__(self, app: ASGIApp, delay_s: float) -> None:
        self._app = app
        self._delay_s = delay_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_later(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(self._delay_s)
            await send(message)

        delayed = scope["type"] == "http" and not scope["path"].startswith(UNDELAYED)
        await self._app(scope, receive, send_later if delayed else send)


def create_app(world: World) -> FastAPI:
    """The whole system over one world."""
    app = FastAPI(title="花里市財務会計システム（練習用）", openapi_url=None)
    app.state.world = world
    app.add_middleware(Delayed, delay_s=world.traps.delay_s)
    for screen in (login, menu, entry, lookup, popup, inquiry, voucher):
        app.include_router(screen.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_api_route("/healthz", _health)
    app.add_api_route("/audit.json", _audit)
    app.add_exception_handler(Ended, _to_login)
    app.add_exception_handler(NoticeFirst, _to_notice)
    return app


def _health(world: TheWorld) -> dict[str, object]:
    with world.database.connect() as connection:
        return {"status": "ok", "today": world.today.isoformat(), "vouchers": how_many(connection)}


def _audit(world: TheWorld, action: str = "") -> list[dict[str, object]]:
    return audit_rows(world.database, action)


async def _to_login(request: Request, ended: Exception) -> Response:
    where = f"/login?m={ended.code[2:]}" if isinstance(ended, Ended) else "/login"
    if request.url.path.startswith("/lookup/"):
        return JSONResponse({"login": where}, status_code=401)
    return RedirectResponse(where, status_code=303)


async def _to_notice(_request: Request, _first: Exception) -> Response:
    return RedirectResponse("/notice", status_code=303)
