"""Dates and fiscal years as the screens show and take them: 令和8年11月20日, four boxes, 令和8年度."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Era:
    name: str
    first_on: date
    last_on: date


REIWA = Era("令和", date(2019, 5, 1), date(9999, 12, 31))
HEISEI = Era("平成", date(1989, 1, 8), date(2019, 4, 30))
ERAS = (REIWA, HEISEI)


def shown_date(day: date | None) -> str:
    """`令和8年11月20日`, and 元年 for the first year; empty for no date."""
    if day is None:
        return ""
    era = next(era for era in ERAS if day >= era.first_on)
    year = day.year - era.first_on.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def boxes_of(day: date) -> tuple[str, str, str, str]:
    """The four controls for a date: era, year of the era, month, day."""
    era = next(era for era in ERAS if day >= era.first_on)
    return era.name, str(day.year - era.first_on.year + 1), str(day.month), str(day.day)


def date_from_boxes(era_name: str, year: str, month: str, day: str) -> date | None:
    """The date in four boxes, None when all three text boxes are empty.

    Raises ValueError for anything that is not a day of that era.
    """
    if not (year or month or day):
        return None
    era = next((era for era in ERAS if era.name == era_name), None)
    boxes = (year, month, day)
    if era is None or not all(box.isascii() and box.isdigit() and len(box) <= 2 for box in boxes):
        raise ValueError("not a date of an era")
    found = date(era.first_on.year + int(year) - 1, int(month), int(day))
    if not era.first_on <= found <= era.last_on:
        raise ValueError("outside the era")
    return found


def fiscal_year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def shown_fiscal_year(fiscal_year: int) -> str:
    return f"令和{fiscal_year - 2018}年度"


def year_begins_on(fiscal_year: int) -> date:
    return date(fiscal_year, 4, 1)


def year_ends_on(fiscal_year: int) -> date:
    return date(fiscal_year + 1, 3, 31)


def books_close_on(fiscal_year: int) -> date:
    """31 May after the year's end (地方自治法235条の5)."""
    return date(fiscal_year + 1, 5, 31)
