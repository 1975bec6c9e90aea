"""The ground the other tests stand on: the guard on the network, PostgreSQL, the browser."""

import socket
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.conftest import LeftTheMachine


def test_a_test_that_leaves_the_machine_is_stopped() -> None:
    with socket.socket() as outward, pytest.raises(LeftTheMachine):
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("example.invalid", 80)


def test_a_test_may_talk_to_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_the_tests_own_postgresql_keeps_japanese_text(postgres_url: str) -> None:
    with create_engine(postgres_url, poolclass=NullPool).connect() as connection:
        assert (
            connection.execute(text("select cast(:name as text)"), {"name": "学校用支出伝票"}).scalar()
            == "学校用支出伝票"
        )


def test_the_browser_of_the_set_up_is_there(browser_path: str) -> None:
    answer = subprocess.run([browser_path, "--version"], capture_output=True, text=True, check=True)
    assert Path(browser_path).is_absolute()
    assert "Chrom" in answer.stdout
