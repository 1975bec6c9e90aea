"""Sums, bank details and heads of invoices, in the wordings that vendors use; each a list of runs or rows for blocks.py."""

from practice.paper.invoice.bill import Bill
from practice.paper.invoice.blocks import Piece
from practice.paper.invoice.look import Look, full_width


def total_of(bill: Bill, look: Look) -> tuple[str, str]:
    """The amount asked for."""
    return ("amount", look.total_yen(bill.total))


def subtotal(bill: Bill, rate: str, look: Look) -> tuple[str, str]:
    return (f"subtotal_{rate}", look.yen(bill.subtotals[rate]))


def tax(bill: Bill, rate: str, look: Look) -> tuple[str, str]:
    return (f"tax_{rate}", look.yen(bill.taxes[rate]))


def bank_line(bill: Bill) -> list[Piece]:
    """Bank, branch, type and number in one line."""
    v = bill.vendor
    return [
        ("bank_name", v.bank_name),
        ("branch_name", v.branch_name),
        ("account_type", v.account_type),
        ("account_no", v.account_no),
    ]


def holder(bill: Bill) -> tuple[str, str]:
    """The account's holder in full-width kana."""
    return ("holder_kana", full_width(bill.vendor.holder_kana))


def registration(bill: Bill) -> tuple[str, str] | None:
    """The registration number, where the vendor has one."""
    return ("registration_no", bill.vendor.registration_no) if bill.vendor.registration_no else None


def addressee(bill: Bill) -> tuple[str, str]:
    return ("addressee", bill.addressee)


def issuer(bill: Bill) -> tuple[str, str]:
    return ("issuer_name", bill.vendor.name)
