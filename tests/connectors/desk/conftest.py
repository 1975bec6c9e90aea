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
from playwright.sync_api import Browser, sync_playwright

from connectors.desk import create_desk
from connectors.masters import load_masters
from connectors.store import Store, open_store, reading, writing
from connectors.store.approvals import approve_by_rule
from connectors.store.judging import add_judged
from connectors.store.people import Role, add_person, open_session
from connectors.store.postings import claim_for_posting, confirm, cross, to_unconfirmed
from connectors.store.scans import add_scan
from connectors.store.slips import get_slip
from slips.entry import key_of, to_entry
from slips.form import Form
from slips.masters import Masters
from slips.model import PageReading, Receipt, Scan, Slip
from slips.read import slip_from
from tests.connectors.desk.paper import FACTS, ROOT, SLIP_FORM, drawn, page_reading
from tests.connectors.desk.visit import PASSWORD, Visit

PEOPLE: tuple[tuple[str, str, Role, tuple[str, ...]], ...] = (
    ("sato", "佐藤 一郎", "clerk", ("kyoiku",)),
    ("mori", "森 京子", "clerk", ("gakko",)),
    ("suzuki", "鈴木 明", "supervisor", ("kyoiku",)),
    ("tanaka", "田中 恵", "supervisor", ()),
    ("kanri", "管理 太郎", "admin", ()),
)


POSTER = "poster-1"


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
        scan = Scan(
            hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest(), desk, "scan0001.pdf", 1, datetime.now(UTC)
        )
        reading = page or page_reading(texts)
        form: Form | None = SLIP_FORM if reading.form else None
        picture = self.folder / f"{scan.id}.jpg"
        picture.write_bytes(drawn(texts, self.font))
        self.pictures[(scan.id, reading.page)] = picture
        slip = slip_from(key_of("D", scan.id, reading.page), scan.id, form, reading)
        with writing(self.store) as db:
            add_scan(db, scan)
            return add_judged(db, slip, "reading", form, self.masters, FACTS)

    def lay_posted(self, texts: Mapping[str, str], voucher_no: str, desk: str = "kyoiku") -> Slip:
        """A clean slip, released by rule, typed and confirmed."""
        slip = self._committing(texts, desk)
        with writing(self.store) as db:
            confirm(db, Receipt(slip.id, voucher_no, datetime.now(UTC), {}), POSTER)
        return slip

    def lay_unconfirmed(self, texts: Mapping[str, str]) -> Slip:
        """A clean slip of which nobody knows whether it was registered."""
        slip = self._committing(texts, "kyoiku")
        with writing(self.store) as db:
            to_unconfirmed(db, slip.id, POSTER)
        return slip

    def now(self, slip: Slip) -> Slip:
        """The slip as it stands in the store."""
        with reading(self.store) as db:
            return get_slip(db, slip.id)

    def _committing(self, texts: Mapping[str, str], desk: str) -> Slip:
        slip = self.lay(texts, desk=desk)
        at = datetime.now(UTC)
        with writing(self.store) as db:
            approve_by_rule(db, slip.id, slip.version, "untouched", SLIP_FORM, self.masters, FACTS)
            claim_for_posting(db, "practice", [SLIP_FORM.name], POSTER, 60, at, lambda s: to_entry(s, SLIP_FORM))
            cross(db, slip.id, POSTER, 60, at)
        return slip

    def visit(self, login: str = "") -> Visit:
        """A browser without a screen; for somebody who has logged in already."""
        visit = Visit(self.url)
        self.visits.append(visit)
        if login:
            visit.client.cookies.set("denpyo", self.session_of(login))
        return visit

    def session_of(self, login: str, ago: timedelta = timedelta()) -> str:
        """A session's token, as a log-in gives it; nobody has clicked since."""
        with writing(self.store) as db:
            return open_session(db, login, datetime.now(UTC) - ago, 3600)


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield opened
        opened.close()


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
def desk(staffed: Path, masters: Masters, tmp_path: Path, found: dict[str, Any]) -> Iterator[Desk]:
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
        idle=timedelta(minutes=30),
    )
    with served(app) as desk.url:
        yield desk
        for visit in desk.visits:
            visit.close()
    store.close()


class served:  # noqa: N801 - reads as a verb in a `with`
    """The app on a free port of this machine, in a thread of its own."""

    def __init__(self, app: Callable[..., Any]) -> None:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle on
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()
