"""Consumption tax: the rates by the day they came into force, and what one rounding per rate may make of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType


@dataclass(frozen=True)
class Rates:
    """The rates in force from a day on: rate as printed → share of the price without tax."""

    first_on: date
    shares: Mapping[str, Fraction]


# 消費税法29条, 改正法 (平成24年法律68号, 平成28年法律85号): 10 % and the reduced 8 % since October 2019, 8 % before.
RATES = (
    Rates(date(2014, 4, 1), MappingProxyType({"8": Fraction(8, 100)})),
    Rates(date(2019, 10, 1), MappingProxyType({"10": Fraction(10, 100), "8": Fraction(8, 100)})),
)


def rates_on(day: date | None) -> Mapping[str, Fraction]:
    """The rates in force on a day; the latest where no day is known."""
    return next((r.shares for r in reversed(RATES) if day is None or r.first_on <= day), RATES[0].shares)


def legal_taxes(base: int, share: Fraction, *, inclusive: bool = False) -> frozenset[int]:
    """Whole yen that one rounding may give (消費税法施行令70条の10: once per rate, method free). inclusive: base contains the tax."""
    exact = base * (share / (1 + share) if inclusive else share)
    return frozenset({floor(exact), floor(exact + Fraction(1, 2)), ceil(exact)})
