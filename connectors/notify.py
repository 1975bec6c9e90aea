"""Notices out to people, through Apprise and only here.

A route's addresses hold passwords and people's mailboxes: they never appear in a log line, an exception or a repr, and as
Apprise would log them, its logger is kept quiet. Nothing is sent but what a Notice holds: subject, body, id and link.
"""

import json
import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat

from connectors.durable import failing_as_unavailable, write_all
from slips.errors import Misconfigured, Unavailable
from slips.model import Notice
from slips.ports import Notify

log = logging.getLogger(__name__)

FILE = "file"


@dataclass(frozen=True)
class Route:
    """Who hears of what. kinds, desks: patterns with * and ?; a notice of no desk has the desk "".

    urls: Apprise addresses (mailto://, json:// …), or file:///…/notices.jsonl for one JSON line a notice. They are secret.
    """

    urls: tuple[str, ...] = field(repr=False)
    kinds: tuple[str, ...] = ("*",)
    desks: tuple[str, ...] = ("*",)

    def takes(self, notice: Notice) -> bool:
        """Whether this notice goes along this route."""
        return _fits(notice.kind, self.kinds) and _fits(notice.desk, self.desks)


def make_notify(routes: Sequence[Route], timeout_s: float = 10.0) -> Notify:
    """A Notify over these routes. timeout_s: the longest wait for one answer of a server.

    Raises Misconfigured for an address that Apprise does not understand. The Notify it makes tries every address that the
    notice goes to and then raises Unavailable if one of them failed: sending again reaches the others twice, and a notice
    that nobody asked for is logged and dropped.
    """
    _hush()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'imghdr'", DeprecationWarning)  # Apprise's mail plugin asks for it for PGP
        for number, route in enumerate(routes, 1):
            for url in route.urls:
                _check(url, number, timeout_s)

    def notify(notice: Notice) -> None:
        taking = [(number, url) for number, route in enumerate(routes, 1) if route.takes(notice) for url in route.urls]
        if not taking:
            log.warning("no route takes notices of kind %s (slip %s)", notice.kind, notice.slip_id or "-")
        failed = [f"{number} ({_scheme(url)})" for number, url in taking if not _sent(notice, url, timeout_s)]
        if failed:
            raise Unavailable(
                f"通知を送れませんでした（経路 {'、'.join(failed)}）。通知は残っているので、後でもう一度送ります。"
                "続くときは、経路の設定と送り先のサーバーを確かめてください。"
            )

    return notify


def _hush() -> None:
    """Both write addresses with their passwords into the log: Apprise at any level, urllib3 at DEBUG."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    logging.getLogger("urllib3").setLevel(logging.INFO)


def _fits(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def _scheme(url: str) -> str:
    return url.partition(":")[0][:20]


def _check(url: str, number: int, timeout_s: float) -> None:
    if _scheme(url) == FILE:
        usable = urlsplit(url).path.endswith(".jsonl") and not urlsplit(url).netloc
    else:
        usable = _plugin(url, timeout_s) is not None
    if not usable:
        raise Misconfigured(
            f"通知の経路 {number}（{_scheme(url)}）の宛先が正しくありません。書き方を確かめてください。"
        )


def _sent(notice: Notice, url: str, timeout_s: float) -> bool:
    if _scheme(url) == FILE:
        return _noted(notice, Path(unquote(urlsplit(url).path)))
    plugin = _plugin(url, timeout_s)
    return plugin is not None and bool(
        Apprise(plugin).notify(title=_subject(notice), body=_body(notice), body_format=NotifyFormat.TEXT)
    )


def _plugin(url: str, timeout_s: float) -> NotifyBase | None:
    """One address, made afresh for each notice: Apprise makes a second message over the same one wait 5.5 s.

    Redirects are not followed, as they could lead away from the city's own servers.
    """
    plugin = Apprise.instantiate(url, asset=AppriseAsset(app_id="Denpyo", app_desc="Denpyo", http_redirects=False))
    if not isinstance(plugin, NotifyBase):
        return None
    plugin.socket_connect_timeout = plugin.socket_read_timeout = timeout_s
    plugin.notify_format = NotifyFormat.TEXT
    return plugin


def _subject(notice: Notice) -> str:
    return " ".join(notice.subject.split())


def _body(notice: Notice) -> str:
    lines = [notice.body, "", f"キー：{notice.slip_id}" if notice.slip_id else "", notice.link]
    return "\n".join(lines).strip()


def _noted(notice: Notice, path: Path) -> bool:
    """Add the notice to a file of JSON lines; many processes may do so at once."""
    line = json.dumps({**asdict(notice), "sent_at": datetime.now(UTC).isoformat()}, ensure_ascii=False) + "\n"
    try:
        with failing_as_unavailable("通知のファイル"):
            fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                write_all(fd, line.encode())
                os.fsync(fd)
            finally:
                os.close(fd)
    except Unavailable:
        return False
    return True
