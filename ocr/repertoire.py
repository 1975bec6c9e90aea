"""Which characters may stand in a field, so that a reader with 18,708 of them does not answer in Chinese (减 费 带 预).

Codes and digits are never masked: that made them worse (facts: .998 → .983).
"""

import string

DATE = frozenset("0123456789０１２３４５６７８９元年月日令和平成昭大正RHSTMrhs./-－ー・,()（）: ")
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
