"""The city's masters, read once from config/masters/*.csv when the system starts."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEPARTMENTS = {"5101": "教育総務課", "5102": "学校教育課", "5103": "生涯学習課"}


@dataclass(frozen=True)
class School:
    code: str
    name: str
    department_code: str


@dataclass(frozen=True)
class Account:
    code: str
    fiscal_year: int
    name: str
    active: bool


@dataclass(frozen=True)
class Allotment:
    """What one school was given on one account, in yen; `available_yen` is what was left when the system was opened."""

    fiscal_year: int
    school_code: str
    account_code: str
    allotted_yen: int
    available_yen: int


@dataclass(frozen=True)
class Creditor:
    code: str
    name: str
    kana: str
    group: str
    status: str
    account_no: str
    address: str

    @property
    def account_tail(self) -> str:
        return self.account_no[-3:]

    @property
    def shown_status(self) -> str:
        return {"stopped": "使用停止", "merged": "統合済"}.get(self.status, "")


@dataclass(frozen=True)
class Masters:
    schools: dict[str, School]
    accounts: dict[tuple[int, str], Account]
    allotments: dict[tuple[int, str, str], Allotment]
    creditors: dict[str, Creditor]

    def allotments_of(self, fiscal_year: int, school_code: str) -> list[Allotment]:
        of_school = [
            a for a in self.allotments.values() if (a.fiscal_year, a.school_code) == (fiscal_year, school_code)
        ]
        return sorted(of_school, key=lambda allotment: allotment.account_code)


def read_masters(folder: Path) -> Masters:
    """Reads schools, accounts, allotments and creditors. OSError or KeyError when a file or a column is missing."""
    schools = [School(row["school_code"], row["name"], row["department_code"]) for row in _rows(folder / "schools.csv")]
    accounts = [
        Account(row["account_code"], int(row["fiscal_year"]), row["name"], row["active"] == "1")
        for row in _rows(folder / "accounts.csv")
    ]
    allotments = [_allotment(row) for row in _rows(folder / "allotments.csv")]
    creditors = [_creditor(row) for row in _rows(folder / "creditors.csv")]
    return Masters(
        schools={school.code: school for school in schools},
        accounts={(account.fiscal_year, account.code): account for account in accounts},
        allotments={(a.fiscal_year, a.school_code, a.account_code): a for a in allotments},
        creditors={creditor.code: creditor for creditor in creditors},
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _allotment(row: dict[str, str]) -> Allotment:
    return Allotment(
        fiscal_year=int(row["fiscal_year"]),
        school_code=row["school_code"],
        account_code=row["account_code"],
        allotted_yen=int(row["allotted_yen"]),
        available_yen=int(row["available_yen"]),
    )


def _creditor(row: dict[str, str]) -> Creditor:
    return Creditor(
        code=row["creditor_code"],
        name=row["name"],
        kana=row["kana"],
        group=row["group"],
        status=row["status"],
        account_no=row["account_no"],
        address=row["address"],
    )
