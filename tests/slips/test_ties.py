"""Ties: a vendor's registration number with his name, his account with all that names it; a school with who signs for it."""

from dataclasses import replace

import pytest

from slips.masters import Masters, School, Staff
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


SIGNING = Masters(
    schools={"101": School("101", "花里小学校", "小学校", "5101"), "901": School("901", "港高校", "高校", "5201")},
    staff={
        "1": Staff("1", "佐藤一郎", "5101"),
        "2": Staff("2", "森千夏", "5201"),
        "3": Staff("3", "森千夏", "5101"),
    },
)


@pytest.mark.parametrize(
    ("school", "said", "found"),
    [
        ("101", "佐藤一郎", {"inspector": "佐藤一郎"}),
        ("101", "佐 藤 一 郎", {"inspector": "佐藤一郎"}),
        ("101", "佐籐一郎", {}),
        ("901", "佐藤一郎", {}),
        ("101", "森千夏", {"inspector": "森千夏"}),
        ("999", "佐藤一郎", {}),
        ("101", "", {}),
    ],
)
def test_who_signs_is_tied_to_the_school_only_by_a_whole_name_of_its_department(
    school: str, said: str, found: dict[str, str]
) -> None:
    seen = {"school_code": frozenset({school}), "inspector": frozenset({said})}
    assert tied("staff", ("school_code", "inspector"), seen, SIGNING, 2026) == found


def test_two_readings_that_are_two_people_of_the_department_tie_nobody() -> None:
    seen = {"school_code": frozenset({"101"}), "inspector": frozenset({"佐藤一郎", "森千夏"})}
    assert tied("staff", ("school_code", "inspector"), seen, SIGNING, 2026) == {}
