"""The city's master records, as the domain sees them: frozen rows under dictionaries, read once a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class School:
    school_code: str
    name: str
    kind: str
    department_code: str


@dataclass(frozen=True)
class Staff:
    """Somebody of the city who may sign slips. department_code: whose schools' slips."""

    staff_no: str
    name: str
    department_code: str


@dataclass(frozen=True)
class Account:
    """A budget account in one fiscal year. name: 事業 節 細節, blank-separated."""

    account_code: str
    fiscal_year: int
    name: str
    active: bool


@dataclass(frozen=True)
class Setsu:
    """One of the national 節 and the years in which its number is valid (last_fy None: still valid)."""

    setsu: str
    name: str
    first_fy: int
    last_fy: int | None


@dataclass(frozen=True)
class Creditor:
    creditor_code: str
    name: str
    kana: str
    group: str
    status: str
    registration_no: str
    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_type: str
    account_no: str
    holder_kana: str
    address: str


@dataclass(frozen=True)
class Branch:
    """A bank branch from the national list (全銀)."""

    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str


@dataclass(frozen=True)
class Masters:
    """All masters. version: sha256 over the files, so that an Entry can say which masters it was made from.

    accounts: (account_code, fiscal_year); allotments: (fiscal_year, school_code, account_code) → available yen;
    banks: bank_code → name; branches: (bank_code, branch_code).
    """

    version: str = ""
    schools: Mapping[str, School] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    accounts: Mapping[tuple[str, int], Account] = field(default_factory=dict)
    setsu: tuple[Setsu, ...] = ()
    allotments: Mapping[tuple[int, str, str], int] = field(default_factory=dict)
    creditors: Mapping[str, Creditor] = field(default_factory=dict)
    banks: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[tuple[str, str], Branch] = field(default_factory=dict)
