"""What goes with every answer, and one log line a request: method, path, status, time; never a query, a body or a name."""

import logging
import time
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("denpyo.desk")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
LONGEST_PATH = 120


class Guarded:
    """Adds the headers; a page is never kept by a shared computer's cache unless its own handler says otherwise.

    What no handler knew ends here as a page: further out, the server would write the error's message into its log.
    """

    def __init__(self, app: ASGIApp, broken: Callable[[Exception], Response]) -> None:
        self._app = app
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, started = time.perf_counter(), False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, scope["path"])
                _log(scope, message["status"], time.perf_counter() - began)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 - the outermost place, see above
            answer = self._broken(error)
            if not started:
                await answer(scope, receive, send_guarded)


def _add_headers(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-cache" if path.startswith("/static/") else "no-store")


def _log(scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
    path = scope["path"][:LONGEST_PATH]
    safe = path if path.isascii() and path.isprintable() else ascii(path)
    log.info("%s %s %d %.0f ms", scope["method"], safe, status, seconds * 1000)
