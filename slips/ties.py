"""Masters as witnesses: a record speaks only when it *ties* two or more separately read fields (design section 2).

Mere membership proves nothing: school codes are dense, a misread one is often another school. So each tie asks for a code
and something else read from another box, and for names that the second-best record does not fit nearly as well.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz import fuzz

from slips.masters import Masters
from slips.written import fold, shape

Candidates = Mapping[str, frozenset[str]]
"""Field name → every text a living witness gives it."""

NAME_ENOUGH = 80.0
NAME_MARGIN = 5.0
PAYMENTS = {"1": "口座振替", "2": "納付書", "3": "現金", "4": "資金前渡"}


def tied(master: str, fields: tuple[str, ...], seen: Candidates, masters: Masters, fiscal_year: int) -> dict[str, str]:
    """What the one fitting record says of `fields`; {} when none or several fit. Candidate fields not in the tie may be consulted."""
    return TIES[master](fields, seen, masters, fiscal_year)


def likeness(left: str, right: str) -> float:
    """0 to 100, for names; company forms, widths and characters of one shape do not count."""
    return fuzz.ratio(shape(left), shape(right))


def _best(code_seen: Iterable[str], names_seen: Iterable[str], records: Mapping[str, str]) -> str | None:
    """The code that was read and whose record's name was read, better than any other record's by a margin."""
    names = [n for n in names_seen if fold(n)]
    if not names:
        return None
    scores = {c: max(likeness(name, n) for n in names) for c, name in records.items()}
    fitting = [c for c in code_seen if scores.get(c, 0.0) >= NAME_ENOUGH]
    if len(fitting) != 1:
        return None
    others = max((s for c, s in scores.items() if c != fitting[0]), default=0.0)
    return fitting[0] if scores[fitting[0]] >= others + NAME_MARGIN else None


def _named(records: Callable[[Masters, int], Mapping[str, str]]) -> Callable[..., dict[str, str]]:
    """A tie of a code field with a name field."""

    def tie(fields: tuple[str, ...], seen: Candidates, masters: Masters, fiscal_year: int) -> dict[str, str]:
        code_field, name_field = fields
        names = records(masters, fiscal_year)
        code = _best(seen.get(code_field, ()), seen.get(name_field, ()), names)
        return {code_field: code, name_field: names[code]} if code else {}

    return tie


def _accounts(masters: Masters, fiscal_year: int) -> dict[str, str]:
    return {a.account_code: a.name for a in masters.accounts.values() if a.fiscal_year == fiscal_year}


def _branch(fields: tuple[str, ...], seen: Candidates, masters: Masters, _fiscal_year: int) -> dict[str, str]:
    """Bank code, branch code and branch name: a branch is looked for only in the banks that were read."""
    bank_field, code_field, name_field = fields
    for bank in sorted(seen.get(bank_field, ())):
        names = {b.branch_code: b.branch_name for b in masters.branches.values() if b.bank_code == bank}
        code = _best(seen.get(code_field, ()), seen.get(name_field, ()), names)
        if code:
            return {bank_field: bank, code_field: code, name_field: names[code]}
    return {}


def _creditor_account(fields: tuple[str, ...], seen: Candidates, masters: Masters, _fiscal_year: int) -> dict[str, str]:
    """The creditor's own account: the record counts only if *every* field was read as it says."""
    fitting = []
    for code in sorted(seen.get("creditor_code", ())):
        record = masters.creditors.get(code)
        if record and all(getattr(record, name) in seen.get(name, ()) for name in fields):
            fitting.append({name: str(getattr(record, name)) for name in fields})
    return fitting[0] if len(fitting) == 1 else {}


def _holder(fields: tuple[str, ...], seen: Candidates, masters: Masters, _fiscal_year: int) -> dict[str, str]:
    """A creditor's code and the holder of the account on record, letter for letter (blanks are seldom written)."""
    code_field, kana_field = fields
    records = {code: masters.creditors[code] for code in seen.get(code_field, ()) if code in masters.creditors}
    holders = {
        c: [s for s in seen.get(kana_field, ()) if s and fold(s) == fold(r.holder_kana)] for c, r in records.items()
    }
    fitting = [(code, said[0]) for code, said in holders.items() if said]
    return {code_field: fitting[0][0], kana_field: fitting[0][1]} if len(fitting) == 1 else {}


def _staff(fields: tuple[str, ...], seen: Candidates, masters: Masters, _fiscal_year: int) -> dict[str, str]:
    """Whose name stands on the slip of a school: somebody of the school's department, character by character.

    One department has many schools, so the name says nothing of the code.
    """
    code_field, name_field = fields
    departments = {masters.schools[c].department_code for c in seen.get(code_field, ()) if c in masters.schools}
    said = {shape(name) for name in seen.get(name_field, ()) if name}
    names = {s.name for s in masters.staff.values() if s.department_code in departments and shape(s.name) in said}
    return {name_field: names.pop()} if len(names) == 1 else {}


def _issuer_account(fields: tuple[str, ...], seen: Candidates, masters: Masters, _fiscal_year: int) -> dict[str, str]:
    """The account an invoice names, where it is the one on record for a creditor of the issuer's name: every field that was read says so.

    Banks and branches are tied in the writing that was read: a city's record says 百五, the invoice 百五銀行.
    """
    named = [f for f in fields if f != "issuer_name" and any(seen.get(f, ()))]
    if not {"account_no", "bank_name", "branch_name"} <= set(named) or not seen.get("issuer_name"):
        return {}
    fitting = []
    for record in masters.creditors.values():
        told = {f: next((s for s in sorted(seen[f]) if _is_of(f, s, str(getattr(record, f)))), "") for f in named}
        if all(told.values()) and max(likeness(record.name, s) for s in seen["issuer_name"]) >= NAME_ENOUGH:
            fitting.append({**told, "issuer_name": record.name})
    return fitting[0] if len(fitting) == 1 else {}


def _is_of(field: str, said: str, recorded: str) -> bool:
    """Does a field say what the record says? Banks and branches may bear their kind, holders their blanks."""
    if field in ("bank_name", "branch_name"):
        return bool(said) and _bare(said) == _bare(recorded)
    return bool(said) and fold(said) == fold(recorded)


def _bare(name: str) -> str:
    """A bank or branch without the word that says what it is."""
    text = fold(name).replace("信用金庫", "信金").replace("信用組合", "信組").replace("労働金庫", "労金")
    return re.sub("(銀行|支店|支所|営業部|本店営業部)$", "", text)


TIES: dict[str, Callable[..., dict[str, str]]] = {
    "school": _named(lambda masters, _: {s.school_code: s.name for s in masters.schools.values()}),
    "account": _named(_accounts),
    "creditor": _named(lambda masters, _: {c.creditor_code: c.name for c in masters.creditors.values()}),
    "bank": _named(lambda masters, _: masters.banks),
    "branch": _branch,
    "creditor_account": _creditor_account,
    "holder": _holder,
    "issuer": _named(
        lambda masters, _: {c.registration_no: c.name for c in masters.creditors.values() if c.registration_no}
    ),
    "issuer_account": _issuer_account,
    "staff": _staff,
    "payment": _named(lambda _masters, _: PAYMENTS),
}
