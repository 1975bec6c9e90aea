"""Who is paid, and whether already (domain.md 1.10, checks 15, 16, 17, 18, 20, 21)."""

from collections.abc import Iterator

from slips.check.rule import Facts
from slips.form import Form
from slips.masters import Creditor, Masters
from slips.model import Finding, Severity, Slip
from slips.ties import NAME_ENOUGH, likeness
from slips.written import kana

ACCOUNT_TYPES = ("普通", "当座", "貯蓄", "その他")
_ACCOUNT = {
    "bank_code": "銀行コード",
    "branch_code": "支店コード",
    "account_type": "預金種目",
    "account_no": "口座番号",
}


def creditor(slip: Slip, _form: Form, masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """16: the creditor exists, is in use and is of the right group. 15: it bears the name that is written."""
    code = slip.text("creditor_code")
    known = masters.creditors.get(code)
    if not code:
        return
    if known is None:
        yield Finding("creditor", "creditor_code", "B", "債権者番号がマスタにありません。番号を確かめてください。")
    elif known.status != "active":
        yield Finding(
            "creditor", "creditor_code", "B", "この債権者は使用停止または統合済みです。会計課に確かめてください。"
        )
    elif known.group != "業者":
        yield Finding(
            "creditor",
            "creditor_code",
            "B",
            "債権者が業者ではありません（職員・個人）。番号の取り違えでないか確かめてください。",
        )
    elif slip.text("creditor_name") and likeness(slip.text("creditor_name"), known.name) < NAME_ENOUGH:
        yield Finding(
            "creditor",
            "creditor_name",
            "H",
            "債権者名が、債権者番号のマスタの名称と違います。どちらが正しいか確かめてください。",
        )


def bank(slip: Slip, _form: Form, masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """17: bank, branch, type and number are possible, kana equals the master. 18: nothing differs from the master, or a person decides."""
    code, branch = slip.text("bank_code"), slip.text("branch_code")
    if code and code not in masters.banks:
        yield Finding("bank", "bank_code", "B", "銀行コードが金融機関一覧にありません。コードを確かめてください。")
    elif branch and (code, branch) not in masters.branches:
        yield Finding("bank", "branch_code", "B", "支店コードがこの銀行にありません。コードを確かめてください。")
    if slip.text("account_type") and slip.text("account_type") not in ACCOUNT_TYPES:
        yield Finding("bank", "account_type", "B", "預金種目が普通・当座・貯蓄・その他のどれでもありません。")
    known = masters.creditors.get(slip.text("creditor_code"))
    if known:
        yield from _against_master(slip, known)


def _against_master(slip: Slip, known: Creditor) -> Iterator[Finding]:
    for name, label in _ACCOUNT.items():
        written = slip.text(name)
        if written and written != getattr(known, name):
            yield Finding(
                "bank",
                name,
                "H",
                f"{label}が債権者マスタと違います。口座変更の届けを確かめてください（自動では変更しません）。",
            )
    written, kept = (kana(text).replace(" ", "") for text in (slip.text("holder_kana"), known.holder_kana))
    if written and written != kept:  # blanks between names are seldom written, and banks do not mind
        yield Finding(
            "bank", "holder_kana", "H", "口座名義が債権者マスタと違います。委任状や口座変更の届けを確かめてください。"
        )


def registration_no(slip: Slip, _form: Form, masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """20: the qualified-invoice number is well-formed and the one known. Only a warning: a 一般会計 files no consumption tax (消費税法60条)."""
    number = slip.text("registration_no")
    if not number:
        return
    if not registration_no_is_valid(number):
        yield Finding(
            "registration_no", "registration_no", "W", "登録番号の検査数字が合いません。請求書を確かめてください。"
        )
        return
    known = masters.creditors.get(slip.text("creditor_code"))
    if known and known.registration_no and known.registration_no != number:
        yield Finding(
            "registration_no", "registration_no", "W", "登録番号が債権者マスタと違います。請求書を確かめてください。"
        )


def registration_no_is_valid(number: str) -> bool:
    """T + 13 digits, the first a check digit over the other twelve (財務省令70号; domain.md 4.2)."""
    if len(number) != 14 or number[0] != "T" or not number[1:].isdigit():
        return False
    weighted = sum(int(d) * (1 if place % 2 == 0 else 2) for place, d in enumerate(reversed(number[2:])))
    return int(number[1]) == 9 - weighted % 9


def duplicate(_slip: Slip, _form: Form, _masters: Masters, facts: Facts) -> Iterator[Finding]:
    """21: the same payment again. Certain ones block; creditor and amount within the window only hold."""
    for other in facts.duplicates:
        severity: Severity = "B" if other.certain else "H"
        message = f"二重払いの疑い：伝票 {other.slip_id} と{other.why}。二枚を並べて確かめ、同じものなら「却下」してください。"
        yield Finding("duplicate", "", severity, message)
