"""Which tax rate a sum belongs to whose label does not say so, and whether it may belong to one rate at all."""

from collections.abc import Mapping

from ocr.free_page import Rect
from ocr.free_places import Place, rate_of, says_rate
from slips.form import Form


def each_for_one(form: Form, places: Mapping[str, Place], rates: frozenset[str]) -> dict[str, Place]:
    """Places whose label names no rate (小計, 消費税) go to the field whose rate is the page's only one, else to nobody.

    They may be of both rates together, even where only one field claims them.
    """
    claims = _claims(places)
    known = {rate_of(n) for names in claims for n in names if rate_of(n) and says_rate(places[n].label)} | rates
    kept: dict[str, Place] = {}
    for names in claims:
        is_told = len(names) == 1 and (not rate_of(names[0]) or says_rate(places[names[0]].label))
        own = names if is_told else [n for n in names if known == {rate_of(n)}]
        if not own and not known and all(rate_of(n) for n in names):
            own = [n for n in names if n == next(f.name for f in form.fields if f.name in names)]
        kept |= {n: places[n] for n in own[:1]}
    return kept


def _claims(places: Mapping[str, Place]) -> list[list[str]]:
    """Fields by the place they claim; two places are one where the smaller lies mostly in the other."""
    claims: list[list[str]] = []
    for name, place in places.items():
        same = next((names for names in claims if _is_within(place.rect, places[names[0]].rect)), None)
        if same is None:
            claims.append([name])
        else:
            same.append(name)
    return claims


def _is_within(one: Rect, other: Rect) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((r[2] - r[0]) * (r[3] - r[1]) for r in (one, other))
    return wide > 0 and high > 0 and wide * high > smaller / 2
