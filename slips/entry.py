"""What will be typed, under which key."""

import base64
import hashlib
from collections.abc import Mapping

from slips.form import Form
from slips.model import Entry, Slip, Voucher
from slips.written import fold, for_cp932

KEY_LENGTH = 12


def key_of(prefix: str, scan_id: str, page: int) -> str:
    """The slip's key: fixed by scan and page, independent of every value a person may correct; 12 half-width characters.

    prefix: 1–3 capitals that name the installation. 45 bits and more of sha256 follow in base32; the store refuses the same key twice.
    """
    digest = hashlib.sha256(f"{scan_id}/{page}".encode()).digest()
    return (prefix + base64.b32encode(digest).decode("ascii"))[:KEY_LENGTH]


def to_entry(slip: Slip, form: Form, versions: Mapping[str, str] | None = None) -> Entry:
    """The slip as the entry screen takes it: canonical texts, in characters that a Shift_JIS page gives back unchanged."""
    values = {target: for_cp932(slip.text(name)) for target, name in form.entry.items()}
    return Entry(slip.id, form.system, slip.version, values, versions or {})


def differing(entry: Entry, voucher: Voucher) -> tuple[str, ...]:
    """Names of the entry's values that the registered voucher does not show; () when it is the same in every field.

    Widths and blanks do not count: systems re-space what they show.
    """
    return tuple(name for name, text in entry.values.items() if fold(voucher.values.get(name, "")) != fold(text))


def claims_of(slip: Slip) -> tuple[tuple[str, str], ...]:
    """What only one slip may ever pay (domain.md check 21): (kind, value) pairs, unique in the store."""
    pairs = []
    if slip.text("creditor_code") and slip.text("invoice_no"):
        pairs.append(("invoice", f"{slip.text('creditor_code')}/{slip.text('invoice_no')}"))
    if slip.text("school_code") and slip.text("slip_no"):
        pairs.append(("slip_no", f"{slip.text('fiscal_year')}/{slip.text('school_code')}/{slip.text('slip_no')}"))
    return tuple(pairs)
