"""Logging in, being thrown out, and answers that get lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from practice.finance.__main__ import main
from practice.finance.traps import Traps, traps_from
from tests.practice.finance.clerk import Clerk
from tests.practice.finance.conftest import ROOT, System


def test_every_login_leads_to_the_notices_first(system: System) -> None:
    clerk = Clerk(system())
    clerk.type("職員番号", "900001")
    clerk.type("パスワード", "renshu-only-2026")
    clerk.submit("/login")
    assert clerk.page.heading == "お知らせ"
    clerk.show("/entry")
    assert clerk.page.heading == "お知らせ"
    clerk.submit("/notice")
    assert clerk.page.heading == "メニュー"


def test_a_wrong_password_is_refused(system: System) -> None:
    clerk = Clerk(system())
    clerk.log_in(password="wrong")
    assert clerk.codes == ["E-001"]


def test_a_second_login_ends_the_first(clerk: Clerk) -> None:
    clerk.confirm()
    second = Clerk(str(clerk.http.base_url))
    second.log_in()
    clerk.submit("/entry/register")
    assert clerk.page.heading == "ログイン"
    assert clerk.codes == ["I-902"]
    assert clerk.audit("register") == []


def test_an_idle_session_ends_and_loses_the_entry(system: System) -> None:
    clerk = Clerk(system("--trap", "session=0.3s"))
    clerk.log_in()
    clerk.confirm()
    time.sleep(0.4)
    clerk.submit("/entry/register")
    assert clerk.codes == ["I-901"]
    assert clerk.audit("register") == []
    assert len(clerk.audit("session-expired")) == 1


def test_a_look_up_without_session_names_the_login_page(system: System) -> None:
    answer = httpx.get(f"{system()}/lookup/school?code=101")
    assert (answer.status_code, answer.json()) == (401, {"login": "/login?m=903"})


def test_logging_out_says_so(clerk: Clerk) -> None:
    clerk.show("/logout")
    assert clerk.codes == ["I-904"]
    clerk.show("/menu")
    assert clerk.codes == ["I-903"]


def test_a_lost_answer_has_registered_exactly_one_voucher(system: System) -> None:
    clerk = Clerk(system("--trap", "lost-answer=1"))
    clerk.log_in()
    seen = set()
    for number in range(8):
        clerk.confirm(整理番号=f"DP-{number}", 金額=str(5_000 + number), 請求書番号="")
        try:
            clerk.submit("/entry/register")
            seen.add(clerk.answer.status_code)
        except httpx.RemoteProtocolError:
            seen.add(0)
        assert len(clerk.search(整理番号=f"DP-{number}")) == 1
    assert seen == {0, 502}
    assert len(clerk.audit("lost-answer")) == 8


def test_traps_are_read_by_name() -> None:
    traps = traps_from("lost-answer=0.1,session=5m,delay=2", Traps())
    assert (traps.lost_answer, traps.session_s, traps.delay_s) == (0.1, 300, 2)


@pytest.mark.parametrize("text", ["mice=1", "lost-answer=2", "session=5", "delay=soon", "lost-answer"])
def test_a_trap_that_is_none_stops_the_start(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--masters", str(ROOT / "config/masters"), "--trap", text]) == 2
    assert text.partition("=")[0] in capsys.readouterr().err


def test_the_audit_log_refuses_changes(clerk: Clerk, tmp_path: Path) -> None:
    clerk.register()
    with closing(sqlite3.connect(tmp_path / "finance/finance.sqlite3")) as connection:
        for statement in ("DELETE FROM audit", "UPDATE audit SET user = 'nobody'"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                connection.execute(statement)


def start(data: Path, port: int) -> subprocess.Popen[bytes]:
    words = ["--data", str(data), "--port", str(port), "--today", "2026-11-20", "--delay", "0"]
    server = subprocess.Popen([sys.executable, "-m", "practice.finance", *words], cwd=ROOT)
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz")
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return server
    pytest.fail("the system did not start")


def test_a_killed_server_has_lost_nothing_it_registered(tmp_path: Path, unused_port: int) -> None:
    url = f"http://127.0.0.1:{unused_port}"
    server = start(tmp_path, unused_port)
    clerk = Clerk(url)
    clerk.log_in()
    numbers = [clerk.register(整理番号=f"DP-{n}", 金額=str(5_000 + n), 請求書番号="") for n in range(3)]
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    server = start(tmp_path, unused_port)
    try:
        clerk.show("/menu")
        assert clerk.codes == ["I-903"]
        clerk.log_in()
        assert [row["voucher_no"] for row in clerk.audit("register")] == numbers
        assert len(clerk.audit("seed")) == 70
        assert clerk.register(整理番号="DP-9", 請求書番号="") > numbers[-1]
    finally:
        server.terminate()
        server.wait()


def test_the_audit_command_prints_what_the_system_serves(
    clerk: Clerk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk.register()
    assert main(["audit", "--data", str(tmp_path / "finance")]) == 0
    assert json.loads(capsys.readouterr().out) == clerk.audit()
