"""Notices over real servers on this machine: a mail server, a web server, a file."""

import json
import logging
import socket
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from connectors.notify import Route, make_notify
from slips.errors import Misconfigured, Unavailable
from slips.model import Notice

HELD = Notice(
    kind="held",
    subject="保留の伝票が\n3 件あります",
    body="画面で確かめてください。<急ぎ>",
    link="http://127.0.0.1:8080/slips/D7F000000012",
    desk="gakkou",
    slip_id="D7F000000012",
)
SECRET = "hush-hush-9"


class MailBox:
    """A mail server's hands: keeps every message, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content))
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def mailbox(port: int) -> Iterator[MailBox]:
    box = MailBox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def mail_url(port: int) -> str:
    return f"mailto://127.0.0.1:{port}/?from=denpyo@city.example&to=clerk@city.example"


class WebHook(HTTPServer):
    """A web server that keeps what was posted to it and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.posted: list[dict[str, Any]] = []
        self.status = 200


class _Hook(BaseHTTPRequestHandler):
    server: WebHook

    def do_POST(self) -> None:
        self.server.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://192.0.2.1/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the standard library
        """Quiet."""


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with WebHook() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def json_url(hook: WebHook) -> str:
    return f"json://127.0.0.1:{hook.server_port}/hook"


def test_a_notice_arrives_as_plain_mail_with_subject_body_id_and_link(mailbox: MailBox, mail_url: str) -> None:
    make_notify([Route(urls=(mail_url,))])(HELD)
    (mail,) = mailbox.mails
    assert str(make_header(decode_header(mail["Subject"]))) == "保留の伝票が 3 件あります"
    assert (mail["To"], mail.get_content_type()) == ("clerk@city.example", "text/plain")
    raw = mail.get_payload(decode=True)
    assert isinstance(raw, bytes)
    text = raw.decode().replace("\r\n", "\n")
    assert text.strip() == f"{HELD.body}\n\nキー：{HELD.slip_id}\n{HELD.link}"


def test_many_notices_go_out_without_waiting_for_each_other(mailbox: MailBox, mail_url: str) -> None:
    notify = make_notify([Route(urls=(mail_url,))])
    began = time.monotonic()
    for _ in range(3):
        notify(HELD)
    assert len(mailbox.mails) == 3
    assert time.monotonic() - began < 5


def test_a_notice_arrives_as_json(hook: WebHook) -> None:
    make_notify([Route(urls=(json_url(hook),))])(HELD)
    (posted,) = hook.posted
    assert posted["title"] == "保留の伝票が 3 件あります"
    assert posted["message"].endswith(f"キー：{HELD.slip_id}\n{HELD.link}")


def test_a_notice_arrives_as_a_line_in_a_file(tmp_path: Path) -> None:
    notify = make_notify([Route(urls=(f"file://{tmp_path}/notices.jsonl",))])
    notify(HELD)
    notify(HELD)
    first, second = map(json.loads, (tmp_path / "notices.jsonl").read_text(encoding="utf-8").splitlines())
    assert first["slip_id"] == second["slip_id"] == HELD.slip_id
    assert set(first) == {"kind", "subject", "body", "link", "desk", "slip_id", "sent_at"}


@pytest.mark.parametrize(
    ("kinds", "desks", "takes"),
    [
        (("*",), ("*",), True),
        (("held",), ("gakkou",), True),
        (("he*",), ("gak*",), True),
        (("digest", "held"), ("*",), True),
        (("digest",), ("*",), False),
        (("*",), ("hoiku",), False),
        (("HELD",), ("*",), False),
        ((), ("*",), False),
    ],
)
def test_a_route_takes_what_it_names(
    tmp_path: Path, kinds: tuple[str, ...], desks: tuple[str, ...], takes: bool
) -> None:
    path = tmp_path / "notices.jsonl"
    make_notify([Route(urls=(f"file://{path}",), kinds=kinds, desks=desks)])(HELD)
    assert path.exists() is takes


def test_a_notice_that_nobody_asked_for_is_logged_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    make_notify([])(HELD)
    assert HELD.slip_id in caplog.text
    assert HELD.body not in caplog.text


def test_a_mail_server_that_refuses_makes_the_notice_unavailable(mailbox: MailBox, mail_url: str) -> None:
    mailbox.answer = "451 try again later"
    with pytest.raises(Unavailable, match=r"経路 1 \(mailto\)"):
        make_notify([Route(urls=(mail_url,))])(HELD)


def test_a_server_that_is_not_there_makes_the_notice_unavailable(mail_url: str) -> None:
    with pytest.raises(Unavailable, match="通知を送れませんでした"):
        make_notify([Route(urls=(mail_url,))])(HELD)


@pytest.mark.parametrize("status", [302, 403, 500])
def test_a_web_server_that_refuses_or_points_elsewhere_makes_the_notice_unavailable(hook: WebHook, status: int) -> None:
    hook.status = status
    with pytest.raises(Unavailable, match="json"):
        make_notify([Route(urls=(json_url(hook),))])(HELD)


@pytest.mark.parametrize("scheme", ["mailto", "json"])
def test_a_server_that_never_answers_does_not_hold_us_for_long(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/?from=denpyo@city.example&to=clerk@city.example"
        began = time.monotonic()
        with pytest.raises(Unavailable):
            make_notify([Route(urls=(url,))], timeout_s=0.5)(HELD)
        assert time.monotonic() - began < 5


def test_a_file_that_cannot_be_written_makes_the_notice_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="file"):
        make_notify([Route(urls=(f"file://{tmp_path}/missing/notices.jsonl",))])(HELD)


def test_one_failing_address_does_not_keep_the_others_from_hearing(
    hook: WebHook, mail_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "notices.jsonl"
    notify = make_notify([Route(urls=(mail_url, json_url(hook))), Route(urls=(f"file://{path}",))])
    with pytest.raises(Unavailable, match=r"経路 1 \(mailto\)"):
        notify(HELD)
    assert len(hook.posted) == 1
    assert path.exists()


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", f"mailto://u:{SECRET}@", f"nosuch://{SECRET}", f"file://{SECRET}/x.jsonl", f"file:///{SECRET}"],
)
def test_an_address_nobody_understands_stops_the_start_without_being_shown(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Misconfigured, match="経路 1") as bad:
        make_notify([Route(urls=(url,))])
    assert SECRET not in str(bad.value) + caplog.text


def test_secrets_never_reach_the_log_an_error_or_a_repr(
    hook: WebHook, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    hook.status = 500
    urls = (
        f"json://user:{SECRET}@127.0.0.1:{hook.server_port}/{SECRET}",
        f"mailto://user:{SECRET}@127.0.0.1:{port}/?from=denpyo@city.example&to=clerk@city.example",
    )
    route = Route(urls=urls)
    with pytest.raises(Unavailable) as failed:
        make_notify([route])(HELD)
    assert SECRET not in repr(route) + str(failed.value) + caplog.text
    assert "clerk@" not in str(failed.value) + caplog.text
