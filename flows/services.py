"""The services of `denpyo up`, each a command of its own: the same ones that docker-compose.yml starts in containers."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config import Settings

PYTHON = sys.executable
DENPYO = (PYTHON, "-m", "flows")


@dataclass(frozen=True)
class Service:
    """One child process. ready_url answers 200 once it works; "" when there is nothing to ask.

    url: what a person opens, said at the start; what: in words, for the table of services.
    """

    name: str
    what: str
    command: tuple[str, ...]
    ready_url: str = ""
    url: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def prefect_environment(settings: Settings) -> dict[str, str]:
    """What every process of ours tells Prefect: where its server is, that nothing goes out, and limits that survive a crash."""
    chosen = settings.orchestration
    home = settings.data.absolute() / "prefect"
    told = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": chosen.api_url or f"http://{chosen.host}:{chosen.port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Leases of dead holders run out even when the server was restarted in between (facts.md).
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        # 30 days of runs and events are enough: what counts stands in our own history.
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P30D",
    }
    if chosen.database_url:
        told["PREFECT_API_DATABASE_CONNECTION_URL"] = chosen.database_url
    return told


def services(settings: Settings) -> list[Service]:
    """What one machine runs, in the order of starting."""
    return [*orchestration(settings), desk(settings), runner(), watcher()]


def orchestration(settings: Settings) -> list[Service]:
    """Prefect's server, unless the settings name one that runs elsewhere."""
    chosen = settings.orchestration
    if chosen.api_url:
        return []
    address = f"http://{chosen.host}:{chosen.port}"
    command = (PYTHON, "-m", "prefect", "server", "start", "--host", chosen.host, "--port", str(chosen.port))
    return [Service("prefect", "Prefect: runs of the flows (管理者)", command, f"{address}/api/health", address)]


def desk(settings: Settings) -> Service:
    """The web desk."""
    address = f"http://{settings.desk.host}:{settings.desk.port}"
    what = "the desk: held slips, approvals, voucher numbers (職員・上司)"
    return Service("desk", what, (*DENPYO, "service", "desk"), f"{address}/healthz", settings.desk.public_url)


def runner() -> Service:
    """The long-lived runner that serves all flows."""
    return Service("runner", "the runner that works the flows", (*DENPYO, "service", "runner"))


def watcher() -> Service:
    """Looks for work and asks Prefect to run the flow that does it."""
    return Service("watcher", "looks for new files and approved slips", (*DENPYO, "service", "watcher"))


def practice_finance(port: int, data: Path, masters: Path, today: str, *options: str) -> Service:
    """The practice finance system, for the demo and for bench."""
    address = f"http://127.0.0.1:{port}"
    command = (PYTHON, "-m", "practice.finance", "--port", str(port), "--data", str(data), "--masters", str(masters))
    what = "the practice finance system (練習用 財務会計)"
    return Service("finance", what, (*command, "--today", today, *options), f"{address}/healthz", address)


def practice_mail(smtp_port: int, http_port: int, data: Path) -> Service:
    """The practice mail server: takes notices and shows them."""
    address = f"http://127.0.0.1:{http_port}"
    command = (PYTHON, "-m", "practice.mail", "--smtp", str(smtp_port), "--http", str(http_port), "--data", str(data))
    return Service("mail", "the mail that notices arrived in", command, f"{address}/healthz", address)
