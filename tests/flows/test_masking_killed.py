"""A masked desk whose machine dies at any step: nothing is lost, and nothing unmasked is ever kept."""

import pytest
from PIL import Image

import flows.masking
from connectors.store import reading, writing
from connectors.store.scans import all_scan_ids, claim_scan, finish_scan, get_scan, scans_waiting
from flows.intake import answer_files, take_files
from flows.masking import keyed_hash
from flows.wiring import World, now
from tests.connectors.dying import DyingDisk, Killed
from tests.flows.masked import KEY, as_file, drop, read_all, the_scan, where_it_shows


def test_a_machine_that_dies_at_any_step_loses_nothing_and_never_keeps_an_unmasked_page(
    nursery: World, paper: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is masked once and for all steps, for that takes seconds; everything that touches the disk is the real thing."""
    original = as_file([paper], "PNG")
    drop(nursery, "first.png", original)
    take_files(nursery)
    copy = nursery.vault.path(the_scan(nursery)).read_bytes()
    monkeypatch.setattr(flows.masking, "_copy_of", lambda _world, _content, mac: copy + mac.encode())
    read_all(nursery)
    answer_files(nursery)
    died = 0
    for step in range(200):
        mine = original + f"step {step}".encode()
        name = f"scan{step:04}.png"
        folder = drop(nursery, name, mine)
        with monkeypatch.context() as patched:
            DyingDisk(patched, step)
            try:
                whole_way(nursery)
            except Killed:
                died += 1
        assert where_it_shows(nursery.settings.data, mine) == []
        if not died > step:
            break
        lies_somewhere = any(p.is_file() and p.read_bytes() == mine for p in folder.rglob("*"))
        with reading(nursery.store) as db:
            macs = {get_scan(db, scan_id).original_hmac: scan_id for scan_id in all_scan_ids(db)}
        known = macs.get(keyed_hash(KEY.encode(), mine))
        assert lies_somewhere or (known and nursery.vault.verify(known) and (folder / "done" / f"{name}.txt").exists())
        whole_way(nursery)
        assert not any(p.is_file() and p.read_bytes() == mine for p in folder.rglob("*"))
        assert (folder / "done" / f"{name}.txt").exists()
    assert died > 10
    with reading(nursery.store) as db:
        assert len(all_scan_ids(db)) == died + 2, "each original once"


def whole_way(nursery: World) -> None:
    """Taking and answering; a file is read in between as an ending scan, which is all that its answer waits for."""
    take_files(nursery)
    with writing(nursery.store) as db:
        for scan in scans_waiting(db, now()):
            claim_scan(db, scan.id, nursery.worker, 60, now())
            finish_scan(db, scan.id, nursery.worker, [], [1], now())
    answer_files(nursery)
