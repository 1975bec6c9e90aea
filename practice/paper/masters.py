"""The stand-in city's masters as made-up slips need them, read from config/masters/*.csv."""

import csv
from collections.abc import Iterator
from pathlib import Path

from slips.masters import Account, Creditor, Masters, School, Staff


def read_masters(folder: Path) -> Masters:
    """Schools, staff, accounts, allotments and creditors; banks and branches are only those that a creditor has."""
    accounts = [
        Account(row["account_code"], int(row["fiscal_year"]), row["name"], row["active"] == "1")
        for row in _rows(folder, "accounts")
    ]
    creditors = [Creditor(**row) for row in _rows(folder, "creditors")]
    return Masters(
        schools={row["school_code"]: School(**row) for row in _rows(folder, "schools")},
        staff={row["staff_no"]: Staff(**row) for row in _rows(folder, "staff")},
        accounts={(a.account_code, a.fiscal_year): a for a in accounts},
        allotments={
            (int(row["fiscal_year"]), row["school_code"], row["account_code"]): int(row["available_yen"])
            for row in _rows(folder, "allotments")
        },
        creditors={c.creditor_code: c for c in creditors},
    )


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
