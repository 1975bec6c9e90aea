"""Finding vouchers again, and what staff may do with them."""

from itertools import pairwise

from tests.practice.finance.clerk import Clerk


def test_a_voucher_is_found_by_each_of_its_marks(clerk: Clerk) -> None:
    voucher_no = clerk.register()
    assert clerk.search(伝票番号=voucher_no) == [voucher_no]
    assert clerk.search(整理番号="dp-0001") == [voucher_no]
    assert clerk.search(everything=False, 整理番号="DP-0001") == [voucher_no]
    assert voucher_no in clerk.search(債権者番号="00010793")
    clerk.show("/inquiry")
    clerk.type("金額", "12,345")
    clerk.type("金額", "12345", box=1)
    clerk.type_date("起票日", 8, 11, 20)
    clerk.type_date("起票日", 8, 11, 20, first=5)
    clerk.submit("/inquiry")
    assert "全1件中　1～1件を表示" in clerk.answer.content.decode("cp932")


def test_the_detail_screen_shows_the_voucher_as_registered(clerk: Clerk) -> None:
    voucher_no = clerk.register()
    clerk.show(f"/inquiry/voucher?no={voucher_no}")
    assert clerk.page.heading == "伝票照会　詳細"
    shown = {label: clerk.cell(label).text for label in ("伝票番号", "状態", "起票者", "金額", "検収日", "債権者名")}
    assert shown == {
        "伝票番号": voucher_no,
        "状態": "起票済",
        "起票者": "900001　起票ロボット",
        "金額": "12,345円",
        "検収日": "令和8年11月17日",
        "債権者名": "株式会社はるひの文具",
    }


def test_the_control_voucher_is_found_in_both_years(clerk: Clerk) -> None:
    found = clerk.search(整理番号="CONTROL-0001")
    assert [voucher_no[:3] for voucher_no in found] == ["R08", "R07"]


def test_long_lists_are_paged_by_twenty(clerk: Clerk) -> None:
    first = clerk.search()
    clerk.show("/inquiry/list?page=2")
    second = [cell.text for cell in clerk.page.cells if cell.text[:1] == "R"]
    assert (len(first), len(second)) == (20, 20)
    assert set(first).isdisjoint(second)
    clerk.show("/inquiry/list?page=4")
    assert len([cell for cell in clerk.page.cells if cell.text[:1] == "R"]) == 10


def test_nothing_found_says_so(clerk: Clerk) -> None:
    assert clerk.search(整理番号="NO-SUCH") == []
    assert clerk.codes == ["I-001"]


def test_a_condition_that_is_no_amount_is_refused(clerk: Clerk) -> None:
    clerk.search(金額="多め")
    assert clerk.codes == ["E-102"]


def test_an_unknown_voucher_number_is_answered_by_the_search_screen(clerk: Clerk) -> None:
    clerk.show("/inquiry/voucher?no=R08-9999999")
    assert clerk.codes == ["E-502"]


def test_staff_cancel_a_voucher_and_the_balance_comes_back(clerk: Clerk) -> None:
    voucher_no = clerk.register(金額="1,000,000")
    staff = Clerk(str(clerk.http.base_url))
    staff.log_in("100001")
    where = f"/inquiry/voucher?no={voucher_no}"
    staff.show(where)
    staff.submit(where, "取消")
    assert staff.codes == ["E-101"]
    staff.type("コメント", "金額の誤り")
    staff.submit(where, "取消")
    assert staff.codes == ["I-110"]
    assert (staff.cell("状態").text, staff.cell("コメント").text) == ("取消", "金額の誤り")
    assert clerk.search(everything=False, 整理番号="DP-0001") == []
    assert clerk.search(整理番号="DP-0001") == [voucher_no]
    clerk.confirm()
    assert clerk.cell("配当残額").text == "1,301,482円"
    assert [row["voucher_no"] for row in clerk.audit("cancel")] == [voucher_no]


def test_two_staff_cannot_both_decide_on_one_voucher(clerk: Clerk) -> None:
    voucher_no = clerk.register()
    where = f"/inquiry/voucher?no={voucher_no}"
    first, second = Clerk(str(clerk.http.base_url)), Clerk(str(clerk.http.base_url))
    for staff, number in ((first, "100001"), (second, "100002")):
        staff.log_in(number)
        staff.show(where)
        staff.type("コメント", "確認のため")
    first.submit(where, "差戻し")
    second.submit(where, "取消")
    assert (first.codes, second.codes) == (["I-111"], ["E-503"])
    assert second.cell("状態").text == "差戻し"


def test_the_bot_account_may_not_cancel(clerk: Clerk) -> None:
    voucher_no = clerk.register()
    where = f"/inquiry/voucher?no={voucher_no}"
    clerk.show(where)
    assert all(control.kind != "submit" for control in clerk.page.controls)
    clerk.submit(where)
    assert clerk.codes == ["E-501"]
    assert clerk.cell("状態").text == "起票済"


def test_numbers_rise_and_have_gaps(clerk: Clerk) -> None:
    numbers = [int(clerk.register(請求書番号=f"A-{n}", 金額=str(n + 1), うち消費税="")[4:]) for n in range(25)]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    assert min(steps) == 1
    assert max(steps) > 1


def test_creditors_are_found_by_kana_and_ten_a_page(clerk: Clerk) -> None:
    clerk.show("/popup/creditor")
    clerk.type("カナ", "ﾏﾙﾊﾁ")
    clerk.submit("/popup/creditor")
    assert [cell.text for cell in clerk.page.cells].count("有限会社丸八商店") == 2
    clerk.show("/popup/creditor")
    clerk.submit("/popup/creditor")
    assert "全50件中　1～10件" in clerk.answer.content.decode("cp932")
    clerk.submit("/popup/creditor", "次へ")
    assert "全50件中　11～20件" in clerk.answer.content.decode("cp932")


def test_a_citizen_may_have_the_name_of_a_member_of_staff(clerk: Clerk) -> None:
    clerk.show("/popup/creditor")
    clerk.type("区分", "全て")
    clerk.type("名称", "加藤")
    clerk.submit("/popup/creditor")
    groups = {cell.text for cell in clerk.page.cells} & {"個人", "職員"}
    assert groups == {"個人", "職員"}


def test_the_account_popup_lists_what_the_school_was_given(clerk: Clerk) -> None:
    clerk.show("/popup/account?fiscal_year=2026&school_code=101")
    codes = [cell.text for cell in clerk.page.cells if cell.text.startswith("01-10-")]
    assert len(codes) >= 10
    assert all(code.startswith("01-10-02-") for code in codes)
