"""Finance systems on paper that each fail in one named way."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bots.paper import PaperFinance
from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Entry, Receipt, Search, Voucher

CONTROLS = {2025: "CONTROL-0001", 2026: "CONTROL-0001"}


class LostAnswerFinance(PaperFinance):
    """Registers, durably, and does not say so."""

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        super().post(entry, crossing)
        raise Unconfirmed("no answer came back")


class ForgetfulFinance(PaperFinance):
    """Takes the click and registers nothing, without an answer."""

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        self.rehearse(entry)
        crossing()
        raise Unconfirmed("no answer came back")


class GarblingFinance(PaperFinance):
    """Registers another amount than was typed."""

    def enter(self, values: Mapping[str, str], state: str = "起票済") -> Voucher:
        garbled = {**values, "amount": f"{values['amount']}0"} if values["key"] not in CONTROLS.values() else values
        return super().enter(garbled, state)


class RefusingFinance(PaperFinance):
    """Says no to every entry."""

    def rehearse(self, entry: Entry) -> None:  # noqa: ARG002 - the seam's signature
        raise Refused("E-999")


class SilentFinance(PaperFinance):
    """Never answers."""

    def find(self, search: Search) -> list[Voucher]:  # noqa: ARG002
        raise Unavailable("no answer")

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:  # noqa: ARG002
        raise Unavailable("no answer")


def blinded(finance: PaperFinance) -> PaperFinance:
    """The same books, searched for a control voucher that is not in them."""
    blind = PaperFinance(dict.fromkeys(CONTROLS, "CONTROL-9999"))
    blind.vouchers = [replace(v) for v in finance.vouchers]
    return blind
