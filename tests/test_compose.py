"""docker-compose.yml: valid, whole, and the same commands that `denpyo up` starts.

There is no container engine where these tests run. So the file is held against the Compose specification and against our own
services; what it starts is run by the other tests as processes.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from compose_spec import PyCompose

from config import Inbox, load_settings
from flows import services
from slips.errors import Misconfigured
from tests.cluster import free_port
from tests.containers import COMPOSE, OURS, SERVICES, TEXT, Compose, environment, parsed

PRACTICE = Path("/var/lib/practice")


def validate(compose: Compose) -> None:
    PyCompose.from_json(json.dumps(compose)).validate()


def test_the_file_keeps_to_the_compose_specification() -> None:
    validate(COMPOSE)


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("restart", "sometimes"),
        ("healthchek", {}),
        ("networks", ["nowhere"]),
        ("ports", ["desk:8080"]),
        ("secrets", ["x"]),
    ],
)
def test_a_planted_mistake_is_found(part: str, wrong: object) -> None:
    planted = parsed()
    planted["services"]["desk"][part] = wrong
    with pytest.raises(ValueError, match=r".+"):
        validate(planted)


def test_every_variable_that_the_file_asks_for_has_a_default() -> None:
    assert re.findall(r"(?<!\$)\$\{?\w+", re.sub(r"\$\{\w+:-[^}]*\}", "", TEXT)) == []


def test_whoever_is_waited_for_exists_has_a_health_and_belongs_to_no_profile() -> None:
    for name, service in SERVICES.items():
        for waited_for, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}, name
            assert "healthcheck" in SERVICES[waited_for], f"{name} waits for {waited_for}"
            assert "profiles" not in SERVICES[waited_for], f"{name} waits for {waited_for}"
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"finance", "mail"}


def test_every_volume_is_declared_and_used() -> None:
    sources = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {source for source in sources if "/" not in source} == set(COMPOSE["volumes"])


def test_the_inbox_may_be_a_folder_that_scanners_write_to() -> None:
    volumes = parsed(INBOX_FOLDER="/srv/scans")["services"]["poster"]["volumes"]
    assert "/srv/scans:/var/lib/denpyo/inbox" in volumes


def test_every_service_starts_again_and_keeps_japanese_time() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped", name
        assert name == "redis" or environment(name)["TZ"] == "Asia/Tokyo"
        assert name == "watcher" or "healthcheck" in service


def command_line(name: str) -> list[str]:
    """A container's command as this machine would run it: its own Python, its own address."""
    program, *arguments = [str(part) for part in SERVICES[name]["command"]]
    assert program == "python"
    if "--host" in arguments:
        at = arguments.index("--host")
        assert arguments[at + 1] == "0.0.0.0"  # noqa: S104 - inside its container
        arguments[at + 1] = "127.0.0.1"
    return [services.PYTHON, *arguments]


def without(arguments: list[str], option: str) -> list[str]:
    at = arguments.index(option)
    return arguments[:at] + arguments[at + 2 :]


def test_the_containers_run_what_denpyo_up_runs() -> None:
    up = {service.name: list(service.command) for service in services.services(load_settings())}
    runner = up.pop("runner")
    assert {name: command_line(name) for name in up} == up
    assert without(command_line("reader"), "--flows") == runner
    assert without(command_line("poster"), "--flows") == runner
    assert set(OURS) == {*up, "reader", "poster"}


def test_the_practice_containers_run_what_the_demo_runs() -> None:
    finance = services.practice_finance(8090, PRACTICE / "finance", Path("/etc/denpyo/masters"), "2026-11-20")
    mail = services.practice_mail(2525, 8025, PRACTICE / "mail")
    for service in (finance, mail):
        assert without(command_line(service.name), "--host") == list(service.command)


def flows_of(name: str) -> list[str]:
    command = SERVICES[name]["command"]
    return str(command[command.index("--flows") + 1]).split(",")


def test_reader_and_poster_serve_every_flow_between_them_and_none_twice(tmp_path: Path) -> None:
    from flows.serving import deployments
    from flows.wiring import open_world

    world = open_world(load_settings(data=tmp_path, inbox=Inbox(folder=tmp_path / "inbox")))
    served = [{one.flow_name for one in deployments(world, flows_of(name))} for name in ("reader", "poster")]
    assert served[0] | served[1] == {one.flow_name for one in deployments(world)}
    assert served[0] == {"reading"}
    assert not served[0] & served[1]
    with pytest.raises(Misconfigured, match="no flow readin"):
        deployments(world, ["readin"])
    world.store.close()


def test_a_health_check_asks_what_denpyo_up_asks() -> None:
    finance = services.practice_finance(8090, PRACTICE, PRACTICE, "2026-11-20")
    asked = [*services.services(load_settings()), finance, services.practice_mail(2525, 8025, PRACTICE)]
    for service in asked:
        if service.ready_url:
            assert f"urlopen('{service.ready_url}'" in SERVICES[service.name]["healthcheck"]["test"][-1]


class Answering(BaseHTTPRequestHandler):
    """Well only where somebody asks for /healthz."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", free_port()), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_health_check_tells_the_well_from_the_ill(port: int) -> None:
    program, python, *rest = SERVICES["desk"]["healthcheck"]["test"]
    assert (program, python) == ("CMD", "python")
    well = [sys.executable, *(part.replace("8080", str(port)) for part in rest)]
    ill = [part.replace("healthz", "health") for part in well]
    gone = [part.replace(str(port), str(free_port())) for part in well]
    codes = [subprocess.run(command, capture_output=True, check=False).returncode for command in (well, ill, gone)]
    assert codes == [0, 1, 1]


def test_only_who_must_reach_the_world_can_and_only_this_machine_reaches_in() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name in SERVICES if "outside" in SERVICES[name]["networks"]} == {
        *("prefect", "poster", "desk", "finance", "mail")
    }
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
