"""What the system holds against a draft: errors stop it, warnings want a tick."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from practice.finance.draft import Draft
from practice.finance.fields import short_label
from practice.finance.finding import likely_duplicate
from practice.finance.masters import Masters
from practice.finance.messages import Message, message
from practice.finance.vouchers import balance_yen
from practice.finance.wareki import books_close_on, year_begins_on, year_ends_on


def errors_in(draft: Draft, masters: Masters, today: date, connection: Connection) -> list[Message]:
    """Everything that forbids registering; balance and creditor are looked up now."""
    return [
        *_wrong_dates(draft, today),
        *_wrong_codes(draft, masters),
        *_wrong_creditor(draft, masters),
        *_wrong_money(draft, masters, connection),
    ]


def _wrong_dates(draft: Draft, today: date) -> Iterator[Message]:
    if today > books_close_on(draft.fiscal_year):
        yield message("E-103", short_label("fiscal_year"))
    elif not year_begins_on(draft.fiscal_year) <= draft.drafted_on <= books_close_on(draft.fiscal_year):
        yield message("E-104", short_label("drafted_on"))
    for field in ("drafted_on", "invoiced_on", "ordered_on", "delivered_on", "inspected_on"):
        day: date | None = getattr(draft, field)
        if day is not None and day > today:
            yield message("E-105", short_label(field))
    if draft.delivered_on is not None and draft.inspected_on < draft.delivered_on:
        yield message("E-106", short_label("inspected_on"))


def _wrong_codes(draft: Draft, masters: Masters) -> Iterator[Message]:
    school = masters.schools.get(draft.school_code)
    account = masters.accounts.get((draft.fiscal_year, draft.account_code))
    if school is None:
        yield message("E-201", short_label("school_code"))
    if account is None:
        yield message("E-202", short_label("account_code"))
    elif not account.active:
        yield message("E-203", short_label("account_code"))
    elif school is not None and (draft.fiscal_year, school.code, account.code) not in masters.allotments:
        yield message("E-204", short_label("account_code"))


def _wrong_creditor(draft: Draft, masters: Masters) -> Iterator[Message]:
    creditor = masters.creditors.get(draft.creditor_code)
    if creditor is None:
        yield message("E-301", short_label("creditor_code"))
    elif creditor.status == "stopped":
        yield message("E-302", short_label("creditor_code"))
    elif creditor.status == "merged":
        yield message("E-303", short_label("creditor_code"))


def _wrong_money(draft: Draft, masters: Masters, connection: Connection) -> Iterator[Message]:
    if draft.amount_yen < 1:
        yield message("E-402", short_label("amount"))
    if draft.tax_yen > draft.amount_yen:
        yield message("E-403", short_label("tax"))
    allotment = masters.allotments.get((draft.fiscal_year, draft.school_code, draft.account_code))
    if allotment is not None:
        balance = balance_yen(connection, allotment)
        if draft.amount_yen > balance:
            yield message("E-401", short_label("amount"), balance=f"{balance:,}円")


def warnings_on(draft: Draft, masters: Masters, today: date, connection: Connection) -> list[Message]:
    """What a person should look at before registering a draft that has no errors."""
    return list(_warnings(draft, masters, today, connection))


def _warnings(draft: Draft, masters: Masters, today: date, connection: Connection) -> Iterator[Message]:
    if today > year_ends_on(draft.fiscal_year):
        yield message("W-110")
    if not year_begins_on(draft.fiscal_year) <= draft.inspected_on <= year_ends_on(draft.fiscal_year):
        yield message("W-111")
    like = likely_duplicate(connection, draft, timedelta(days=30))
    if like is not None:
        yield message("W-201", voucher_no=like)
    allotment = masters.allotments[draft.fiscal_year, draft.school_code, draft.account_code]
    if (balance_yen(connection, allotment) - draft.amount_yen) * 10 < allotment.allotted_yen:
        yield message("W-305")
    if draft.due_on is not None and draft.due_on < draft.drafted_on:
        yield message("W-306")
