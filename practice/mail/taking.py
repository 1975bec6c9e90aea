"""Takes mail by SMTP and keeps each as one .eml file, named by the order of arrival."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """An aiosmtpd handler that writes every message into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last_ns = 0

    async def handle_DATA(self, _server: Any, _session: Any, untrusted_envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keeps one message; written under a passing name first, so that the page never shows half of one."""
        self._last_ns = max(time.time_ns(), self._last_ns + 1)  # a coarse clock must not give two messages one name
        path = self._folder / f"{self._last_ns}.eml"
        passing = path.with_suffix(".part")
        passing.write_bytes(untrusted_envelope.content)
        passing.rename(path)
        return "250 kept"


@contextmanager
def taking_mail(host: str, port: int, folder: Path) -> Iterator[None]:
    """An SMTP server for the length of the block. Raises OSError when the port is taken or the folder cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Controller(Keeper(folder), hostname=host, port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()
