"""The city's master files and the national list of banks: read whole, checked row by row, never half taken."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from connectors.csvfile import Line, lines, of_one_shape
from slips.errors import BadMaster
from slips.masters import Account, Branch, Creditor, Masters, School, Setsu, Staff

Key = TypeVar("Key")
Row = TypeVar("Row")

SCHOOLS = ("school_code", "name", "kind", "department_code")
STAFF = ("staff_no", "name", "department_code")
ACCOUNTS = ("account_code", "fiscal_year", "name", "active")
SETSU = ("setsu", "name", "valid_from_fy", "valid_to_fy")
ALLOTMENTS = ("fiscal_year", "school_code", "account_code", "available_yen")
BANK_DETAILS = ("bank_name", "branch_code", "branch_name", "account_type", "account_no", "holder_kana")
CREDITORS = (
    "creditor_code",
    "name",
    "kana",
    "group",
    "status",
    "registration_no",
    "bank_code",
    *BANK_DETAILS,
    "address",
)
FILES = {
    "schools.csv": SCHOOLS,
    "staff.csv": STAFF,
    "accounts.csv": ACCOUNTS,
    "setsu.csv": SETSU,
    "allotments.csv": ALLOTMENTS,
    "creditors.csv": CREDITORS,
}

NEVER_EMPTY = ("schools.csv", "accounts.csv", "setsu.csv")


def load_masters(folder: Path) -> Masters:
    """Read the files of FILES from `folder`, and all banks and branches from zengin-code.

    Raises BadMaster, which names file, line and column and says what to mend. The dictionaries inside are plain ones, so
    that Masters can be pickled.
    """
    raw = {file: _bytes(folder / file) for file in FILES}
    rows = {file: lines(file, raw[file], columns) for file, columns in FILES.items()}
    for file in NEVER_EMPTY:
        if not rows[file]:
            raise BadMaster(
                f"{file} に見出しのほか 1 行もありません。書き出しが途中で止まっていないか確かめてください。"
            )
    for file, column in (
        ("schools.csv", "school_code"),
        ("schools.csv", "department_code"),
        ("staff.csv", "staff_no"),
        ("staff.csv", "department_code"),
        ("accounts.csv", "account_code"),
        ("creditors.csv", "creditor_code"),
    ):
        of_one_shape(rows[file], column)
    banks, branches, banks_version = _banks()
    return Masters(
        version=_version(raw, banks_version),
        schools=_unique(rows["schools.csv"], _school),
        staff=_unique(rows["staff.csv"], _staff),
        accounts=_unique(rows["accounts.csv"], _account),
        setsu=tuple(_unique(rows["setsu.csv"], _setsu).values()),
        allotments=_unique(rows["allotments.csv"], _allotment),
        creditors=_unique(rows["creditors.csv"], _creditor),
        banks=banks,
        branches=branches,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadMaster(f"{path.name} がありません。マスターのフォルダーに置いてください。") from error
    except OSError as error:
        raise BadMaster(f"{path.name} を読めません（{type(error).__name__}）。権限を確かめてください。") from error


def _version(raw: Mapping[str, bytes], banks_version: str) -> str:
    """sha256 over names, lengths and contents of the files and the version of the bank list, hex."""
    digest = hashlib.sha256()
    for file, content in sorted(raw.items()):
        digest.update(f"{file} {len(content)}\n".encode() + content)
    digest.update(banks_version.encode())
    return digest.hexdigest()


def _unique(rows: list[Line], read: Callable[[Line], tuple[Key, Row]]) -> dict[Key, Row]:
    """The rows under their keys; a key that comes twice is refused, as nobody could say which row counts."""
    found: dict[Key, Row] = {}
    first: dict[Key, int] = {}
    for line in rows:
        key, row = read(line)
        if key in first:
            raise BadMaster(
                f"{line.file} の {line.number} 行目：{first[key]} 行目と同じコードです。どちらかを消してください。"
            )
        found[key], first[key] = row, line.number
    return found


def _school(line: Line) -> tuple[str, School]:
    code = line.code("school_code")
    return code, School(code, line.text("name"), line.text("kind"), line.code("department_code"))


def _staff(line: Line) -> tuple[str, Staff]:
    number = line.code("staff_no")
    return number, Staff(number, line.text("name"), line.code("department_code"))


def _account(line: Line) -> tuple[tuple[str, int], Account]:
    code, year = line.code("account_code"), line.year("fiscal_year")
    return (code, year), Account(code, year, line.text("name"), line.one_of("active", "1", "0") == "1")


def _setsu(line: Line) -> tuple[tuple[str, int], Setsu]:
    number, first_fy = line.digits("setsu", 2), line.year("valid_from_fy")
    last_fy = line.year("valid_to_fy") if line.cells["valid_to_fy"] else None
    if last_fy is not None and last_fy < first_fy:
        raise line.bad("valid_to_fy", "valid_from_fy より前の年度です。")
    return (number, first_fy), Setsu(number, line.text("name"), first_fy, last_fy)


def _allotment(line: Line) -> tuple[tuple[int, str, str], int]:
    key = (line.year("fiscal_year"), line.code("school_code"), line.code("account_code"))
    return key, line.yen("available_yen")


def _creditor(line: Line) -> tuple[str, Creditor]:
    code = line.code("creditor_code")
    line.text("name")
    line.one_of("status", "active", "stopped", "merged")
    line.matching("registration_no", "(T[0-9]{13})?", "T と半角数字 13 桁で入れてください（無ければ空欄）。")
    _check_bank(line)
    return code, Creditor(**{column: line.cells[column] for column in CREDITORS})


def _check_bank(line: Line) -> None:
    """Bank details are all there or all missing (a creditor may be paid in other ways)."""
    if not line.cells["bank_code"]:
        for column in BANK_DETAILS:
            line.matching(
                column, "", "bank_code が空欄なのに値があります。銀行コードを入れるか、口座の欄をすべて空けてください。"
            )
        return
    line.digits("bank_code", 4)
    line.digits("branch_code", 3)
    line.digits("account_no", 7)
    line.one_of("account_type", "普通", "当座", "貯蓄", "その他")
    line.text("holder_kana")


@cache
def _banks() -> tuple[dict[str, str], dict[tuple[str, str], Branch], str]:
    """(bank code → name, (bank, branch code) → Branch, version). The import alone reads 1,146 files: once a process."""
    import zengin_code

    banks = {code: bank.name for code, bank in zengin_code.Bank.all.items()}
    branches = {
        (bank_code, branch_code): Branch(bank_code, bank.name, branch_code, branch.name)
        for bank_code, bank in zengin_code.Bank.all.items()
        for branch_code, branch in bank.branches.items()
    }
    return banks, branches, zengin_code.__version__
