"""`denpyo demo`: the whole story on one machine, on made-up paper and a practice finance system, until Ctrl-C or (--exit) the end.

Stopped at any moment and started again, it goes on where it was; --fresh forgets what was before.
"""

import json
import os
import secrets
import shutil
import socket
import time
import urllib.request
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

from config import load_settings
from connectors.durable import write_new
from connectors.store import reading, writing
from connectors.store.outbox import due_ids
from connectors.store.people import Role, add_person, all_people
from connectors.store.scans import arrivals_to_answer, scans_waiting
from connectors.store.timing import Passage
from flows.demo_samples import Drawn, draw
from flows.demo_table import audit_problems, ended, print_table, rows
from flows.services import practice_finance, practice_mail, prefect_environment, services
from flows.up import Machine, running, told_to_stop
from flows.wiring import World, now, open_world
from slips.errors import Unavailable
from slips.status import Status

TODAY = "2026-11-20"
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("clerk", "学校　一郎", "clerk"),
    ("chief", "教育　花子", "supervisor"),
    ("admin", "管理　太郎", "admin"),
)
PORTS = {"desk": 8080, "prefect": 4200, "finance": 8090, "smtp": 2525, "mail": 8025}
ALL_S = 1800.0


def demo(home: Path, *, stop_at_end: bool, fresh: bool, samples: int | None) -> int:
    """0 when every sample ended as it should and the finance system's own log agrees, else 1. home: where it keeps everything."""
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    ports = {name: free_port(port) for name, port in PORTS.items()}
    os.environ.update(demo_environment(home, ports))
    world = open_world(load_settings())
    os.environ.update(prefect_environment(world.settings))
    passwords = add_people(world)
    stop = told_to_stop()
    say(f"demo in {home}; its business day is {TODAY}")
    with running(demo_services(world, ports), {}, world.settings.data / "logs", say) as machine:
        say("drawing the sample paper and dropping it into the inbox")
        drawn = drop_samples(world, samples)
        show_places(world, ports, passwords)
        found = wait_until_ended(world, machine, drawn, stop)
        well = judge(world, found, drawn, ports) if found is not None else False
        while not (stop_at_end or stop.wait(1.0)):
            machine.tend()
    return 0 if well else 1


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


def free_port(wanted: int) -> int:
    """The port that was wanted, or another one where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("this machine has no free port")


def demo_environment(home: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """The demo's settings, over those of denpyo.toml."""
    mail = f"mailto://127.0.0.1:{ports['smtp']}?from=denpyo@example.invalid&to=clerks@example.invalid&mode=insecure"
    return {
        "DENPYO_DATA": str(home),
        "DENPYO_INBOX__FOLDER": str(home / "inbox"),
        "DENPYO_INBOX__SETTLE_S": "1.0",
        "DENPYO_INBOX__SWEEP_S": "2.0",
        "DENPYO_BUSINESS_ON": TODAY,
        "DENPYO_DESK__PORT": str(ports["desk"]),
        "DENPYO_DESK__PUBLIC_URL": f"http://127.0.0.1:{ports['desk']}",
        "DENPYO_ORCHESTRATION__PORT": str(ports["prefect"]),
        "DENPYO_ORCHESTRATION__READERS": "2",
        "DENPYO_FINANCE__PRACTICE__URL": f"http://127.0.0.1:{ports['finance']}",
        "DENPYO_FINANCE_USER": "900001",
        "DENPYO_FINANCE_PASSWORD": "renshu-only-2026",
        "DENPYO_ROUTES": json.dumps([{"urls": [mail]}]),
        **{name: os.environ[name] for name in ("DENPYO_FINANCE__PRACTICE__AFTER_SETTLING",) if name in os.environ},
    }


def demo_services(world: World, ports: Mapping[str, int]) -> list[Any]:
    """The practice world first, then what `denpyo up` starts."""
    finance = practice_finance(
        ports["finance"], world.settings.data / "finance", world.settings.folder / "masters", TODAY
    )
    return [
        finance,
        practice_mail(ports["smtp"], ports["mail"], world.settings.data / "mail"),
        *services(world.settings),
    ]


def add_people(world: World) -> dict[str, str]:
    """The demo's accounts, made once; login → password, which lies in a file of the demo's own."""
    kept = world.settings.data / "passwords.json"
    if not kept.exists():
        write_new(kept, json.dumps({login: secrets.token_urlsafe(9) for login, _, _ in PEOPLE}).encode())
    passwords: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    with writing(world.store) as db:
        there = {person.login for person in all_people(db)}
        for login, name, role in PEOPLE:
            if login not in there:
                add_person(db, login, name, role, passwords[login], by="demo")
    return passwords


def drop_samples(world: World, samples: int | None) -> list[Drawn]:
    """Draws every sample and drops it on its desk, once: what was dropped before a stop is not dropped again."""
    told = world.settings.data / "dropped.txt"
    before = set(told.read_text(encoding="utf-8").splitlines()) if told.exists() else set()
    drawn = []
    for one in draw(world.settings.data / "samples", samples):
        drawn.append(one)
        if one.name in before:
            continue
        desk = world.settings.inbox.folder / one.plan.desk
        desk.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one.path, desk / ".coming")
        (desk / ".coming").rename(desk / f"{len(drawn):02}-{one.path.name}")
        with told.open("a", encoding="utf-8") as file:
            file.write(one.name + "\n")
    return drawn


def show_places(world: World, ports: Mapping[str, int], passwords: Mapping[str, str]) -> None:
    """Where to look."""
    for service in demo_services(world, ports):
        if service.url:
            say(f"{service.url:24} {service.what}")
    for login, _, role in PEOPLE:
        say(f"desk: {login} ({role}), password {passwords[login]}")
    say(f"inbox: {world.settings.inbox.folder}/<desk>/ ; answers in done/ and aside/")


def judge(world: World, found: Sequence[Passage], drawn: Sequence[Drawn], ports: Mapping[str, int]) -> bool:
    """Prints the table, and says whether all is as it should be."""
    table = rows(ends(world, found, drawn), drawn)
    print_table(table, reading_seconds(found))
    log = json.loads(urllib.request.urlopen(f"http://127.0.0.1:{ports['finance']}/audit.json", timeout=10).read())
    posted = {slip.slip_id: slip.voucher_no for slip in found if slip.status is Status.POSTED}
    problems = audit_problems(log, posted, truth_of(found, drawn))
    print(
        f"finance system's own log: {len(posted)} slips registered, "
        + ("each once, every value right" if not problems else "")
    )
    print(*problems, sep="\n")
    mails = len(list((world.settings.data / "mail").glob("*.eml")))
    wrong = [row for row in table if not row.well]
    print(
        f"notices received: {mails} (http://127.0.0.1:{ports['mail']}/); {len(table) - len(wrong)} of {len(table)} ended as they should\n"
    )
    return not problems and not wrong


def wait_until_ended(world: World, machine: Machine, drawn: Sequence[Drawn], stop: Event) -> list[Passage] | None:
    """Every slip, once nothing is under way; None when told to stop before. Tends the services meanwhile, says how far things are."""
    until, said = time.monotonic() + ALL_S, ""
    while not stop.is_set():
        if time.monotonic() > until:
            raise Unavailable(f"not everything had ended after {ALL_S:.0f} s; look at {world.settings.data / 'logs'}")
        for name in machine.tend():
            say(f"{name} had ended and was started again")
        with reading(world.store) as db:
            waiting = len(scans_waiting(db, now()))
            quiet = not waiting and not arrivals_to_answer(db) and not due_ids(db, now())
            found = ended(db)
        dropped, claimed = world.inbox.peek()
        line = f"{waiting} files to read, {len(dropped) + len(claimed)} to answer, {len(drawn)} in all"
        if line != said:
            say(line)
            said = line
        if found is not None and quiet and not dropped and not claimed:
            return found
        stop.wait(0.5)
    return None


def scan_id_of(one: Drawn) -> str:
    """A sample's scan is known by its bytes."""
    return sha256(one.path.read_bytes()).hexdigest()


def ends(world: World, found: Sequence[Passage], drawn: Sequence[Drawn]) -> dict[str, Sequence[Passage] | str]:
    """Sample → its slips, or "aside", "blank" (taken, but nothing is written on it) or "lost"."""
    return {one.name: [s for s in found if s.scan_id == scan_id_of(one)] or _without_slips(world, one) for one in drawn}


def _without_slips(world: World, one: Drawn) -> str:
    for word, folder in (("aside", "aside"), ("blank", "done")):
        if any(one.path.name in path.name for path in world.settings.inbox.folder.glob(f"*/{folder}/*")):
            return word
    return "lost"


def truth_of(found: Sequence[Passage], drawn: Sequence[Drawn]) -> dict[str, Mapping[str, str]]:
    """Slip id → what its page says."""
    pages = {(scan_id_of(one), number): page for one in drawn for number, page in enumerate(one.pages, 1)}
    return {slip.slip_id: pages[slip.scan_id, slip.page] for slip in found if (slip.scan_id, slip.page) in pages}


def reading_seconds(found: Sequence[Passage]) -> list[float]:
    """Seconds from one scan's end to the next one's: with one reader, what reading took."""
    ends_at = sorted({slip.read_at for slip in found if slip.read_at})
    return [(later - earlier).total_seconds() for earlier, later in pairwise(ends_at)]
