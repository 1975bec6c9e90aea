"""Joint decoding: where a sum fails, the single combination of what readers thought possible that satisfies every equation at once.

It is a witness only where it is unique and every figure it changes stands in two equations that then hold: one equation alone
would let any misread figure be "corrected" to fit (design section 2).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from slips.arithmetic import Equation, equations
from slips.form import Form

Texts = Mapping[str, str]
Candidates = Mapping[str, tuple[str, ...]]
"""Field → other texts that may stand there, likeliest first."""

MOST_CHANGED = 2
MOST_CANDIDATES = 10
MOST_TRIED = 4000
"""About half a second; a slip that needs more is for a person."""
REDUNDANT = 2


def decoded(form: Form, texts: Texts, disputed: Candidates, possible: Candidates) -> dict[str, str]:
    """What the one combination says under which every equation holds, of the figures it decides; {} when none or several do.

    texts: the chosen text of every field; disputed: other first readings of the same field; possible: these, and what unsure
    readers thought possible. Only fields that may be changed stand in either.
    """
    failing = [e for e in equations(form, texts) if not e.holds]
    if not failing:
        return _confirmed(form, texts, disputed)
    found = _solutions(form, texts, _changes(failing, texts, possible))
    if len(found) != 1:
        return {}
    standing = _standing(equations(form, {**texts, **found[0]}))
    return found[0] if all(standing[f] >= REDUNDANT for f in found[0]) else {}


def _confirmed(form: Form, texts: Texts, disputed: Candidates) -> dict[str, str]:
    """Disputed figures as chosen: every equation holds with them, and with no other reading."""
    standing = _standing(equations(form, texts))
    doubtful = [f for f in disputed if standing[f] >= REDUNDANT]
    if not doubtful or _solutions(form, texts, _other_readings(texts, disputed)):
        return {}
    return {f: texts[f] for f in doubtful}


def _other_readings(texts: Texts, disputed: Candidates) -> Iterator[dict[str, str]]:
    """Every other way to choose among the first readings."""
    fields = [f for f in disputed if f in texts]
    for chosen in product(*((texts[f], *disputed[f]) for f in fields)):
        if change := {f: c for f, c in zip(fields, chosen, strict=True) if c != texts[f]}:
            yield change


def _solutions(form: Form, texts: Texts, changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The changes that satisfy every equation; two that say nothing where there are too many to try."""
    found: list[dict[str, str]] = []
    for tried, change in enumerate(changes):
        if tried == MOST_TRIED:
            return [{}, {}]
        if all(e.holds for e in equations(form, {**texts, **change})):
            found.append(change)
    return found


def _changes(failing: list[Equation], texts: Texts, candidates: Candidates) -> Iterator[dict[str, str]]:
    """Every way to change one figure, then two, that touches each failing equation."""
    concerned = sorted({f for e in failing for f in e.fields if candidates.get(f)})
    for count in range(1, MOST_CHANGED + 1):
        for fields in combinations(concerned, count):
            if all(set(e.fields) & set(fields) for e in failing):
                others = [[c for c in candidates[f][:MOST_CANDIDATES] if c != texts.get(f)] for f in fields]
                yield from (dict(zip(fields, chosen, strict=True)) for chosen in product(*others))


def _standing(tried: list[Equation]) -> Counter[str]:
    """In how many equations each figure stands."""
    return Counter(f for e in tried for f in e.fields)
