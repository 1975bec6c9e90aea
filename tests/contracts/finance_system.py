"""What every FinanceSystem promises, whether it is paper, a browser or a file import.

Subclass it and say which system is meant, what its books hold, and which of its vouchers a colleague made.
"""

from abc import abstractmethod
from collections.abc import Mapping
from itertools import count

import pytest

from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Entry, Receipt, Search, Voucher
from slips.ports import FinanceSystem

YEARS = (2025, 2026)
ACTIVE, STOPPED = "00010007", "00017574"
"""Creditors of config/masters/creditors.csv."""

_numbers = count(1)


def an_entry(**values: str) -> Entry:
    """An entry that no other looks like: its own key, amount and invoice number."""
    number = next(_numbers)
    canonical = {
        "fiscal_year": "2026",
        "drafted_on": "2026-11-19",
        "school_code": "101",
        "account_code": "01-10-02-01-001201-10-01",
        "subject": "消耗品の購入",
        "description": "コピー用紙　Ａ４・500枚",
        "creditor_code": ACTIVE,
        "payment_code": "1",
        "amount": str(2000 + number),
        "invoice_no": f"T-{number:05}",
        "invoiced_on": "2026-11-10",
        "delivered_on": "2026-11-06",
        "inspected_on": "2026-11-09",
        "due_on": "",
    }
    return Entry(f"DTEST{number:07}", "practice", 1, {**canonical, **values})


def by_key(entry: Entry) -> Search:
    return Search(YEARS, key=entry.key)


def by_payment(values: Mapping[str, str]) -> Search:
    """By creditor, amount and date: the only way to find what a colleague typed."""
    on = values["drafted_on"]
    return Search(
        YEARS, creditor_code=values["creditor_code"], amount=int(values["amount"]), drafted_from=on, drafted_to=on
    )


class Border:
    """Stands where `committing` is written; remembers what the books held when it was crossed."""

    def __init__(self, contract: "FinanceContract") -> None:
        self._contract = contract
        self.books: list[list[dict[str, str]]] = []

    def __call__(self) -> None:
        self.books.append(self._contract.books())


class NotToday(Exception):
    """The store could not write `committing`."""


def no_crossing() -> None:
    raise NotToday


class FinanceContract:
    """Sentences about a FinanceSystem."""

    @abstractmethod
    def finance(self) -> FinanceSystem:
        """The system under test; each call may start a fresh session on the same books."""

    @abstractmethod
    def losing(self) -> FinanceSystem:
        """The same system when the answer to the registering click is lost after it was booked."""

    @abstractmethod
    def blind(self) -> FinanceSystem:
        """The same system when its searches do not find the control voucher."""

    @abstractmethod
    def books(self) -> list[dict[str, str]]:
        """What was registered since the system was opened, in order: canonical values, with `key` and `voucher_no`."""

    @abstractmethod
    def colleagues(self) -> Voucher:
        """A voucher without a key of ours that somebody has cancelled since."""

    def test_an_entry_becomes_one_voucher_with_every_value(self) -> None:
        entry = an_entry()
        border = Border(self)
        receipt = self.finance().post(entry, border)
        assert isinstance(receipt, Receipt)
        assert [b for b in self.books() if b["key"] == entry.key] == [
            {**entry.values, "key": entry.key, "voucher_no": receipt.voucher_no}
        ]
        assert receipt.key == entry.key
        assert {name: receipt.values[name] for name in entry.values} == dict(entry.values)
        assert receipt.confirmed_at.tzinfo is not None

    def test_the_border_is_crossed_once_and_before_anything_is_booked(self) -> None:
        entry = an_entry()
        border = Border(self)
        self.finance().post(entry, border)
        assert [[b for b in books if b["key"] == entry.key] for books in border.books] == [[]]

    def test_a_border_that_cannot_be_crossed_stops_before_the_click(self) -> None:
        entry = an_entry()
        with pytest.raises(NotToday):
            self.finance().post(entry, no_crossing)
        assert not [b for b in self.books() if b["key"] == entry.key]
        assert self.finance().find(by_key(entry)) == []

    def test_a_posted_entry_is_found_by_its_key(self) -> None:
        entry = an_entry()
        receipt = self.finance().post(entry, lambda: None)
        (voucher,) = self.finance().find(by_key(entry))
        assert (voucher.voucher_no, voucher.state) == (receipt.voucher_no, "起票済")
        assert {name: voucher.values[name] for name in entry.values} == dict(entry.values)

    def test_a_posted_entry_is_found_by_creditor_amount_and_date(self) -> None:
        entry = an_entry()
        receipt = self.finance().post(entry, lambda: None)
        assert [v.voucher_no for v in self.finance().find(by_payment(entry.values))] == [receipt.voucher_no]

    def test_a_key_that_nobody_used_finds_nothing(self) -> None:
        assert self.finance().find(by_key(an_entry())) == []

    def test_a_colleagues_cancelled_voucher_is_found_by_creditor_amount_and_date(self) -> None:
        theirs = self.colleagues()
        found = {v.voucher_no: v for v in self.finance().find(by_payment(theirs.values))}
        assert found[theirs.voucher_no].state == "取消"

    def test_nothing_found_does_not_count_while_the_control_voucher_is_not_found(self) -> None:
        for search in (by_key(an_entry()), by_payment(an_entry().values)):
            with pytest.raises(Unavailable):
                self.blind().find(search)

    def test_nothing_found_does_not_count_for_a_year_without_a_control_voucher(self) -> None:
        with pytest.raises(Unavailable):
            self.finance().find(Search((2019,), key=an_entry().key))

    def test_a_search_over_no_year_at_all_does_not_count(self) -> None:
        with pytest.raises(Unavailable):
            self.finance().find(Search((), key=an_entry().key))

    def test_a_stopped_creditor_is_refused_before_the_border(self) -> None:
        entry = an_entry(creditor_code=STOPPED)
        border = Border(self)
        with pytest.raises(Refused):
            self.finance().post(entry, border)
        assert border.books == []
        assert not [b for b in self.books() if b["key"] == entry.key]

    def test_an_entry_without_an_amount_is_refused_before_the_border(self) -> None:
        border = Border(self)
        with pytest.raises(Refused):
            self.finance().post(an_entry(amount=""), border)
        assert border.books == []

    def test_after_a_lost_answer_looking_finds_exactly_one_voucher(self) -> None:
        entry = an_entry()
        with pytest.raises(Unconfirmed):
            self.losing().post(entry, lambda: None)
        (voucher,) = self.losing().find(by_key(entry))
        assert {name: voucher.values[name] for name in entry.values} == dict(entry.values)
