"""The entry screen over HTTP: what is taken, what is refused, what warns."""

from collections.abc import Iterator

import pytest

from tests.practice.finance.clerk import Clerk
from tests.practice.finance.conftest import System, running


def test_a_registered_entry_stands_in_the_audit_log_value_by_value(clerk: Clerk) -> None:
    voucher_no = clerk.register()
    (row,) = clerk.audit("register")
    assert (row["user"], row["voucher_no"]) == ("900001", voucher_no)
    values = row["values"]
    assert isinstance(values, dict)
    assert values.pop("registered_at").startswith("2026-11-20T")
    assert values == {
        "fiscal_year": 2026,
        "drafted_on": "2026-11-20",
        "department_code": "5101",
        "department_name": "教育総務課",
        "school_code": "101",
        "school_name": "花里小学校",
        "account_code": "01-10-02-01-001201-10-01",
        "account_name": "小学校管理運営事業 需用費 消耗品費",
        "reference_no": "DP-0001",
        "subject": "理科用消耗品の購入",
        "description": "ビーカー　２０個",
        "creditor_code": "00010793",
        "creditor_name": "株式会社はるひの文具",
        "creditor_kana": "ハルヒノブング",
        "account_tail": "943",
        "payment_method": "口座振替",
        "amount_yen": 12345,
        "tax_yen": 1122,
        "invoice_no": "A-17",
        "invoiced_on": "2026-11-18",
        "ordered_on": None,
        "delivered_on": "2026-11-16",
        "inspected_on": "2026-11-17",
        "due_on": None,
        "drafter": "900001",
        "drafter_name": "起票ロボット",
    }


def test_the_confirm_screen_shows_every_value_as_understood(clerk: Clerk) -> None:
    clerk.confirm(金額="１２，３４５", 整理番号="dp-0001", 科目コード="011002010012011001")
    assert clerk.page.heading == "支出負担行為兼支出命令　確認"
    assert clerk.cell("年度").text == "令和8年度"
    assert clerk.cell("起票日").text == "令和8年11月20日"
    assert clerk.cell("所属").text == "5101　教育総務課"
    assert clerk.cell("科目コード").text == "01-10-02-01-001201-10-01"
    assert clerk.cell("配当残額").text == "1,301,482円"
    assert clerk.cell("執行後残額").text == "1,289,137円"
    assert clerk.cell("整理番号").text == "DP-0001"
    assert clerk.cell("口座番号下３桁").text == "943"
    assert clerk.cell("金額").text == "12,345円"
    assert clerk.cell("支払期日").text == ""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """One system for tests that register nothing."""
    with running(tmp_path_factory.mktemp("finance")) as url:
        clerk = Clerk(url)
        clerk.log_in()
        yield clerk


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"学校コード": "999"}, "E-201"),
        ({"科目コード": "01-10-02-01-001201-99-99"}, "E-202"),
        ({"科目コード": "01-10-02-02-001202-10-03"}, "E-203"),
        ({"科目コード": "01-10-03-01-001301-10-01"}, "E-204"),
        ({"債権者番号": "99999999"}, "E-301"),
        ({"債権者番号": "00017574"}, "E-302"),
        ({"債権者番号": "00070793"}, "E-303"),
        ({"金額": "1,301,483"}, "E-401"),
        ({"金額": "0", "うち消費税": ""}, "E-402"),
        ({"うち消費税": "12,346"}, "E-403"),
        ({"金額": "12,34五"}, "E-102"),
        ({"件名": ""}, "E-101"),
        ({"支払方法": ""}, "E-101"),
        ({"件名": "あ" * 41}, "E-110"),
        ({"件名": "𠮷田商店"}, "E-120"),
        ({"摘要": "午前〜午後"}, "E-120"),
        ({"摘要": "ﾋﾞｰｶｰ"}, "E-122"),
        ({"整理番号": "ＤＰ１"}, "E-121"),
        ({"整理番号": "DP-0000000001"}, "E-110"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_its_code(shared: Clerk, changed: dict[str, str], code: str) -> None:
    shared.confirm(**changed)
    assert shared.page.heading == "支出負担行為兼支出命令　起票"
    assert shared.codes == [code]
    assert shared.audit("register") == []


def test_a_refused_entry_comes_back_as_it_was_typed(clerk: Clerk) -> None:
    clerk.confirm(学校コード="999")
    assert clerk.cell("件名").controls[0].value == "理科用消耗品の購入"
    assert clerk.cell("摘要").controls[0].value == "ビーカー　２０個"
    assert [control.value for control in clerk.cell("検収日").controls] == ["令和", "8", "11", "17"]


def test_dates_that_cannot_be_are_refused(clerk: Clerk) -> None:
    clerk.fill_entry()
    clerk.type_date("起票日", 8, 11, 21)
    clerk.type_date("請求日", 8, 2, 30)
    clerk.type_date("納品日", 8, 11, 18)
    clerk.submit("/entry/confirm")
    assert clerk.codes == ["E-102"]
    clerk.type_date("請求日", 8, 11, 18)
    clerk.submit("/entry/confirm")
    assert clerk.codes == ["E-105", "E-106"]


def test_a_year_whose_books_are_closed_takes_nothing(clerk: Clerk) -> None:
    clerk.fill_entry()
    clerk.type("年度", "令和7年度")
    clerk.submit("/entry/confirm")
    assert "E-103" in clerk.codes


def test_in_april_the_old_year_is_still_open_and_warns(system: System) -> None:
    clerk = Clerk(system("--today", "2026-04-10"))
    clerk.log_in()
    clerk.fill_entry()
    clerk.type("年度", "令和7年度")
    for label in ("請求日", "納品日", "検収日"):
        clerk.type_date(label, 8, 4, 2)
    clerk.submit("/entry/confirm")
    assert clerk.codes == ["W-110", "W-111"]


def test_warnings_must_be_ticked_before_anything_is_registered(clerk: Clerk) -> None:
    first = clerk.register()
    clerk.confirm(整理番号="DP-0002")
    assert clerk.codes == ["W-201"]
    assert first in clerk.page.messages[0]
    clerk.submit("/entry/register")
    assert clerk.codes == ["E-190", "W-201"]
    assert len(clerk.audit("register")) == 1
    clerk.submit("/entry/register", tick=True)
    assert len(clerk.audit("register")) == 2


def test_little_left_after_an_entry_is_a_warning(clerk: Clerk) -> None:
    clerk.confirm(金額="1,300,000")
    assert clerk.codes == ["W-305"]


def test_a_voucher_uses_up_the_balance_and_the_next_entry_sees_it(clerk: Clerk) -> None:
    clerk.register(金額="1,000,000")
    clerk.confirm(金額="301,483", 請求書番号="B-1")
    assert clerk.codes == ["E-401"]
    assert "配当残額301,482円" in clerk.page.messages[0]


def test_the_balance_is_looked_at_again_when_registering(clerk: Clerk) -> None:
    clerk.confirm(金額="1,000,000")
    other = Clerk(str(clerk.http.base_url))
    other.log_in("100001")
    other.register(金額="900,000")
    clerk.submit("/entry/register")
    assert clerk.codes == ["E-401"]
    assert len(clerk.audit("register")) == 1


def test_registering_one_confirm_screen_twice_makes_two_vouchers(clerk: Clerk) -> None:
    clerk.confirm()
    token = clerk.page
    clerk.submit("/entry/register")
    first = clerk.cell("伝票番号").text
    clerk.page = token  # Back
    clerk.submit("/entry/register")
    assert clerk.cell("伝票番号").text > first
    assert len(clerk.audit("register")) == 2


def test_back_to_the_entry_screen_keeps_what_was_typed(clerk: Clerk) -> None:
    clerk.confirm()
    clerk.submit("/entry/again")
    assert clerk.cell("金額").controls[0].value == "12,345"
    assert clerk.cell("支払方法").controls[0].value == "口座振替"


def test_names_and_ids_of_controls_differ_on_every_rendering(clerk: Clerk) -> None:
    clerk.show("/entry")
    before = {control.name for control in clerk.page.controls}
    clerk.show("/entry")
    assert before.isdisjoint({control.name for control in clerk.page.controls} - {""})
