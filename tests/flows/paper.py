"""Slips that come into the store as if two engines had read them: for tests of what happens afterwards."""

from dataclasses import replace
from hashlib import sha256

from kanjize import number2kanji

from config import config_folder
from connectors.store import writing
from connectors.store.scans import add_scan, claim_scan, finish_scan
from connectors.store.slips import get_slip
from flows.reading import enter
from flows.wiring import World, now
from practice.paper.faults import faulty
from practice.paper.made_up import World as Paper
from practice.paper.made_up import made_up
from practice.paper.masters import read_masters
from slips.form import Form
from slips.model import PageReading, Reading, Scan, Slip, Text
from tests.flows.conftest import TODAY

PRINTED = "school-slip"
JAPANESE = ("name", "text", "words", "kana", "choice", "address")


def texts_of(seed: int, fault: str = "") -> dict[str, str]:
    paper = Paper(read_masters(config_folder() / "masters"), TODAY)
    return faulty(paper, PRINTED, seed, fault) if fault else made_up(paper, PRINTED, seed)


def page_of(form: Form, texts: dict[str, str], misread: dict[str, str] | None = None) -> PageReading:
    """Both engines read `texts`; the second one reads `misread` instead where it says so."""
    readings: list[Reading] = []
    for field in form.fields:
        text = texts.get(field.name, "")
        raw = number2kanji(int(text)) if field.kind == "words" and text else text
        for engine, cut in (("rapidocr", "raw"), ("easyocr", "tight")):
            if engine == "easyocr" and field.kind in JAPANESE:
                continue
            seen = (misread or {}).get(field.name, raw) if engine == "easyocr" else raw
            shown = (Text(seen, 0.99, field.box),) if seen else ()
            readings.append(Reading(field.name, engine, "1", cut, shown))
        if not text:
            readings.append(Reading(field.name, "ink", "1", "raw", (), kind="ink"))
    return PageReading(1, form.name, tuple(readings))


def entered(world: World, texts: dict[str, str], misread: dict[str, str] | None = None) -> Slip:
    """The slip in the store, as reading leaves it."""
    scan = Scan(sha256(repr(sorted(texts.items())).encode()).hexdigest(), "gakko-1", "scan0001.pdf", 1, now())
    page = page_of(world.forms[PRINTED], texts, misread)
    with writing(world.store) as db:
        add_scan(db, scan)
        claim_scan(db, scan.id, world.worker, 60, now())
        slip = enter(world, db, scan, page)
        finish_scan(db, scan.id, world.worker, [slip.id], [], now())
        return get_slip(db, slip.id)


def another_worker(world: World) -> World:
    return replace(world, worker=f"{world.worker}-other")
