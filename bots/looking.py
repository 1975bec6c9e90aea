"""Looking up vouchers: what is asked, what answers, and how a search is proved to have searched."""

from collections.abc import Iterable
from dataclasses import replace

from slips.entry import differing
from slips.model import Entry, Search, Voucher
from slips.written import for_cp932

LOOKED_UP = frozenset({"creditor_name", "creditor_kana", "account_tail", "school_name", "account_name"})
"""Values that finance systems fill in from a code."""


def conditions(search: Search) -> dict[str, str]:
    """The search as values for the find sheet, "" where any will do."""
    return {
        "key": search.key,
        "creditor_code": search.creditor_code,
        "amount": "" if search.amount is None else str(search.amount),
        "drafted_from": search.drafted_from,
        "drafted_to": search.drafted_to,
    }


def answers(search: Search, voucher: Voucher) -> bool:
    """Does the voucher fit the conditions? A result that does not shows that the screen searched for something else."""
    values = voucher.values
    drafted_on = values.get("drafted_on", "")
    return (
        (not search.key or values.get("key") == search.key)
        and (not search.creditor_code or values.get("creditor_code") == search.creditor_code)
        and (search.amount is None or values.get("amount") == str(search.amount))
        and (not search.drafted_from or drafted_on >= search.drafted_from)
        and (not search.drafted_to or drafted_on <= search.drafted_to)
    )


def probes(search: Search, controls: Iterable[Voucher]) -> list[Search]:
    """The same kind of search, for vouchers known to exist: as few as find them all."""
    years, known = search.fiscal_years, [control.values for control in controls]
    if not search.creditor_code:
        return [Search(years, key=key) for key in sorted({values["key"] for values in known})]
    payments = sorted({(values["creditor_code"], values["amount"]) for values in known})
    return [
        Search(years, creditor_code=creditor_code, amount=int(amount), drafted_from=min(days), drafted_to=max(days))
        for creditor_code, amount in payments
        for days in [[v["drafted_on"] for v in known if (v["creditor_code"], v["amount"]) == (creditor_code, amount)]]
    ]


def compare(entry: Entry, voucher: Voucher) -> list[str]:
    """Names of what the voucher shows otherwise than the entry wants it, the key included; [] when all is the same.

    What the system looks up by itself (a creditor's name) counts only where the entry gives it.
    """
    given = {name: for_cp932(text) for name, text in entry.values.items() if text or name not in LOOKED_UP}
    typed = replace(entry, values=given)
    key = [] if voucher.values.get("key", "") == entry.key else ["key"]
    return key + list(differing(typed, voucher))
