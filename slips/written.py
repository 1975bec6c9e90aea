"""What is written on paper → canonical text: money "10793", dates ISO, codes half-width. None: it cannot be that kind of thing.

Formats veto, they never prove: "10,79" is not money, so the reading that says so is retired (facts: format rules catch what
confidence does not).
"""

import re
import unicodedata
from datetime import date

import jaconv
from kanjize import kanji2number, number2kanji

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
WESTERN_YEARS = range(1989, 2100)
"""Fiscal years that a slip may name without an era; any other four digits are something else."""
GROUPED = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー－一˗"), "-")
# Where 年 and 月 part a date, nothing else does: a stroke among its digits is a 1 as people write it.
_STROKES = str.maketrans("/|lI!", "11111")
_DAIJI = str.maketrans({"壱": "一", "弐": "二", "参": "三", "拾": "十", "萬": "万", "阡": "千", "佰": "百", "〇": "0"})
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
# What no reader can tell apart by its shape alone: small and large kana, kana and the kanji they look like, 〇 and O.
_ALIKE = str.maketrans(
    "ぁぃぅぇぉっゃゅょァィゥェォッャュョー－二力口工卜八夕才○◯O0",
    "あいうえおつやゆよアイウエオツヤユヨ一一ニカロエトハタオ〇〇〇〇",
)
_COMPANY = {"株式会社": "(株)", "有限会社": "(有)", "合同会社": "(同)", "合資会社": "(資)"}
# A browser posts these silently as &#…; on a Shift_JIS page, or they come back changed (domain.md 4.3).
_FOR_CP932 = str.maketrans({"〜": "～", "−": "－", "—": "―", "‖": "∥"})


def fold(text: str) -> str:
    """Half-width, no blanks: for comparing, never for keeping."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def canonical(kind: str, raw: str, pattern: str = "", choices: tuple[str, ...] = ()) -> str | None:
    """The canonical text of `raw` for a field of this kind; None when it is impossible. "" stays ""."""
    if not fold(raw):
        return ""
    match kind:
        case "money":
            text = money(raw)
        case "digits" if not pattern and GROUPED.fullmatch(fold(raw)):  # a quantity of 1,316; no code has commas
            text = fold(raw).replace(",", "")
        case "digits":
            text = code(raw)
        case "code":
            text = _with_dashes(raw, pattern)
        case "date":
            day = date_written(raw)
            text = day.isoformat() if day else None
        case "fiscal_year":
            text = fiscal_year(raw)
        case "words":
            text = amount_in_words(raw)
        case "kana":
            text = kana(raw)
        case "choice":
            text = next((c for c in choices if fold(c) == fold(raw)), None)
        case _:
            text = raw.strip()
    if text and pattern and not re.fullmatch(pattern, text):
        return None
    return text


def money(raw: str) -> str | None:
    """ "¥10,793" → "10793". Commas must group by three, so that a lost digit is noticed."""
    text = fold(raw).removeprefix("金").removesuffix("也").removesuffix("円").removesuffix("-").lstrip("¥\\")
    if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d+", text):
        return None
    digits = text.replace(",", "").lstrip("0")
    return digits or "0"


def code(raw: str) -> str | None:
    """Codes as they are keyed: half-width capitals, any dash becomes "-"."""
    text = fold(raw).translate(_DASHES).upper()
    return text if re.fullmatch(r"[0-9A-Z-]+", text) else None


def _with_dashes(raw: str, pattern: str) -> str | None:
    """A code whose pattern cannot do without its dashes tells nothing by them: 01:10 and 01-10- are 01-10 there."""
    text = code(raw)
    if pattern and (text is None or not re.fullmatch(pattern, text)):
        dashed = re.sub("[-:.・]+", "-", fold(raw).translate(_DASHES).upper()).strip("-")
        if re.fullmatch(pattern, dashed) and not re.fullmatch(pattern, dashed.replace("-", "")):
            return dashed
    return text


def fiscal_year(raw: str) -> str | None:
    """ "令和8年度", "R8", "8" → "2026"; a western year stays. Years before 元 do not exist."""
    match = re.fullmatch(r"(令和|R|平成|H)?(\d{1,4}|元)(年度?)?", fold(raw))
    if not match:
        return None
    year = 1 if match[2] == "元" else int(match[2])
    if year in WESTERN_YEARS and not match[1]:
        return str(year)
    return str(ERAS[match[1] or "令和"] + year) if 1 <= year <= 99 else None


def era_is_named(raw: str) -> bool:
    """Does the writing itself say which calendar it means? Without it a person decides (domain.md 4.3)."""
    return bool(re.match(r"(令和|平成|昭和|[RHS]|\d{4})", fold(raw)))


def date_written(raw: str) -> date | None:
    """ "令和8年11月5日", "R8.11.5", "2026/11/5", "8年11月5日" (令和 is assumed; see era_is_named)."""
    text = fold(raw).translate(_DASHES).replace("元", "1")
    if "年" in text and "月" in text:
        text = text.translate(_STROKES)
    match = re.fullmatch(r"(令和|平成|昭和|[RHS])?(\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?", text)
    if not match:
        return None
    year = int(match[2])
    if year < 1000 or match[1]:
        if not 1 <= year <= 99:
            return None
        year += ERAS[match[1] or "令和"]
    try:
        return date(year, int(match[3]), int(match[4]))
    except ValueError:
        return None


def amount_in_words(raw: str) -> str | None:
    """ "金壱拾弐万参千四百円也" → "123400". Written back and compared, so that a lost numeral is noticed."""
    text = fold(raw).removeprefix("金").removesuffix("也").removesuffix("円")
    plain = text.translate(_DAIJI)
    if not plain or not set(plain) <= set("一二三四五六七八九十百千万億"):
        return None
    try:
        number = kanji2number(plain)
    except ValueError:
        return None
    return str(number) if _without_leading_one(number2kanji(number)) == _without_leading_one(plain) else None


def _without_leading_one(kanji: str) -> str:
    """壱百 and 百 are the same number: both forms stand on real slips."""
    return re.sub("一(?=[十百千])", "", kanji)


def kana(raw: str) -> str:
    """Account holders as banks keep them: half-width, capital kana, "-" for the long vowel mark."""
    wide = unicodedata.normalize("NFKC", raw).translate(_SMALL_KANA)
    wide = re.sub("[ー‐―−－]", "-", jaconv.hira2kata(wide))
    return " ".join(jaconv.z2h(wide, kana=True, ascii=True, digit=True).upper().split())


def company(name: str) -> str:
    """A firm's name for comparing: 株式会社, ㈱ and (株) are the same thing."""
    text = fold(name)
    for long, short in _COMPANY.items():
        text = text.replace(long, short)
    return text


def shape(name: str) -> str:
    """A name as it looks on paper: for judging whether two writings may be the same, never for keeping."""
    return company(name).translate(_ALIKE)


def for_cp932(text: str) -> str:
    """The text as a Shift_JIS page can take it and give it back unchanged."""
    return text.translate(_FOR_CP932)


def fits_cp932(text: str) -> bool:
    """Can the finance system hold every character?"""
    try:
        for_cp932(text).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def fiscal_year_of(day: date) -> int:
    """1 April to 31 March (地方自治法208条)."""
    return day.year if day.month >= 4 else day.year - 1
