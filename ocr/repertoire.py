"""Which characters may stand in a field, so that a reader with 18,708 of them does not answer in Chinese (减 费 带 预).

Codes and digits are never masked: that made them worse (facts: .998 → .983).
"""

import string
import unicodedata
from collections.abc import Sequence

DATE = frozenset("0123456789０１２３４５６７８９元年月日令和平成昭大正RHSTMrhs./-－ー・,()（）: ")
WORDS = frozenset("金円也圓零〇一二三四五六七八九十百千万億壱壹弐貳参參拾萬阡佰")
"""Amounts in words (壱拾弐万…): without 白 for 百 and 石 for 五."""
_KANA_HINT = frozenset(
    "".join(chr(c) for c in range(0x30A1, 0x30FD))
    + "".join(chr(c) for c in range(0xFF61, 0xFFA0))
    + string.ascii_uppercase
    + string.digits
    + "()（）.．-－ー・/／「」, 　"
)


def may_stand(hint: str, character: str) -> bool:
    """Whether the character may stand in a field with this hint; True for hints that are not masked."""
    if hint == "date":
        return character in DATE
    if hint == "words":
        return character in WORDS
    if hint == "kana":
        return character in _KANA_HINT
    return hint != "text" or is_japanese(character)


def is_japanese(character: str) -> bool:
    """Whether Windows' Japanese character set (CP932: JIS X 0208 with the vendors' additions) holds the character.

    册 is in it, but Japan writes 冊.
    """
    if character == "册":
        return False
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def in_two_widths(characters: Sequence[str]) -> list[tuple[int, int]]:
    """Places of characters that are there in two widths, as (kept, other): Japanese text keeps its wide signs, and narrow letters, digits and blanks.

    （ and ( are one sign: whether it was wide is nobody's business, so neither reading may take confidence from the other.
    """
    place = {c: i for i, c in enumerate(characters) if len(c) == 1}  # the blank has no character, or a word for one
    pairs = []
    for wide, at in place.items():
        how, _, code = unicodedata.decomposition(wide).partition(" ")
        narrow = chr(int(code, 16)) if how == "<wide>" else ""
        if narrow in place:
            pairs.append((place[narrow], at) if narrow.isalnum() or narrow == " " else (at, place[narrow]))
    return pairs
