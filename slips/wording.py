"""Free text against the city's own words: where a school's name or a 細節 stands but for one character, that one was likely misread.

A reader takes 薬 for 楽 in one type face and is sure of it every time. Such words only veto: what stands there, a person says.
"""

from collections.abc import Iterator, Mapping

from slips.form import Form
from slips.masters import Masters
from slips.written import fold

ALMOST = "almost a word"
"""Key of slips.settle.WHY."""
SHORTEST = 4


def almost_words(form: Form, texts: Mapping[str, str], masters: Masters) -> dict[str, str]:
    """Field of free text → ALMOST, where it holds a word of the masters but for one character, and no other word of theirs there."""
    words = _words(masters)
    free = (f.name for f in form.fields if f.kind == "text" and not f.incidental and texts.get(f.name))
    return {name: ALMOST for name in free if _has_almost(fold(texts[name]), words)}


def _words(masters: Masters) -> frozenset[str]:
    """Names of schools, and 事業, 節 and 細節 without the 費 or 料 that is left out where things are bought: 医薬材料の購入."""
    schools = (fold(s.name) for s in masters.schools.values())
    parts = (fold(part) for a in masters.accounts.values() for part in a.name.split())
    stems = (part[:-1] if part.endswith(("費", "料")) else part for part in parts)
    return frozenset(word for word in (*schools, *stems) if len(word) >= SHORTEST)


def _has_almost(text: str, words: frozenset[str]) -> bool:
    right = {at + n for word in words for at in _places(text, word) for n in range(len(word))}
    return any(at not in right for word in words for at in _off_by_one(text, word))


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _off_by_one(text: str, word: str) -> Iterator[int]:
    """Where in the text a character differs from the word while all its others stand around it."""
    for start in range(len(text) - len(word) + 1):
        differing = [start + n for n, character in enumerate(word) if text[start + n] != character]
        if len(differing) == 1:
            yield differing[0]
