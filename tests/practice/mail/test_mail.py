"""The practice mail server: what was sent is kept and shown, whatever it holds. Real SMTP, a real process."""

import asyncio
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from practice.mail.app import mail_page, received
from practice.mail.taking import taking_mail
from tests.cluster import free_port

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Taking:
    """The SMTP port of a server in this process, and its folder."""

    port: int
    folder: Path

    def page(self) -> str:
        return asyncio.run(fetched(self.folder))


async def fetched(folder: Path) -> str:
    page = httpx.ASGITransport(app=mail_page(folder))
    async with httpx.AsyncClient(transport=page, base_url="http://mail") as client:
        return (await client.get("/")).text


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Taking]:
    port = free_port()
    with taking_mail("127.0.0.1", port, tmp_path / "mail"):
        yield Taking(port, tmp_path / "mail")


@contextmanager
def process(port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The server as `denpyo demo` starts it, once its page answers."""
    page = free_port()
    command = [sys.executable, "-m", "practice.mail", "--smtp", str(port), "--http", str(page), "--data", str(folder)]
    running = subprocess.Popen(command, cwd=ROOT)
    try:
        until = time.monotonic() + 30
        while not answers(f"http://127.0.0.1:{page}/healthz"):
            assert running.poll() is None, "it ended"
            assert time.monotonic() < until, "it did not start"
            time.sleep(0.1)
        yield running
    finally:
        running.kill()
        running.wait()


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


def send(port: int, message: EmailMessage | bytes) -> None:
    sent = message if isinstance(message, bytes) else message.as_bytes()
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.sendmail("denpyo@example.invalid", ["clerks@example.invalid"], sent)


def notice(subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "denpyo@example.invalid", "clerks@example.invalid", subject
    message.set_content(body)
    return message


def test_a_mail_is_shown_as_it_was_written_with_its_link_to_follow(mail: Taking) -> None:
    send(
        mail.port, notice("保留の伝票があります", "画面で確かめてください。\nhttp://127.0.0.1:8080/slips/D7F0?a=1&b=2")
    )
    page = mail.page()
    assert "<h2>保留の伝票があります</h2>" in page
    assert 'href="http://127.0.0.1:8080/slips/D7F0?a=1&amp;b=2"' in page
    assert "clerks@example.invalid" in page


def test_mails_stand_in_the_order_of_arrival_with_the_newest_on_top(mail: Taking) -> None:
    for number in range(5):
        send(mail.port, notice(f"no. {number}", "-"))
    assert [kept.subject for kept in received(mail.folder)] == [f"no. {number}" for number in range(5)]
    page = mail.page()
    assert page.index("no. 4") < page.index("no. 0")


def test_a_mail_never_becomes_a_part_of_the_page(mail: Taking) -> None:
    send(mail.port, notice("<script>alert(1)</script>", "<b>bold</b> http://x/\"onclick='alert(1)'"))
    page = mail.page()
    assert "<script" not in page
    assert "<b>" not in page
    assert "onclick='" not in page


def test_a_mail_that_nobody_can_decode_does_not_hide_the_others(mail: Taking) -> None:
    send(mail.port, notice("readable", "still here"))
    send(mail.port, b"Subject: odd\r\nContent-Type: text/plain; charset=no-such-set\r\n\r\nplain words\r\n")
    send(mail.port, b"\xff\xfe no header at all \x80\r\n")
    page = mail.page()
    assert "still here" in page
    assert "plain words" in page
    assert "3 通" in page


def test_mail_outlives_a_kill_of_the_server_and_a_stop(tmp_path: Path) -> None:
    port = free_port()
    with process(port, tmp_path) as first:
        send(port, notice("before", "the kill"))
        first.kill()
    with process(port, tmp_path) as second:
        send(port, notice("after", "the kill"))
        second.terminate()
        assert second.wait(15) in {0, -signal.SIGTERM}
    assert [kept.subject for kept in received(tmp_path)] == ["before", "after"]


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        command = [sys.executable, "-m", "practice.mail", "--smtp", port, "--data", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("practice.mail: ")
    assert "Traceback" not in done.stderr
