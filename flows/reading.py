"""Reading: a scan → slips, each proved, checked, and either released or held for a person.

All slips of a scan and the word that it is read are one transaction: a reader that dies leaves nothing half done, and the
next one reads the scan again from the vault.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from prefect import flow, task

from connectors.store import Db, Moved, reading, writing
from connectors.store.approvals import approve_by_rule
from connectors.store.judging import add_judged
from connectors.store.outbox import queue
from connectors.store.scans import claim_scan, fail_scan, finish_scan, get_scan, progress, renew_scan, scans_waiting
from flows import words
from flows.wiring import READING_LEASE_S, World, engines, known_forms, now, the_world
from ocr.page import read_page
from ocr.pages import iter_pages
from slips.check import Facts
from slips.entry import key_of
from slips.errors import Unreadable
from slips.model import PageReading, Scan, Slip
from slips.notes import reason_text
from slips.read import slip_from
from slips.standing import is_untouched
from slips.status import Status

MOST_TRIES = 3
"""A scan that has killed its reader this often is set aside, or it would stop all others for ever."""


@flow(
    name="reading",
    flow_run_name="読み取り {reader}",
    description="受け付けた画像を読み取り、伝票ごとに証明・検査します。",
)
def read_scans(reader: int = 1) -> dict[str, int]:
    """Reads until no scan is waiting. reader: which of several readers side by side this is; each takes scans by lease."""
    world = the_world()
    count = 0
    while scan_id := claim_next(world):
        read_scan.with_options(task_run_name=f"読み取り {scan_id[:12]}")(scan_id)
        count += 1
    return {"reader": reader, "scans": count}


@task(name="read-scan")
def read_scan(scan_id: str) -> None:
    """One scan that this worker has claimed."""
    read_one(the_world(), scan_id)


def claim_next(world: World) -> str | None:
    """The oldest waiting scan, leased to this worker; one that keeps killing its readers is set aside instead."""
    while True:
        with writing(world.store) as db:
            waiting = scans_waiting(db, now())
            scan = next((s for s in waiting if claim_scan(db, s.id, world.worker, READING_LEASE_S, now())), None)
        if scan is None:
            return None
        with reading(world.store) as db:
            tries = progress(db, scan.id).tries
        if tries <= MOST_TRIES:
            return scan.id
        set_aside(world, scan, "took_too_long")


def read_one(world: World, scan_id: str) -> None:
    """A claimed scan, from the vault to its slips."""
    with reading(world.store) as db:
        scan = get_scan(db, scan_id)
    try:
        pages = list(_read_pages(world, scan))
    except Unreadable as refused:
        set_aside(world, scan, refused.reason)
        return
    with (
        suppress(Moved),
        writing(world.store) as db,
    ):  # Moved: another reader began because we were silent; the scan is theirs
        slips = [enter(world, db, scan, page) for page in pages if not page.blank]
        blank = [page.page for page in pages if page.blank]
        finish_scan(db, scan.id, world.worker, [s.id for s in slips], blank, now())


def _read_pages(world: World, scan: Scan) -> Iterator[PageReading]:
    known, readers = known_forms(world), engines()
    for page in iter_pages(world.vault.path(scan.id)):
        with writing(world.store) as db:
            renew_scan(db, scan.id, world.worker, READING_LEASE_S, now())
        read = read_page(page, known, readers)
        if read.aligned:
            world.vault.keep_bytes("pages", f"{scan.id}/{read.page}.jpg", read.aligned)
        yield replace(read, aligned=b"")


def set_aside(world: World, scan: Scan, reason: str) -> None:
    """The file cannot become pages: its clerk gets the reason in aside/, and a notice goes out."""
    with writing(world.store) as db:
        fail_scan(db, scan.id, world.worker, reason, now())
        queue(db, words.set_aside(world, scan.desk, reason_text(reason)))


def enter(world: World, db: Db, scan: Scan, page: PageReading) -> Slip:
    """A page's slip into the store, judged, with its claims and its status; a held one is said to people.

    What no finance system takes (an invoice: evidence of a slip) stays ready: there is nothing to release.
    """
    form = world.forms.get(page.form)
    slip_id = key_of(world.settings.key_prefix, scan.id, page.page)
    read = slip_from(slip_id, scan.id, form, page)
    facts = Facts(world.settings.today())
    slip = add_judged(db, read, world.worker, form, world.masters, facts)
    if slip.status is Status.HELD:
        queue(db, words.held(world, slip.id, scan.desk))
    elif form and form.system and is_untouched(slip) and world.settings.approval.untouched == "rule":
        approve_by_rule(db, slip.id, slip.version, "untouched", form, world.masters, facts)
    return slip
