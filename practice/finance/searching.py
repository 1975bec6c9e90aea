"""The conditions of the look-up screen: as typed, and as understood."""

from datetime import date

from practice.finance.fields import BOXES, boxes
from practice.finance.finding import Search
from practice.finance.messages import Message, message
from practice.finance.session import User
from practice.finance.vouchers import DRAFTED
from practice.finance.wareki import REIWA, date_from_boxes, fiscal_year_of

TEXTS = ("voucher_no", "reference_no", "creditor_code")
RANGES = {"amount_from": "金額", "amount_to": "金額", "drafted_from": "起票日", "drafted_to": "起票日"}
CONDITIONS = (
    *TEXTS,
    "amount_from",
    "amount_to",
    *boxes("drafted_from"),
    *boxes("drafted_to"),
    "fiscal_year",
    "state",
    "department_code",
)


def preset_conditions(today: date, user: User) -> dict[str, str]:
    """As narrow as such systems are at first: this year, 起票済, one's own department."""
    return dict.fromkeys(CONDITIONS, "") | {
        "drafted_from_era": REIWA.name,
        "drafted_to_era": REIWA.name,
        "fiscal_year": str(fiscal_year_of(today)),
        "state": DRAFTED,
        "department_code": user.department_code,
    }


def understood(typed: dict[str, str]) -> Search | list[Message]:
    """The search, or what is wrong with its conditions."""
    amounts, days, errors = _bounds(typed)
    if errors:
        return errors
    return Search(
        voucher_no=typed["voucher_no"].upper() or None,
        reference_no=typed["reference_no"].upper() or None,
        creditor_code=typed["creditor_code"] or None,
        amount_from=amounts["amount_from"],
        amount_to=amounts["amount_to"],
        drafted_from=days["drafted_from"],
        drafted_to=days["drafted_to"],
        fiscal_year=int(typed["fiscal_year"]) if typed["fiscal_year"].isdigit() else None,
        state=typed["state"] or None,
        department_code=typed["department_code"] or None,
    )


def _bounds(typed: dict[str, str]) -> tuple[dict[str, int | None], dict[str, date | None], list[Message]]:
    amounts: dict[str, int | None] = {}
    days: dict[str, date | None] = {}
    errors = []
    for bound, label in RANGES.items():
        try:
            if bound.startswith("amount"):
                amounts[bound] = _amount(typed[bound])
            else:
                days[bound] = _day(typed, bound)
        except ValueError:
            errors.append(message("E-102", label))
    return amounts, days, errors


def _amount(text: str) -> int | None:
    digits = text.replace(",", "")
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError(text)
    return int(digits) if digits else None


def _day(typed: dict[str, str], bound: str) -> date | None:
    era, year, month, day = (typed[f"{bound}_{box}"] for box in BOXES)
    return date_from_boxes(era, year, month, day)
