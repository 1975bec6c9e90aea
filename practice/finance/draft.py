"""What a clerk typed on the entry screen, as the system understands it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from practice.finance.fields import BOXES, DATES, PAYMENT_METHODS, has_foreign_characters, short_label
from practice.finance.messages import Message, message
from practice.finance.wareki import boxes_of, date_from_boxes, fiscal_year_of

REQUIRED = (
    "fiscal_year",
    "drafted_on",
    "school_code",
    "account_code",
    "subject",
    "creditor_code",
    "payment_method",
    "amount",
    "invoiced_on",
    "inspected_on",
)
# field: shape after trimming, message when it has another
SHAPES = {
    "fiscal_year": (r"\d{4}", "E-102"),
    "school_code": (r"\d{3}", "E-102"),
    "account_code": (r"\d{2}(-\d{2}){3}-\d{6}(-\d{2}){2}", "E-102"),
    "reference_no": (r"[0-9A-Z-]*", "E-121"),
    "creditor_code": (r"\d{8}", "E-102"),
    "payment_method": ("|".join(PAYMENT_METHODS), "E-102"),
    "amount": (r"\d{1,10}", "E-102"),
    "tax": (r"\d{0,10}", "E-102"),
    "invoice_no": (r"[0-9A-Za-z/-]*", "E-121"),
}
LIMITS = {"reference_no": 12, "invoice_no": 20}
FULL_WIDTH_BYTES = 80


@dataclass(frozen=True)
class Draft:
    """One entry with every value in its own type; money in yen, absent dates None."""

    fiscal_year: int
    drafted_on: date
    school_code: str
    account_code: str
    reference_no: str
    subject: str
    description: str
    creditor_code: str
    payment_method: str
    amount_yen: int
    tax_yen: int
    invoice_no: str
    invoiced_on: date
    ordered_on: date | None
    delivered_on: date | None
    inspected_on: date
    due_on: date | None


def preset(business_day: date) -> dict[str, str]:
    """The controls of a fresh entry screen that are not empty."""
    typed = {f"{field}_era": boxes_of(business_day)[0] for field in DATES}
    typed |= {f"drafted_on_{box}": part for box, part in zip(BOXES, boxes_of(business_day), strict=True)}
    return typed | {"fiscal_year": str(fiscal_year_of(business_day))}


def hyphenated(account_code: str) -> str:
    """`011002010012011001` as `01-10-02-01-001201-10-01`; anything else unchanged."""
    found = re.fullmatch(r"(\d{2})(\d{2})(\d{2})(\d{2})(\d{6})(\d{2})(\d{2})", account_code)
    return "-".join(found.groups()) if found else account_code


def tidy(typed: dict[str, str]) -> dict[str, str]:
    """The controls as a clerk means them: codes upper case, money without commas, digits half-width."""
    tidied = {control: value.strip() for control, value in typed.items()}
    for money in ("amount", "tax"):
        tidied[money] = unicodedata.normalize("NFKC", tidied[money]).replace(",", "")
    tidied["reference_no"] = tidied["reference_no"].upper()
    tidied["account_code"] = hyphenated(tidied["account_code"])
    return tidied


def understand(typed: dict[str, str]) -> Draft | list[Message]:
    """The draft, or everything that keeps the typed text from being one."""
    tidied = tidy(typed)
    dates, errors = _dates(tidied)
    for field in REQUIRED:
        if not (dates.get(field) if field in DATES else tidied[field]) and not _complains(errors, field):
            errors.append(message("E-101", short_label(field)))
    errors += [error for field in SHAPES if (error := _misshapen(field, tidied[field]))]
    errors += [error for field in ("subject", "description") if (error := _unwritable(field, tidied[field]))]
    return errors or _draft(tidied, dates)


def _complains(errors: list[Message], field: str) -> bool:
    return any(error.field == short_label(field) for error in errors)


def _dates(tidied: dict[str, str]) -> tuple[dict[str, date | None], list[Message]]:
    dates: dict[str, date | None] = {}
    errors = []
    for field in DATES:
        era, year, month, day = (tidied[f"{field}_{box}"] for box in BOXES)
        try:
            dates[field] = date_from_boxes(era, year, month, day)
        except ValueError:
            errors.append(message("E-102", short_label(field)))
    return dates, errors


def _misshapen(field: str, text: str) -> Message | None:
    shape, code = SHAPES[field]
    if not text:
        return None  # required or not is another question
    if has_foreign_characters(text):
        return message("E-120", short_label(field))
    if re.fullmatch(shape, text, re.ASCII) is None:
        return message(code, short_label(field))
    if len(text) > LIMITS.get(field, len(text)):
        return message("E-110", short_label(field), limit=f"半角{LIMITS[field]}")
    return None


def _unwritable(field: str, text: str) -> Message | None:
    if has_foreign_characters(text):
        return message("E-120", short_label(field))
    if re.search(r"[\uff61-\uff9f]", text):
        return message("E-122", short_label(field))
    if len(text.encode("cp932")) > FULL_WIDTH_BYTES:
        return message("E-110", short_label(field), limit="全角40")
    return None


def _draft(tidied: dict[str, str], dates: dict[str, date | None]) -> Draft:
    drafted_on, invoiced_on, inspected_on = dates["drafted_on"], dates["invoiced_on"], dates["inspected_on"]
    if drafted_on is None or invoiced_on is None or inspected_on is None:
        raise ValueError("a required date is missing")
    return Draft(
        fiscal_year=int(tidied["fiscal_year"]),
        drafted_on=drafted_on,
        school_code=tidied["school_code"],
        account_code=tidied["account_code"],
        reference_no=tidied["reference_no"],
        subject=tidied["subject"],
        description=tidied["description"],
        creditor_code=tidied["creditor_code"],
        payment_method=tidied["payment_method"],
        amount_yen=int(tidied["amount"]),
        tax_yen=int(tidied["tax"] or "0"),
        invoice_no=tidied["invoice_no"],
        invoiced_on=invoiced_on,
        ordered_on=dates["ordered_on"],
        delivered_on=dates["delivered_on"],
        inspected_on=inspected_on,
        due_on=dates["due_on"],
    )
