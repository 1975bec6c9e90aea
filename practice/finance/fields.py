"""The entry screen's fields, and names of controls that no bot can rely on."""

import re
import secrets
from collections.abc import Sequence
from urllib.parse import parse_qsl

DATES = ("drafted_on", "invoiced_on", "ordered_on", "delivered_on", "inspected_on", "due_on")
BOXES = ("era", "year", "month", "day")

# field: label as seen on the entry screen
LABELS = {
    "fiscal_year": "年\u3000\u3000度",
    "drafted_on": "起票日",
    "department": "所\u3000\u3000属",
    "school_code": "学校コード",
    "school_name": "学校名",
    "account_code": "科目コード",
    "account_name": "科目名",
    "balance": "配当残額",
    "reference_no": "整理番号",
    "subject": "件\u3000\u3000名",
    "description": "摘\u3000\u3000要",
    "creditor_code": "債権者番号",
    "creditor_name": "債権者名",
    "creditor_kana": "債権者カナ",
    "account_tail": "口座番号下３桁",
    "payment_method": "支払方法",
    "amount": "金\u3000\u3000額",
    "tax": "うち消費税",
    "invoice_no": "請求書番号",
    "invoiced_on": "請求日",
    "ordered_on": "発注日",
    "delivered_on": "納品日",
    "inspected_on": "検収日",
    "due_on": "支払期日",
}
SHOWN_ONLY = ("department", "school_name", "account_name", "balance", "creditor_name", "creditor_kana", "account_tail")
PAYMENT_METHODS = ("口座振替", "納付書", "現金", "資金前渡")


def boxes(field: str) -> tuple[str, ...]:
    """The four controls of a date field."""
    return tuple(f"{field}_{box}" for box in BOXES)


def _controls() -> tuple[str, ...]:
    typed = [field for field in LABELS if field not in SHOWN_ONLY]
    return tuple(control for field in typed for control in (boxes(field) if field in DATES else (field,)))


ENTRY_CONTROLS = _controls()


def short_label(field: str) -> str:
    """The label without full-width spaces, as messages and the confirm screen write it."""
    return LABELS[field].replace("\u3000", "")


class Naming:
    """Names and ids for one rendering: `ctl00$k3f9$07`, `ctl00_k3f9_007`; they differ on the next one."""

    def __init__(self, controls: Sequence[str]) -> None:
        self._numbers = {control: number for number, control in enumerate(controls)}
        self._token = secrets.token_hex(2)

    def name(self, control: str) -> str:
        return f"ctl00${self._token}${self._numbers[control]:02}"

    def id(self, thing: str) -> str:
        """An id for a control or for any other named place on the page."""
        number = self._numbers.setdefault(thing, len(self._numbers))
        return f"ctl00_{self._token}_{number:03}"


def posted(body: bytes, controls: Sequence[str]) -> dict[str, str]:
    """The controls of a posted form, by our own names; absent ones are empty. Bytes that are no cp932 become U+FFFD."""
    values = dict.fromkeys(controls, "")
    for name, value in parse_qsl(
        body.decode("ascii", "replace"), keep_blank_values=True, encoding="cp932", errors="replace"
    ):
        number = re.fullmatch(r"ctl00\$[0-9a-f]{4}\$(\d{2})(?:\.x)?", name)
        if number and int(number[1]) < len(controls):
            values[controls[int(number[1])]] = value.strip()
    return values


def has_foreign_characters(text: str) -> bool:
    """Whether a browser replaced a character that Shift_JIS lacks (`&#134071;`), or the bytes were no cp932."""
    return re.search(r"&#\d+;|\ufffd", text) is not None or not _encodable(text)


def _encodable(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
