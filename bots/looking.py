"""Looking up vouchers: what is asked, what answers, and how a search is proved to have searched."""

from collections.abc import Iterable
from dataclasses import replace

from slips.entry import differing
from slips.model import Entry, Search, Voucher
from slips.written import for_cp932


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


def probes(search: Search, controls: Iterable[Voucher]) -> set[Search]:
    """The same kind of search, for vouchers known to exist."""
    years = search.fiscal_years
    if not search.creditor_code:
        return {Search(years, key=control.values["key"]) for control in controls}
    return {
        Search(
            years,
            creditor_code=control.values["creditor_code"],
            amount=int(control.values["amount"]),
            drafted_from=control.values["drafted_on"],
            drafted_to=control.values["drafted_on"],
        )
        for control in controls
    }


def compare(entry: Entry, voucher: Voucher) -> list[str]:
    """Names of what the voucher shows otherwise than the entry wants it, the key included; [] when all is the same."""
    typed = replace(entry, values={name: for_cp932(text) for name, text in entry.values.items()})
    key = [] if voucher.values.get("key", "") == entry.key else ["key"]
    return key + list(differing(typed, voucher))
