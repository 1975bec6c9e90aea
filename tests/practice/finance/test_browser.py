"""What only a browser shows: look-ups on blur, popups, lost characters, two clicks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from practice.finance.__main__ import PRACTICE_PASSWORD
from tests.practice.finance.clerk import Clerk
from tests.practice.finance.conftest import System, running

FILLED = {
    "学校コード": "101",
    "科目コード": "01-10-02-01-001201-10-01",
    "債権者番号": "00010793",
    "件　　名": "理科用消耗品の購入",
}


@pytest.fixture(scope="module")
def window(browser_path: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="module")
def shared_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Takes 0.1 s an answer and four times that a look-up."""
    with running(tmp_path_factory.mktemp("finance"), "--delay", "0.1") as url:
        yield url


@pytest.fixture
def entry(shared_system: str, window: Page) -> Page:
    return at_the_entry_screen(window, shared_system)


def at_the_entry_screen(page: Page, url: str) -> Page:
    """Goes there the way a clerk does."""
    page.goto(url)
    beside(page, "職員番号").locator("input").fill("900001")
    beside(page, "パスワード").locator("input").fill(PRACTICE_PASSWORD)
    page.locator("input[value=ログイン]").click()
    page.locator("input[value=確認しました]").click()
    page.get_by_role("link", name="歳出").click()
    page.get_by_role("link", name="支出負担行為兼支出命令　起票").click()
    expect(page.locator("h1")).to_have_text("支出負担行為兼支出命令　起票")
    return page


def beside(page: Page, label: str) -> Locator:
    cells = f"//*[self::th or self::td][.='{label}']/following-sibling::td[1]"
    return page.locator(f"xpath=({cells})[last()]")


def type_into(page: Page, label: str, text: str) -> None:
    box = beside(page, label).locator("input[type=text]").first
    box.fill(text)
    box.press("Tab")


def fill_entry(page: Page, amount: str) -> None:
    """Types an ordinary entry; an amount of its own keeps each test clear of the warning about duplicates."""
    for label, text in (FILLED | {"金　　額": amount}).items():
        type_into(page, label, text)
    beside(page, "支払方法").locator("select").select_option("口座振替")
    for label in ("請求日", "検収日"):
        for box, part in enumerate(("8", "11", "17")):
            beside(page, label).locator("input").nth(box).fill(part)


def test_names_and_balance_appear_a_while_after_a_field_is_left(entry: Page) -> None:
    type_into(entry, "学校コード", "101")
    expect(beside(entry, "学校名")).to_have_text("検索中…")
    type_into(entry, "科目コード", "01-10-02-01-001201-10-01")
    type_into(entry, "債権者番号", "00010793")
    expect(beside(entry, "学校名")).to_have_text("花里小学校")
    expect(beside(entry, "科目名")).to_have_text("小学校管理運営事業 需用費 消耗品費")
    expect(beside(entry, "配当残額")).to_have_text("1,301,482円")
    expect(beside(entry, "債権者名")).to_have_text("株式会社はるひの文具")
    expect(beside(entry, "債権者カナ")).to_have_text("ハルヒノブング")
    expect(beside(entry, "口座番号下３桁")).to_have_text("943")


def test_an_answer_that_a_later_one_overtook_is_dropped(entry: Page) -> None:
    type_into(entry, "学校コード", "101")
    type_into(entry, "学校コード", "999")
    expect(beside(entry, "学校名")).to_have_text("該当なし")
    entry.wait_for_timeout(600)
    expect(beside(entry, "学校名")).to_have_text("該当なし")


def test_a_stopped_creditor_is_marked_beside_its_number(entry: Page) -> None:
    type_into(entry, "債権者番号", "00017574")
    expect(beside(entry, "債権者名")).to_have_text("山田造園")
    expect(beside(entry, "債権者番号")).to_contain_text("使用停止")


def test_an_amount_gains_its_commas_on_leaving(entry: Page) -> None:
    type_into(entry, "金　　額", "１２３４５６７")
    expect(beside(entry, "金　　額").locator("input")).to_have_value("1,234,567")


def test_the_popups_write_back_into_the_entry(entry: Page) -> None:
    type_into(entry, "学校コード", "101")
    with entry.expect_popup() as opened:
        beside(entry, "科目コード").locator("input[value=検索]").click()
    accounts = opened.value
    accounts.locator("tr", has_text="10-01").first.locator("input[value=選択]").click()
    expect(beside(entry, "科目名")).to_have_text("小学校管理運営事業 需用費 消耗品費")
    with entry.expect_popup() as opened:
        beside(entry, "債権者番号").locator("input[value=検索]").click()
    creditors = opened.value
    beside(creditors, "カナ").locator("input").fill("ハルヒ")
    creditors.locator("input[value=検索]").click()
    creditors.locator("tr", has_text="00010793").locator("input[value=選択]").click()
    expect(beside(entry, "債権者番号").locator("input").first).to_have_value("00010793")
    expect(beside(entry, "債権者名")).to_have_text("株式会社はるひの文具")
    assert creditors.is_closed()


def test_what_shift_jis_lacks_is_refused_and_two_signs_change_without_a_word(entry: Page) -> None:
    fill_entry(entry, "10001")
    type_into(entry, "件　　名", "午前〜午後")
    entry.locator("input[value=確認]").click()
    expect(entry.locator(".messages li")).to_have_text("E-120　［件名］使用できない文字が含まれています。")
    type_into(entry, "件　　名", "−¥髙①")
    entry.locator("input[value=確認]").click()
    expect(beside(entry, "件名")).to_have_text("－\\髙①")


def test_a_clerk_registers_and_finds_the_voucher_by_hand(entry: Page) -> None:
    fill_entry(entry, "10002")
    type_into(entry, "整理番号", "DP-0001")
    entry.locator("input[value=確認]").click()
    entry.locator("input[value=登録]").click()
    voucher_no = beside(entry, "伝票番号").inner_text()
    entry.locator("input[value=伝票照会]").click()
    beside(entry, "整理番号").locator("input").fill("DP-0001")
    entry.locator("input[alt=検索]").click()
    entry.get_by_role("link", name=voucher_no).click()
    expect(beside(entry, "金額")).to_have_text("10,002円")


def test_registering_again_while_the_answer_is_under_way_makes_two_vouchers(system: System, window: Page) -> None:
    url = system("--delay", "0.5")
    entry = at_the_entry_screen(window, url)
    fill_entry(entry, "10003")
    entry.locator("input[value=確認]").click()
    expect(entry.locator("h1")).to_have_text("支出負担行為兼支出命令　確認")
    button = entry.locator("input[value=登録]")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 200); }")
    expect(entry.locator("h1")).to_have_text("支出負担行為兼支出命令　登録完了")
    assert len(Clerk(url).audit("register")) == 2


def test_back_and_registering_again_makes_two_vouchers(entry: Page, shared_system: str) -> None:
    fill_entry(entry, "10004")
    entry.locator("input[value=確認]").click()
    entry.locator("input[value=登録]").click()
    expect(entry.locator("h1")).to_have_text("支出負担行為兼支出命令　登録完了")
    first = beside(entry, "伝票番号").inner_text()
    entry.go_back()
    entry.locator("input[value=登録]").click()
    expect(beside(entry, "伝票番号")).not_to_have_text(first)
    registered = [row["voucher_no"] for row in Clerk(shared_system).audit("register")]
    assert registered[-2:] == [first, beside(entry, "伝票番号").inner_text()]
