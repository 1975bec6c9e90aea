"""A small form, masters and readings made up for the tests of the domain: one page to read before any of them."""

from dataclasses import replace

from slips.form import Form
from slips.form_file import form_from
from slips.masters import Account, Branch, Creditor, Masters, School, Setsu
from slips.model import PageReading, Reading, Slip, Text
from slips.read import slip_from

_LINE = 0.01


def form(*, printed: bool = True, **changes: object) -> Form:
    """A slip with one amount, one date, one code with its name, and two lines of items."""
    fields = [
        ("fiscal_year", "fiscal_year", True, True),
        ("amount", "money", True, True),
        ("amount_words", "words", False, False),
        ("subtotal_10", "money", True, False),
        ("tax_10", "money", True, False),
        ("creditor_code", "code", True, True),
        ("creditor_name", "name", False, True),
        ("account_no", "digits", True, False),
        ("delivered_on", "date", True, True),
        ("description", "text", False, False),
    ]
    table = {
        "name": "lines", "label": "明細", "box": [0.1, 0.5, 0.9, 0.6], "rows": 2,
        "columns": [
            {"name": "qty", "label": "数量", "kind": "digits", "left": 0.1, "right": 0.2, "printed": printed},
            {"name": "unit_price", "label": "単価", "kind": "money", "left": 0.2, "right": 0.4, "printed": printed},
            {"name": "rate", "label": "税率", "kind": "choice", "choices": ["10", "8"], "left": 0.4, "right": 0.5, "printed": printed},
            {"name": "amount", "label": "金額", "kind": "money", "left": 0.5, "right": 0.9, "critical": True, "printed": printed},
        ],
    }  # fmt: skip
    made = form_from(
        {
            "name": "small", "title": "小さな伝票", "version": 1, "reference": "small.png",
            "anchors": [{"text": "小さな伝票", "box": [0.1, 0.0, 0.9, 0.05], "title": True}],
            "fields": [
                {"name": n, "label": n, "kind": k, "critical": c, "required": r, "printed": printed, "box": _box(i)}
                for i, (n, k, c, r) in enumerate(fields)
            ],
            "tables": [table],
            "ties": [{"master": "creditor", "fields": ["creditor_code", "creditor_name"]}],
            "sums": ["rows", "subtotals", "total", "words"],
            "rules": ["fiscal_year", "sums", "tax", "amount_words", "date_order", "creditor", "encodable"],
            "entry": {"amount": "amount", "creditor_code": "creditor_code", "description": "description"},
            "system": "practice",
        }
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _box(place: int) -> list[float]:
    return [0.1, 0.1 + place * 0.03, 0.9, 0.1 + place * 0.03 + _LINE]


def creditor(code: str, name: str, **changes: str) -> Creditor:
    made = Creditor(
        code,
        name,
        "ハナゾノブング",
        "業者",
        "active",
        "",
        "0005",
        "三菱UFJ",
        "001",
        "本店",
        "普通",
        "1234567",
        "ﾊﾅｿﾞﾉﾌﾞﾝｸﾞ",
        "",
    )
    return replace(made, **changes)


def masters() -> Masters:
    return Masters(
        schools={"101": School("101", "花里小学校", "小学校", "5101")},
        accounts={
            ("01-10-02-01-001201-10-01", 2026): Account(
                "01-10-02-01-001201-10-01", 2026, "小学校管理運営事業 需用費 消耗品費", True
            ),
            ("01-10-02-01-001201-11-01", 2026): Account(
                "01-10-02-01-001201-11-01", 2026, "小学校管理運営事業 需用費 消耗品費", True
            ),
        },
        setsu=(Setsu("10", "需用費", 2020, None), Setsu("11", "需用費", 1964, 2019), Setsu("11", "役務費", 2020, None)),
        allotments={(2026, "101", "01-10-02-01-001201-10-01"): 50_000},
        creditors={
            c.creditor_code: c
            for c in (
                creditor("00010001", "花園文具株式会社"),
                creditor("00010002", "有限会社みどり印刷"),
                creditor("00010003", "大東商店", status="stopped"),
                creditor("00010004", "同名商会"),
                creditor("00010005", "同名商会"),
            )
        },
        banks={"0005": "三菱UFJ"},
        branches={("0005", "001"): Branch("0005", "三菱UFJ", "001", "本店")},
    )


RIGHT = {
    "fiscal_year": "8", "amount": "¥5,500", "subtotal_10": "5,000", "tax_10": "500", "creditor_code": "00010001",
    "creditor_name": "花園文具(株)", "delivered_on": "令和8年11月5日", "description": "教材用紙",
    "lines.0.qty": "10", "lines.0.unit_price": "500", "lines.0.rate": "10", "lines.0.amount": "5,000",
}  # fmt: skip
JAPANESE = ("creditor_name", "description", "amount_words")


def readings(
    texts: dict[str, str], engine: str = "rapidocr", cut: str = "raw", confidence: float = 0.99
) -> tuple[Reading, ...]:
    box = (0.1, 0.1, 0.9, 0.2)
    return tuple(Reading(name, engine, "1", cut, (Text(text, confidence, box),)) for name, text in texts.items())


def blank(*names: str) -> tuple[Reading, ...]:
    return tuple(Reading(name, "ink", "1", "raw", (), kind="ink") for name in names)


def page(rapid: dict[str, str], easy: dict[str, str] | None = None, doubt: str = "") -> PageReading:
    """One engine reads everything, the other (given, or the same texts) all but Japanese; what neither reads is blank paper."""
    second = {n: t for n, t in (rapid if easy is None else easy).items() if n not in JAPANESE}
    empty = blank(*(f.name for f in form().fields if f.name not in rapid and f.name not in second))
    nothing = tuple(Reading(r.field, "rapidocr", "1", "raw", ()) for r in empty)
    return PageReading(1, "small", (*readings(rapid), *readings(second, "easyocr", "tight"), *empty, *nothing), doubt)


def slip(reading: PageReading, of: Form) -> Slip:
    return slip_from("DTEST0000001", "scan", of, reading)
