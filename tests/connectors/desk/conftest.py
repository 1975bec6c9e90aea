"""A desk over a real store, served on this machine, with accounts of every role and slips to work on."""

import hashlib
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from connectors.desk import create_desk
from connectors.masters import load_masters
from connectors.store import Store, open_store, writing
from connectors.store.judging import add_judged
from connectors.store.people import add_person
from connectors.store.scans import add_scan
from slips.entry import key_of
from slips.form import Form
from slips.masters import Masters
from slips.model import PageReading, Scan, Slip
from slips.read import slip_from
from tests.connectors.desk.paper import FACTS, ROOT, SLIP_FORM, drawn, page_reading
from tests.connectors.desk.visit import PASSWORD, Visit

PEOPLE = (
    ("sato", "佐藤 一郎", "clerk", ("kyoiku",)),
    ("mori", "森 京子", "clerk", ("gakko",)),
    ("suzuki", "鈴木 明", "supervisor", ("kyoiku",)),
    ("tanaka", "田中 恵", "supervisor", ()),
    ("kanri", "管理 太郎", "admin", ()),
)


@dataclass
class Desk:
    """The desk under test. url: where it is served; pictures: (scan id, page) → the file the desk shows."""

    store: Store
    masters: Masters
    font: str
    folder: Path
    url: str = ""
    pictures: dict[tuple[str, int], Path] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    def lay(self, texts: Mapping[str, str], page: PageReading | None = None, desk: str = "kyoiku") -> Slip:
        """A scan of a page with these texts arrives, is read, judged and put where it belongs. page: how it was read."""
        scan = Scan(hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest(), desk, "scan0001.pdf", 1, datetime.now(UTC))
        reading = page or page_reading(texts)
        form: Form | None = SLIP_FORM if reading.form else None
        picture = self.folder / f"{scan.id}.jpg"
        picture.write_bytes(drawn(texts, self.font))
        self.pictures[(scan.id, reading.page)] = picture
        slip = slip_from(key_of("D", scan.id, reading.page), scan.id, form, reading)
        with writing(self.store) as db:
            add_scan(db, scan)
            return add_judged(db, slip, "reading", form, self.masters, FACTS)

    def visit(self, login: str = "") -> Visit:
        """A browser without a screen, logged in as somebody."""
        visit = Visit(self.url)
        self.visits.append(visit)
        if login:
            visit.log_in(login)
        return visit


@pytest.fixture(scope="session")
def masters() -> Masters:
    return load_masters(ROOT / "config/masters")


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the accounts and nothing else."""
    path = tmp_path_factory.mktemp("desk") / "staffed.sqlite3"
    store = open_store(f"sqlite:///{path}")
    with writing(store) as db:
        for login, name, role, desks in PEOPLE:
            add_person(db, login, name, role, PASSWORD, desks)
    store.close()
    return path


@pytest.fixture
def idle() -> timedelta:
    return timedelta(minutes=30)


@pytest.fixture
def desk(staffed: Path, masters: Masters, tmp_path: Path, found: dict[str, Any], idle: timedelta) -> Iterator[Desk]:
    shutil.copy(staffed, tmp_path / "store.sqlite3")
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    desk = Desk(store, masters, found["fonts"]["gothic"][0], tmp_path)
    app = create_desk(
        store=store,
        forms={SLIP_FORM.name: SLIP_FORM},
        masters=lambda: masters,
        facts=lambda: FACTS,
        pages=lambda scan_id, page: desk.pictures.get((scan_id, page)),
        desks=lambda: ("kyoiku", "gakko"),
        idle=idle,
    )
    with served(app) as desk.url:
        yield desk
        for visit in desk.visits:
            visit.close()
    store.close()


class served:  # noqa: N801 - reads as a verb in a `with`
    """The app on a free port of this machine, in a thread of its own."""

    def __init__(self, app: Callable[..., Any]) -> None:
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()
