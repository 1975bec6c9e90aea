"""The lists: what waits where, whose slips are whose, and the pairs by which paper is filed."""

import re
from datetime import UTC, datetime

import pytest

from connectors.store import outbox, writing
from slips.model import Notice
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import page_reading, written

CLEAN = written("101-0042")
HELD = written("101-0043", 13, due_on="令和8年10月1日")
READ = page_reading(HELD, {"amount": "¥11,299"})


def test_a_held_slip_stands_in_its_list_with_the_reason_in_words(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    page = desk.visit("sato").get("/").text
    assert slip.id in page
    assert "金額：読み取り結果が食い違っています" in page
    assert "花里小学校" in page
    assert "¥11,294" in page
    assert "期日超過" in page


def test_every_list_holds_what_belongs_there(desk: Desk) -> None:
    held = desk.lay(HELD, READ).id
    posted = desk.lay_posted(written("101-0050", 20), "R08-0000001").id
    unconfirmed = desk.lay_unconfirmed(CLEAN).id
    ready = desk.lay(written("101-0051", 21)).id
    visit = desk.visit("suzuki")
    expected = {
        "held": {held},
        "ready": {ready},
        "unconfirmed": {unconfirmed},
        "posted": {posted},
        "rejected": set(),
        "all": {held, ready, unconfirmed, posted},
    }
    for tab, ids in expected.items():
        page = visit.get(f"/slips?tab={tab}").text
        assert set(re.findall(r'<td><a href="/slips/([A-Z0-9]+)"', page)) == ids


def test_a_slip_of_another_desk_does_not_exist(desk: Desk) -> None:
    slip = desk.lay(CLEAN, desk="kyoiku")
    visit = desk.visit("mori")
    assert slip.id not in visit.get("/slips?tab=all").text
    assert slip.id not in visit.get("/slips?tab=all&desk=kyoiku").text
    for path in (f"/slips/{slip.id}", f"/slips/{slip.id}/page.jpg"):
        page = visit.get(path)
        assert page.status_code == 404
        assert "花里" not in page.text
    visit.get("/slips")
    for action in ("values", "trial", "check"):
        assert visit.post(f"/slips/{slip.id}/{action}", version="2", v__amount="1").status_code == 404
        visit.get("/slips")
    assert desk.now(slip) == slip


def test_somebody_with_every_desk_chooses_one(desk: Desk) -> None:
    here = desk.lay(CLEAN, desk="kyoiku").id
    there = desk.lay(HELD, desk="gakko").id
    visit = desk.visit("tanaka")
    everything = visit.get("/slips?tab=all").text
    assert here in everything
    assert there in everything
    one = visit.get("/slips?tab=all&desk=gakko").text
    assert here not in one
    assert there in one


def test_the_filing_page_pairs_the_papers_number_with_the_vouchers(desk: Desk) -> None:
    slip = desk.lay_posted(CLEAN, "R08-0012345")
    page = desk.visit("sato").get("/filing").text
    cells = re.findall(r"<strong>([^<]+)</strong>", page)
    assert cells == ["101-0042", "R08-0012345"]
    assert slip.id in page
    assert "R08-0012345" not in desk.visit("mori").get("/filing").text
    assert "R08-0012345" not in desk.visit("sato").get("/filing?from=2026-01-01&to=2026-01-31").text


def test_a_posted_slip_shows_its_number_and_takes_no_decision(desk: Desk) -> None:
    slip = desk.lay_posted(CLEAN, "R08-0012345")
    page = desk.visit("suzuki").get(f"/slips/{slip.id}").text
    assert "R08-0012345" in page
    assert set(re.findall(r'action="([^"]+)"', page)) == {"/logout"}


def test_long_lists_come_in_pages(desk: Desk) -> None:
    page = desk.visit("sato").get("/slips?tab=held&start=30").text
    assert "この一覧に伝票はありません" in page


@pytest.mark.parametrize("path", ["/people", "/failures"])
def test_accounts_and_failures_are_for_admins(desk: Desk, path: str) -> None:
    assert desk.visit("suzuki").get(path).status_code == 403
    assert desk.visit("kanri").get(path).status_code == 200


def test_a_notice_that_could_not_be_sent_is_listed_with_its_reason(desk: Desk) -> None:
    with writing(desk.store) as db:
        outbox.queue(db, Notice("held", "確かめる伝票が 5 件あります", "", ""))
        waiting = outbox.due(db, datetime.now(UTC))
        outbox.failed(db, waiting[0].id, "connection refused", datetime.now(UTC))
    page = desk.visit("kanri").get("/failures").text
    assert "確かめる伝票が 5 件あります" in page
    assert "connection refused" in page


def test_accounts_are_listed_with_role_and_desks(desk: Desk) -> None:
    page = desk.visit("kanri").get("/people").text
    assert re.search(r"<code>mori</code>.*?担当者.*?gakko", page, re.DOTALL)
