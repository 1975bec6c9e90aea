"""Audit: the history's chain, the originals' checksums, the slips and receipts; the day's head goes to a file outside the database."""

import json
from pathlib import Path

from prefect import flow

from connectors.store import Db, reading, writing
from connectors.store.history import Head, head, verify_chain, verify_slips
from connectors.store.outbox import queue
from connectors.store.scans import all_scan_ids
from flows import words
from flows.wiring import World, the_world


@flow(
    name="audit",
    flow_run_name="監査",
    description="履歴の鎖、原本の改変の有無、登録結果を検査し、その日の値を控えます。",
)
def audit() -> dict[str, int]:
    """Verifies everything that is kept; a problem goes out as an alarm."""
    world = the_world()
    problems = find_problems(world)
    if problems:
        with writing(world.store) as db:
            queue(db, words.alarm(world, len(problems)), once=f"alarm {world.settings.today()} {len(problems)}")
    return {"problems": len(problems)}


def find_problems(world: World) -> list[str]:
    """What is wrong with what we keep, one sentence each; [] when all is as it was written. Writes the day's head down."""
    heads = read_heads(heads_file(world))
    with reading(world.store) as db:
        problems = [*verify_chain(db, heads), *verify_slips(db), *_originals(world, db)]
        newest = head(db)
    if not problems and newest.seq and newest not in heads:
        write_head(heads_file(world), newest, str(world.settings.today()))
    return problems


def _originals(world: World, db: Db) -> list[str]:
    return [
        f"original {scan_id}: is gone or was changed" for scan_id in all_scan_ids(db) if not world.vault.verify(scan_id)
    ]


def heads_file(world: World) -> Path:
    """One line a day: what the chain ended with. Copy it to where the database's administrators cannot write."""
    return world.settings.data / "history-heads.jsonl"


def read_heads(path: Path) -> list[Head]:
    """The heads written down so far."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Head(int(row["seq"]), str(row["hash"])) for row in rows]


def write_head(path: Path, newest: Head, day: str) -> None:
    """Adds one line."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"day": day, "seq": newest.seq, "hash": newest.hash}) + "\n")
