"""The domain's words as people at the desk say them."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from slips.form import Field
from slips.model import Severity, Witness
from slips.read import CORRECTED, HIDDEN
from slips.settle import A_PERSON_HAS_SPOKEN, DECODED, WHY
from slips.status import Status
from slips.written import ERAS, canonical

JAPAN = timezone(timedelta(hours=9), "JST")
REIWA = ERAS["令和"]

STATUS: Mapping[Status, str] = {
    Status.READ: "読み取り済",
    Status.HELD: "保留",
    Status.READY: "承認待ち",
    Status.APPROVED: "登録待ち",
    Status.POSTING: "登録中",
    Status.COMMITTING: "登録の確認中",
    Status.POSTED: "登録済",
    Status.UNCONFIRMED: "登録結果不明",
    Status.REJECTED: "却下",
    Status.RETURNED: "差戻し",
    Status.CANCELLED: "取消",
    Status.SUPERSEDED: "差替え済",
}

ROLE: Mapping[str, str] = {"clerk": "担当者", "supervisor": "承認者", "admin": "管理者"}

SEVERITY: Mapping[Severity, str] = {"B": "要修正", "H": "要確認", "W": "注意"}

_ENGINES = {
    "rapidocr": "文字認識A",
    "easyocr": "文字認識B",
    "digits-cnn": "手書き数字の認識",
    "textlayer": "PDFの文字",
    "barcode": "バーコード",
}
_KINDS = {
    "ink": "空欄の判定",
    "mark": "印の判定",
    "correction": "訂正の跡",
    "joint": "計算との照合",
    "textlayer": "PDFの文字",
    "data": "データの値",
}
_MASTERS = {
    "school": "学校台帳",
    "account": "科目台帳",
    "creditor": "債権者台帳",
    "bank": "金融機関台帳",
    "branch": "支店台帳",
    "creditor_account": "債権者台帳の口座",
    "holder": "債権者台帳の口座名義",
    "payment": "支払方法の一覧",
    "issuer": "債権者台帳の登録番号",
    "issuer_account": "債権者台帳の口座",
}
_RETIRED = {
    A_PERSON_HAS_SPOKEN: "人が入力したため使いません",
    "impossible format": "書き方が成り立ちません",
    "no calendar named": "元号がありません",
    DECODED: "計算の全体と合わないため使いません",
    HIDDEN: "画像の裏にある文字のため使いません",
    CORRECTED: "書き直した跡があります",
}
_SUMS = {
    "total": "計算（合計）",
    "amount in words": "大字の金額",
    "year of delivery": "納品日の年度",
    "subsidy rule": "補助額の計算",
    "pass period": "定期券の期間と月数",
    "other subsidy": "他の補助の額の記入",
}
_VOUCHED = "ほかに裏付けがありません。承認する人が画像と見比べて確かめます。"


def why(key: str, vouched: bool = False) -> str:
    """Why a value is not settled, in plain words; `vouched`: a person has already said what stands there."""
    return _VOUCHED if vouched else WHY.get(key, key)


def source(witness: Witness, names: Mapping[str, str]) -> str:
    """Who says so. names: login → display name."""
    if witness.kind == "person":
        return names.get(witness.source, witness.source)
    if witness.kind == "master":
        return _MASTERS.get(witness.source.removesuffix(" master"), "台帳")
    if witness.kind == "arithmetic":
        return _equation(witness.source)
    if witness.kind in _KINDS:
        return _KINDS[witness.kind]
    return _ENGINES.get(witness.source.lower(), witness.source)


def _equation(name: str) -> str:
    if line := re.match(r"line (\d+):", name):
        return f"計算（{line[1]}行目 数量×単価）"
    if rate := re.match(r"tax at (\d+) %", name):
        return f"計算（{rate[1]}％の消費税）"
    if rate := re.match(r"sum of lines (?:and tax )?at (\d+) %", name):
        return f"計算（{rate[1]}％対象の明細の合計）"
    return _SUMS.get(name, "計算（合計）" if name.startswith("total ") else "計算")


def retired(reason: str) -> str:
    """Why a witness no longer counts."""
    return _RETIRED.get(reason, reason)


def shown(field: Field, text: str) -> str:
    """A canonical text as it stands on paper: 10,793 / 令和8年11月5日; anything unusual as it is."""
    if not text:
        return ""
    if field.kind in ("money", "words") and text.isascii() and text.isdigit():
        return f"{int(text):,}"
    if field.kind == "fiscal_year" and text.isascii() and text.isdigit() and int(text) > REIWA:
        return f"令和{int(text) - REIWA}年度"
    if field.kind == "date":
        try:
            return japanese_date(date.fromisoformat(text))
        except ValueError:
            return text
    return text


def typed(field: Field, untrusted_text: str) -> str | None:
    """What a person typed, in a writing that `canonical` takes; None when it cannot be such a thing.

    Where a person types money, commas prove nothing; an amount in words may be typed in figures.
    """
    text = untrusted_text.strip()
    if field.kind in ("money", "words"):
        digits = canonical("money", re.sub("[,，、]", "", text))
        text = (in_kanji(int(digits)) if field.kind == "words" else digits) if digits else text
    found = canonical(field.kind, text, field.pattern, field.choices)
    return text if found is not None and field.kind == "words" else found


def in_kanji(number: int) -> str:
    """1234 → 千二百三十四, as far as 億; 0 and what is beyond become ""."""
    groups = [(number // 10 ** (4 * n) % 10000, unit) for n, unit in enumerate(("", "万", "億"))]
    return "".join(_four(group) + unit for group, unit in reversed(groups) if group) if number < 10**12 else ""


def _four(number: int) -> str:
    digits = [(number // 10**n % 10, unit) for n, unit in enumerate(("", "十", "百", "千"))]
    return "".join(("" if d == 1 and unit else "一二三四五六七八九"[d - 1]) + unit for d, unit in reversed(digits) if d)


def example(field: Field) -> str:
    """How to write it, for the hint under an input."""
    return {
        "money": "例 10793",
        "words": "例 10793（数字で）",
        "date": "例 R8.11.5",
        "fiscal_year": "例 8（令和8年度）",
        "kana": "例 ｶ)ﾊﾅｻﾞﾄ",
    }.get(field.kind, "")


def japanese_date(day: date | None) -> str:
    """令和8年11月5日; western years before 令和."""
    if day is None:
        return ""
    if day < date(2019, 5, 1):
        return f"{day.year}年{day.month}月{day.day}日"
    year = day.year - REIWA
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"


def moment(at: datetime | None) -> str:
    """A moment on a Japanese clock: 2026-11-05 09:30."""
    return at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M") if at else ""


def age(since: datetime, now: datetime | None = None) -> str:
    """How long something has waited: 12分, 3時間, 2日."""
    minutes = int(((now or datetime.now(UTC)) - since).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)}分"
    return f"{minutes // 60}時間" if minutes < 48 * 60 else f"{minutes // (24 * 60)}日"


def yen(amount: int | None) -> str:
    """¥10,793; "" for none."""
    return "" if amount is None else f"¥{amount:,}"
