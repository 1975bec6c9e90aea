"""PaperFinance keeps the contract, and its books survive the process."""

from pathlib import Path

import pytest

from bots.looking import compare
from bots.paper import PaperFinance
from slips.errors import Unconfirmed
from slips.model import Entry, Voucher
from slips.ports import FinanceSystem
from tests.bots.finances import CONTROLS, ForgetfulFinance, GarblingFinance, LostAnswerFinance, blinded
from tests.contracts.finance_system import STOPPED, FinanceContract, an_entry, by_key


class TestPaperFinance(FinanceContract):
    @pytest.fixture(autouse=True)
    def _opened(self) -> None:
        self.paper = PaperFinance(CONTROLS, frozenset({STOPPED})).opened()
        self.lossy = LostAnswerFinance(CONTROLS).opened()
        self.seeded = len(self.paper.vouchers)

    def finance(self) -> FinanceSystem:
        return self.paper

    def losing(self) -> FinanceSystem:
        return self.lossy

    def blind(self) -> FinanceSystem:
        return blinded(self.paper)

    def books(self) -> list[dict[str, str]]:
        return [{**v.values, "voucher_no": v.voucher_no} for v in self.paper.vouchers[self.seeded :]]

    def colleagues(self) -> Voucher:
        theirs = self.paper.enter({**an_entry().values, "key": ""})
        self.paper.restate(theirs.voucher_no, "取消")
        return theirs


def test_what_was_registered_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    entry = an_entry()
    receipt = PaperFinance(CONTROLS, file=file).opened().post(entry, lambda: None)
    assert [v.voucher_no for v in PaperFinance(CONTROLS, file=file).find(by_key(entry))] == [receipt.voucher_no]


def test_a_system_that_registers_something_else_is_noticed() -> None:
    finance = GarblingFinance(CONTROLS).opened()
    with pytest.raises(Unconfirmed, match="amount"):
        finance.post(an_entry(), lambda: None)


def test_a_click_that_registered_nothing_leaves_nothing_to_find() -> None:
    finance, entry = ForgetfulFinance(CONTROLS).opened(), an_entry()
    with pytest.raises(Unconfirmed):
        finance.post(entry, lambda: None)
    assert finance.find(by_key(entry)) == []


def test_a_name_that_the_entry_does_not_give_is_not_compared() -> None:
    named = Voucher("R08-0000001", "起票済", {**an_entry().values, "key": "K", "creditor_name": "花里商店"})
    values = {name: text for name, text in named.values.items() if name != "key"}
    assert compare(Entry("K", "practice", 1, {**values, "creditor_name": ""}), named) == []
    assert compare(Entry("K", "practice", 1, {**values, "creditor_name": "別の店"}), named) == ["creditor_name"]
    assert compare(Entry("K", "practice", 1, {**values, "due_on": "", "amount": "1"}), named) == ["amount"]
    assert compare(Entry("L", "practice", 1, values), named) == ["key"]
