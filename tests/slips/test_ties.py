"""Ties of an invoice: the vendor's registration number with his name, his account with all that names it."""

from dataclasses import replace

import pytest

from slips.masters import Masters
from slips.ties import tied
from tests.slips.paper import creditor

FIELDS = ("issuer_name", "bank_name", "branch_name", "account_type", "account_no", "holder_kana")
KNOWN = creditor(
    "00010001",
    "花園文具株式会社",
    registration_no="T1234567890123",
    bank_name="百五",
    branch_name="江場",
    holder_kana="ﾊﾅｿﾞﾉﾌﾞﾝｸﾞ(ｶ",
)
MASTERS = Masters(
    creditors={"00010001": KNOWN, "00010002": creditor("00010002", "有限会社みどり印刷", account_no="7654321")}
)
WRITTEN = {
    "issuer_name": "花園文具(株)", "bank_name": "百五銀行", "branch_name": "江場支店", "account_type": "普通",
    "account_no": "1234567", "holder_kana": "ﾊﾅｿﾞﾉ ﾌﾞﾝｸﾞ(ｶ",
}  # fmt: skip


def _tied(master: str, fields: tuple[str, ...], **changed: str) -> dict[str, str]:
    seen = {name: frozenset(t for t in (text,) if t) for name, text in {**WRITTEN, **changed}.items()}
    return tied(master, fields, seen, MASTERS, 2026)


def test_an_account_on_record_is_tied_in_the_writing_of_the_invoice() -> None:
    assert _tied("issuer_account", FIELDS) == {**WRITTEN, "issuer_name": "花園文具株式会社"}


def test_what_an_invoice_leaves_out_is_not_tied_but_hinders_nothing() -> None:
    assert "holder_kana" not in _tied("issuer_account", FIELDS, holder_kana="")


@pytest.mark.parametrize(
    "changed",
    [
        {"account_no": "1234568"}, {"bank_name": "百十四銀行"}, {"branch_name": "江場西支店"}, {"account_type": "当座"},
        {"issuer_name": "大東商店"}, {"issuer_name": ""}, {"account_no": ""}, {"holder_kana": "ﾀﾞｲﾄｳｼﾖｳﾃﾝ"},
    ],
)  # fmt: skip
def test_an_account_that_differs_in_one_thing_from_the_record_is_not_tied(changed: dict[str, str]) -> None:
    assert _tied("issuer_account", FIELDS, **changed) == {}


def test_two_records_with_one_account_tie_nothing() -> None:
    twice = replace(MASTERS, creditors={**MASTERS.creditors, "00010003": replace(KNOWN, creditor_code="00010003")})
    seen = {name: frozenset({text}) for name, text in WRITTEN.items()}
    assert tied("issuer_account", FIELDS, seen, twice, 2026) == {}


def test_a_registration_number_is_tied_with_the_name_that_was_read_beside_it() -> None:
    fields = ("registration_no", "issuer_name")
    assert _tied("issuer", fields, registration_no="T1234567890123")["issuer_name"] == "花園文具株式会社"
    assert _tied("issuer", fields, registration_no="T1234567890123", issuer_name="大東商店") == {}
    assert _tied("issuer", fields, registration_no="T1234567890124") == {}


def test_the_holder_on_record_is_tied_letter_for_letter() -> None:
    seen = {"creditor_code": frozenset({"00010001", "00010002"}), "holder_kana": frozenset({"ﾊﾅｿﾞﾉﾌﾞﾝｸﾞ(ｶ"})}
    fields = ("creditor_code", "holder_kana")
    assert tied("holder", fields, seen, MASTERS, 2026) == {"creditor_code": "00010001", "holder_kana": "ﾊﾅｿﾞﾉﾌﾞﾝｸﾞ(ｶ"}
    assert tied("holder", fields, {**seen, "holder_kana": frozenset({"ﾊﾅｿﾞﾉﾌﾝｸﾞ(ｶ"})}, MASTERS, 2026) == {}
