"""How values look on a system's screens: canonical text → what is typed, what is shown → canonical text.

A system declares its formats once (`[formats]` in its system.toml); each is one of KINDS, a pair of plain functions.
What is shown and cannot be that kind of thing is handed back as it stands: it then equals no canonical text.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from slips.written import code, date_written, fiscal_year, for_cp932, money

ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
_FULL_WIDTH = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}


@dataclass(frozen=True)
class Format:
    """One way of writing. choices: canonical code → the text of the list's row."""

    kind: str
    commas: bool = False
    full_width: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def write(form: Format, text: str) -> str:
    """The canonical `text` as it is typed; "" stays "". ValueError when it is no such thing."""
    written = KINDS[form.kind][0](form, text) if text else ""
    return written.translate(_FULL_WIDTH) if form.full_width else written


def read(form: Format, untrusted_shown: str) -> str:
    """The canonical text of what a screen shows; what cannot be understood comes back as it stands."""
    shown = untrusted_shown.strip()
    return KINDS[form.kind][1](form, shown) if shown else ""


def era_parts(day: date) -> tuple[str, str, str, str]:
    """Era, year, month, day as the four boxes of a 和暦 date take them (元年 is typed 1)."""
    for era, first_on in ERAS:
        if day >= first_on:
            return era, str(day.year - first_on.year + 1), str(day.month), str(day.day)
    raise ValueError("before 昭和")


def _write_money(form: Format, text: str) -> str:
    return f"{int(text):,}" if form.commas else str(int(text))


def _read_money(_: Format, shown: str) -> str:
    return money(shown) or shown


def _write_era_date(_: Format, text: str) -> str:
    era, year, month, day = era_parts(date.fromisoformat(text))
    return f"{era}{year}年{month}月{day}日"


def _write_slash_date(_: Format, text: str) -> str:
    return f"{date.fromisoformat(text):%Y/%m/%d}"


def _read_date(_: Format, shown: str) -> str:
    day = date_written(shown)
    return day.isoformat() if day else shown


def _write_fiscal_year(_: Format, text: str) -> str:
    """Named by its first day: the year that began on 1 April 2019 is 平成31年度."""
    era, year, _month, _day = era_parts(date(int(text), 4, 1))
    return f"{era}{year}年度"


def _read_fiscal_year(_: Format, shown: str) -> str:
    return fiscal_year(shown) or shown


def _write_choice(form: Format, text: str) -> str:
    if text not in form.choices:
        raise ValueError("not among the choices")
    return form.choices[text]


def _read_choice(form: Format, shown: str) -> str:
    return next((key for key, choice in form.choices.items() if choice == shown), shown)


def _write_text(_: Format, text: str) -> str:
    return for_cp932(text)


def _read_text(_: Format, shown: str) -> str:
    return for_cp932(shown)


def _write_code(_: Format, text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _read_code(_: Format, shown: str) -> str:
    return code(shown) or shown


KINDS: dict[str, tuple[Callable[[Format, str], str], Callable[[Format, str], str]]] = {
    "text": (_write_text, _read_text),
    "code": (_write_code, _read_code),
    "money": (_write_money, _read_money),
    "era_date": (_write_era_date, _read_date),
    "slash_date": (_write_slash_date, _read_date),
    "fiscal_year": (_write_fiscal_year, _read_fiscal_year),
    "choice": (_write_choice, _read_choice),
}
