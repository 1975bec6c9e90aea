"""A voucher's values as the confirm screen and the detail screen write them."""

from collections.abc import Mapping
from datetime import date, datetime

from practice.finance.fields import DATES, LABELS, short_label
from practice.finance.wareki import shown_date, shown_fiscal_year


def yen(amount: object) -> str:
    return f"{amount:,}円"


def shown_moment(iso: str) -> str:
    """`令和8年11月20日 10時15分30秒`; empty for none."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso)
    return f"{shown_date(moment.date())} {moment:%H時%M分%S秒}"


def shown_values(registered: Mapping[str, object]) -> list[tuple[str, str]]:
    """(label, text) in the order of the entry screen, without balances."""
    return [(short_label(field), _text(field, registered)) for field in LABELS if field != "balance"]


def _text(field: str, registered: Mapping[str, object]) -> str:
    if field == "fiscal_year":
        return shown_fiscal_year(int(str(registered["fiscal_year"])))
    if field == "department":
        return f"{registered['department_code']}\u3000{registered['department_name']}"
    if field in DATES:
        iso = registered[field]
        return shown_date(date.fromisoformat(str(iso))) if iso else ""
    if field in ("amount", "tax"):
        return yen(registered[f"{field}_yen"])
    return str(registered[field])
