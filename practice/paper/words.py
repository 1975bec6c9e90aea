"""Amounts as they are written out so that nobody can add a stroke: 金壱拾弐万参千四百円也."""

_DIGITS = "〇壱弐参四五六七八九"
_UNITS = ("", "拾", "百", "千")
_GROUPS = ("", "万", "億")


def amount_in_words(yen: int) -> str:
    """The amount in 大字; a 1 is always written (壱百), so that nothing fits in front."""
    parts = []
    for group, unit in enumerate(_GROUPS):
        four = yen // 10_000**group % 10_000
        if four:
            parts.append("".join(_digit(four, place) for place in (3, 2, 1, 0)) + unit)
    return f"金{''.join(reversed(parts))}円也"


def _digit(four: int, place: int) -> str:
    digit = four // 10**place % 10
    return _DIGITS[digit] + _UNITS[place] if digit else ""
