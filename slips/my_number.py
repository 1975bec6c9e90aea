"""個人番号 (My Number): its check digit, and where one may stand in a line of text.

Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律施行令 第8条 and 平成26年総務省令第85号 第5条
(eleven digits and a weighted check digit modulo 11).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LENGTH = 12
LONGEST_GAP = 3
MOST_ALIKE = 2
"""So many characters of a run may be letters that look like digits."""

SEPARATORS = frozenset(" \t\u3000-‐‑‒–—―−－ー一・･.·．_＿:：/／'’|｜")
RULES = frozenset("lI!丨[]")
"""What readers make of the rules between boxes; between digits they part nothing."""
ALIKE = dict(zip("OoQD〇○lIi!ZzSsbBqg", "000000111122556899", strict=True))


@dataclass(frozen=True)
class Run:
    """Twelve digits in a text. start, end: where they stand, as for a slice; sure: none of them is a letter that looks like one."""

    start: int
    end: int
    digits: str
    sure: bool


@dataclass(frozen=True)
class _Group:
    """Digits that touch one another. alike: how many of them are letters."""

    start: int
    end: int
    digits: str
    alike: int


def check_digit(eleven: str) -> str:
    """The twelfth digit that belongs to the first eleven. Raises ValueError for anything but eleven ASCII digits."""
    if len(eleven) != LENGTH - 1 or not _is_plain(eleven):
        raise ValueError("a check digit belongs to eleven digits")
    weighted = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), 1))
    rest = weighted % 11
    return "0" if rest <= 1 else str(11 - rest)


def is_my_number(digits: str) -> bool:
    """Whether these are twelve ASCII digits of which the last is the check digit of the others."""
    return len(digits) == LENGTH and _is_plain(digits) and check_digit(digits[:-1]) == digits[-1]


def runs(text: str) -> list[Run]:
    """Every place where twelve digits stand together, in whatever width, with or without blanks and hyphens between groups.

    Digits of a longer number and amounts with commas are none; whether the check digit holds is not asked here.
    """
    strict, lenient = (_runs(text, alike) for alike in ({}, ALIKE))
    known = {(run.start, run.end) for run in strict}
    return [*strict, *(run for run in lenient if (run.start, run.end) not in known)]


def named(text: str) -> list[Run]:
    """Those runs whose check digit holds."""
    return [run for run in runs(text) if is_my_number(run.digits)]


def _is_plain(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()


def _runs(text: str, alike: Mapping[str, str]) -> list[Run]:
    return [run for row in _rows(text, list(_groups(text, alike))) for run in _twelves(row)]


def _groups(text: str, alike: Mapping[str, str]) -> Iterator[_Group]:
    """Groups with at least one true digit; a comma beside one makes an amount of it."""
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and (text[end].isdecimal() or text[end] in alike):
            end += 1
        part = text[start:end]
        letters = sum(c in alike for c in part)
        if letters < len(part) and not {text[start - 1 : start], text[end : end + 1]} & {",", "，"}:
            digits = "".join(alike.get(c) or str(unicodedata.decimal(c)) for c in part)
            yield _Group(start, end, digits, letters)
        start = max(end, start + 1)


def _rows(text: str, groups: list[_Group]) -> Iterator[list[_Group]]:
    """Neighbouring groups with nothing but a few separators between them."""
    row: list[_Group] = []
    for group in groups:
        between = text[row[-1].end : group.start] if row else ""
        if row and (len(between) > LONGEST_GAP or not (SEPARATORS | RULES).issuperset(between)):
            yield row
            row = []
        row.append(group)
    if row:
        yield row


def _twelves(row: list[_Group]) -> Iterator[Run]:
    for first in range(len(row)):
        for last in range(first, len(row)):
            part = row[first : last + 1]
            letters = sum(g.alike for g in part)
            if sum(len(g.digits) for g in part) == LENGTH and letters <= MOST_ALIKE and _is_one_number(part):
                yield Run(part[0].start, part[-1].end, "".join(g.digits for g in part), not letters)


def _is_one_number(part: list[_Group]) -> bool:
    """Twelve in one; in two, where a reader saw a blank that is none; or in groups of four and less."""
    return len(part) <= 2 or all(len(g.digits) <= 4 for g in part)
