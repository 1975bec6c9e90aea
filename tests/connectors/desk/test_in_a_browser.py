"""As people work: in a real browser, by keyboard, with and without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from connectors.store import decisions, writing
from slips.status import Status
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import FACTS, SLIP_FORM, page_reading, written
from tests.connectors.desk.visit import PASSWORD

HELD = written("101-0042")
READ = page_reading(HELD, {"amount": "¥10,798"})
REFUSALS = ("status of 401", "status of 403", "status of 404", "status of 409", "status of 422")
"""What a browser writes on its console for the answers that these tests provoke."""


@contextmanager
def sitting(browser: Browser, desk: Desk, login: str, scripts: bool = True) -> Iterator[Page]:
    """Somebody at an office PC, logged in; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(r in message.text for r in REFUSALS):
            complaints.append(message.text)

    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP", java_script_enabled=scripts)
    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{desk.url}/")
    expect(page.get_by_label("ユーザー名")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="ログアウト")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


def type_into_first(page: Page, text: str) -> None:
    """Types as soon as the page is ready: the first field has the focus, its text is selected, its box is lit."""
    expect(page.locator(".box.lit")).to_have_count(1)
    page.keyboard.type(text)


def test_a_clerk_mends_an_amount_by_keyboard_alone_and_goes_on_to_the_next_slip(browser: Browser, desk: Desk) -> None:
    first = desk.lay(HELD, READ)
    texts = written("101-0043", 13)
    second = desk.lay(texts, page_reading(texts, {"account_no": "4452948"}))
    with sitting(browser, desk, "sato") as page:
        expect(page.get_by_role("link", name=first.id)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"伝票 {first.id}")).to_be_visible()
        type_into_first(page, "10793")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("承認待ちになりました")
        expect(page.get_by_role("link", name="次の保留伝票を開く")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"伝票 {second.id}")).to_be_visible()
        type_into_first(page, "")
        page.keyboard.press("Enter")  # right as it stands
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("承認待ちになりました")
    assert desk.now(first).values["amount"].people == ("sato",)
    assert desk.now(second).values["account_no"].people == ("sato",)


def test_without_scripts_the_same_work_is_done(browser: Browser, desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    with sitting(browser, desk, "sato", scripts=False) as page:
        page.goto(f"{desk.url}/slips/{slip.id}")
        page.get_by_role("link", name="用紙で見る").click()
        expect(page.locator(".box:target")).to_have_count(1)
        page.get_by_label("この値でよい").check()
        page.get_by_label("金額", exact=True).press("Enter")
        expect(page.get_by_role("status")).to_contain_text("承認待ちになりました")
    assert desk.now(slip).status is Status.READY


def test_the_picture_is_fetched_once_and_every_crop_is_cut_from_it(browser: Browser, desk: Desk) -> None:
    texts = written("101-0043", 13)
    slip = desk.lay(texts, page_reading(texts, {"account_no": "4452948", "amount": "¥1", "due_on": "令和8年12月1日"}))
    with sitting(browser, desk, "sato") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{desk.url}/slips/{slip.id}", wait_until="networkidle")
        assert page.locator("svg.crop").count() >= 2
        assert sum(url.endswith("/page.jpg") for url in asked) == 1
        assert all(url.startswith((desk.url, "data:")) for url in asked)


def test_what_arithmetic_says_is_shown_before_anything_is_saved(browser: Browser, desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    with sitting(browser, desk, "sato") as page:
        page.goto(f"{desk.url}/slips/{slip.id}")
        type_into_first(page, "10893")
        page.keyboard.press("Enter")
        expect(page.locator("#trial")).to_contain_text("計算が合いません")
    assert desk.now(slip) == slip


def test_a_supervisor_approves_what_a_clerk_typed(browser: Browser, desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    with writing(desk.store) as db:
        decisions.correct(db, slip.id, slip.version, {"amount": "10793"}, "sato", SLIP_FORM, desk.masters, FACTS)
    with sitting(browser, desk, "suzuki") as page:
        page.get_by_role("link", name="承認待ち").click()
        page.get_by_role("link", name=slip.id).click()
        expect(page.get_by_text("人が入力した項目 1件")).to_be_visible()
        page.get_by_role("button", name="承認する").click()
        expect(page.get_by_role("status")).to_contain_text("承認しました")
    assert desk.now(slip).status is Status.APPROVED


def test_the_maker_finds_no_way_to_approve(browser: Browser, desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    with sitting(browser, desk, "suzuki") as page:
        page.goto(f"{desk.url}/slips/{slip.id}")
        type_into_first(page, "10793")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_text("あなたは承認できません")).to_be_visible()
        expect(page.get_by_role("button", name="承認する")).to_have_count(0)
        token = page.locator("#check input[name=csrf]").input_value()
        version = page.locator("#check input[name=version]").input_value()
        answer = page.request.post(f"{desk.url}/slips/{slip.id}/approve", form={"csrf": token, "version": version})
        assert answer.status == 422
    assert desk.now(slip).status is Status.READY


def test_a_colleague_who_was_faster_costs_nothing_that_was_typed(browser: Browser, desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    with sitting(browser, desk, "sato") as page:
        page.goto(f"{desk.url}/slips/{slip.id}")
        type_into_first(page, "10893")
        with writing(desk.store) as db:
            changed = {"subject": "別の件名"}
            decisions.correct(db, slip.id, slip.version, changed, "tanaka", SLIP_FORM, desk.masters, FACTS)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("あなたが開いたあとに変わりました")
        expect(page.locator(".field.attention input").first).to_have_value("10893")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status")).to_be_visible()
    assert desk.now(slip).text("amount") == "10893"


@pytest.mark.parametrize(
    ("button", "ends"), [("この番号で登録されていた", Status.POSTED), ("登録されていなかった", Status.APPROVED)]
)
def test_a_supervisor_answers_what_became_of_an_unconfirmed_slip(
    browser: Browser, desk: Desk, button: str, ends: Status
) -> None:
    slip = desk.lay_unconfirmed(HELD)
    with sitting(browser, desk, "suzuki") as page:
        page.goto(f"{desk.url}/slips/{slip.id}")
        form = page.locator("form.answerform", has=page.get_by_role("button", name=button))
        if ends is Status.POSTED:
            form.get_by_label("財務会計システムの伝票番号").fill("R08-0012345")
        form.get_by_role("button", name=button).click()
        assert desk.now(slip).status is Status.UNCONFIRMED  # the browser itself asks for the tick
        form.get_by_role("checkbox").check()
        form.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_be_visible()
    assert desk.now(slip).status is ends


def test_the_filing_page_prints_without_what_is_only_for_the_screen(browser: Browser, desk: Desk) -> None:
    desk.lay_posted(HELD, "R08-0012345")
    with sitting(browser, desk, "sato") as page:
        page.goto(f"{desk.url}/filing")
        expect(page.get_by_role("button", name="印刷する")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="印刷する")).to_be_hidden()
        expect(page.get_by_text("R08-0012345")).to_be_visible()
