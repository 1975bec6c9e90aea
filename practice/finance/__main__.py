"""Starts the practice finance system, or prints its audit log."""

import argparse
import json
import os
import random
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import uvicorn

from practice.finance.app import create_app
from practice.finance.audit import JAPAN, audit_rows
from practice.finance.masters import read_masters
from practice.finance.seeding import seed_if_empty
from practice.finance.session import Sessions, users_from
from practice.finance.tables import open_database
from practice.finance.traps import NAMED, Traps, traps_from
from practice.finance.world import World

PRACTICE_USERS = "900001:起票ロボット:5101:draft,100001:教育\u3000花子:5101:staff,100002:学校\u3000太郎:5102:staff"
PRACTICE_PASSWORD = "renshu-only-2026"  # noqa: S105 - a made-up city's, and printed in the documentation


def main(words: list[str] | None = None) -> int:
    """Exit status: 0 done, 2 bad call."""
    options = options_from(words)
    if options.do == "audit":
        json.dump(audit_rows(open_database(options.data)), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    try:
        world = open_world(options)
    except (ValueError, OSError, KeyError) as wrong:
        sys.stderr.write(f"practice.finance: {wrong}\n")
        return 2
    uvicorn.run(create_app(world), host=options.host, port=options.port, log_level="warning", access_log=False)
    return 0


def open_world(options: argparse.Namespace) -> World:
    """Masters, database (seeded when empty), users and traps. ValueError, OSError or KeyError says what is wrong."""
    masters = read_masters(options.masters)
    traps = replace(Traps(chance=random.Random(options.seed)), delay_s=options.delay)
    traps = traps_from(options.trap, traps)
    users = users_from(os.environ.get("PRACTICE_USERS", PRACTICE_USERS))
    database = open_database(options.data)
    seed_if_empty(database, masters, options.today, options.seed)
    return World(
        masters=masters,
        database=database,
        sessions=Sessions(traps.session_s),
        traps=traps,
        users=users,
        password=os.environ.get("PRACTICE_PASSWORD", PRACTICE_PASSWORD),
        today=options.today,
        seed=options.seed,
    )


def options_from(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m practice.finance", description=__doc__)
    parser.add_argument("do", nargs="?", choices=("serve", "audit"), default="serve")
    parser.add_argument("--data", type=Path, required=True, help="folder of finance.sqlite3")
    parser.add_argument("--masters", type=Path, default=Path("config/masters"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(JAPAN).date(), help="business day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0.05, help="seconds every answer takes")
    parser.add_argument("--trap", default="", help=f"name=value,…: {', '.join(NAMED)}")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
