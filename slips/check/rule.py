"""What a rule is given, and what it gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.tax import rates_on


@dataclass(frozen=True)
class Duplicate:
    """Another slip that may be the same payment. certain: same creditor and invoice number, or same school and slip number."""

    slip_id: str
    certain: bool
    why: str


@dataclass(frozen=True)
class Facts:
    """What a rule may know beside the slip and the masters.

    tax_rates: rate as printed → share of the price (slips.tax); cut_off: last day on which the city takes vouchers of the old year.
    """

    today: date
    duplicates: tuple[Duplicate, ...] = ()
    tax_rates: Mapping[str, Fraction] = field(default_factory=lambda: rates_on(None))


class Rule(Protocol):
    def __call__(self, slip: Slip, form: Form, masters: Masters, facts: Facts, /) -> Iterable[Finding]: ...


def day(slip: Slip, name: str) -> date | None:
    """The date in a field, None where it is blank or no date."""
    try:
        return date.fromisoformat(slip.text(name))
    except ValueError:
        return None


def yen(slip: Slip, name: str) -> int | None:
    """The int in a field, None where it is blank or no number."""
    text = slip.text(name)
    return int(text) if text.isascii() and text.isdigit() else None
