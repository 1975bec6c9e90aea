"""The checking screen over HTTP: what is asked for, what is saved, what is refused."""

import re
from dataclasses import replace

from connectors.store import decisions, writing
from slips.model import PageReading
from slips.status import Status
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import FACTS, SLIP_FORM, page_reading, written
from tests.connectors.desk.visit import form_fields

HELD = written("101-0042")
READ = page_reading(HELD, {"amount": "¥10,798"})


def test_a_held_slip_asks_only_for_the_field_that_is_not_settled(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    page = desk.visit("sato").get(f"/slips/{slip.id}").text
    assert "確かめる項目 1件" in page
    assert "読み取り結果が食い違っています。" in page
    assert page.count("この値でよい") == 1


def test_the_crop_shows_the_fields_box_of_the_one_page_picture(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    page = visit.get(f"/slips/{slip.id}").text
    crop = re.search(r'<svg class="crop" viewBox="([\d. ]+)"', page)
    assert crop
    x, y, width, height = map(float, crop[1].split())
    box = SLIP_FORM.by_name["amount"].box
    assert x <= box[0] * 210 <= box[2] * 210 <= x + width
    assert y <= box[1] * 297 <= box[3] * 297 <= y + height
    assert set(re.findall(r'<image href="([^"]+)"', page)) == {f"/slips/{slip.id}/page.jpg"}
    picture = visit.client.get(f"/slips/{slip.id}/page.jpg")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"].startswith("private")


def test_a_value_that_was_typed_is_saved_under_its_makers_name(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/values", v__amount="¥10,793-")
    assert "この伝票は承認待ちになりました" in page.text
    stored = desk.now(slip)
    assert stored.status is Status.READY
    assert stored.values["amount"].people == ("sato",)
    assert stored.text("amount") == "10793"


def test_a_value_is_accepted_as_it_stands_by_its_tick(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    visit.send(f"/slips/{slip.id}/values", ok__amount="1")
    assert desk.now(slip).values["amount"].people == ("sato",)


def test_what_nobody_touched_or_ticked_is_nobodys_word(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/values")
    assert "保存するものがありません" in page.text
    assert desk.now(slip) == slip


def test_dates_years_and_amounts_in_words_are_typed_as_people_write_them(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    visit.send(
        f"/slips/{slip.id}/values",
        v__amount="１０,７９３円",
        v__amount_words="10793",
        v__due_on="R8.12.1",
        v__fiscal_year="令和8",
    )
    stored = desk.now(slip)
    assert {n: stored.text(n) for n in ("amount", "amount_words", "due_on", "fiscal_year")} == {
        "amount": "10793",
        "amount_words": "10793",
        "due_on": "2026-12-01",
        "fiscal_year": "2026",
    }


def test_an_input_that_cannot_be_read_saves_nothing_and_loses_nothing(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/values", v__amount="10793", v__due_on="あした")
    assert page.status_code == 422
    assert "この書き方では読み取れません。例 R8.11.5" in page.text
    assert 'value="あした"' in page.text
    assert desk.now(slip) == slip


def test_a_slip_that_changed_meanwhile_keeps_what_was_typed(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    with writing(desk.store) as db:
        decisions.correct(db, slip.id, slip.version, {"subject": "別の件名"}, "tanaka", SLIP_FORM, desk.masters, FACTS)
    page = visit.send(f"/slips/{slip.id}/values", v__amount="10893")
    assert page.status_code == 409
    assert "あなたが開いたあとに変わりました" in page.text
    assert 'value="10893"' in page.text
    assert "別の件名" in page.text
    assert desk.now(slip).text("amount") == "10793"
    visit.send(f"/slips/{slip.id}/values")
    assert desk.now(slip).text("amount") == "10893"


def test_a_slip_that_was_rejected_meanwhile_shows_what_was_typed_as_not_saved(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    with writing(desk.store) as db:
        decisions.reject(db, slip.id, slip.version, "tanaka", "学校が取り下げ")
    page = visit.send(f"/slips/{slip.id}/values", v__amount="10893")
    assert page.status_code == 409
    assert "次の入力は保存していません" in page.text
    assert "10893" in page.text


def test_the_trial_says_what_would_be_open_and_saves_nothing(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    fields = form_fields(visit.get(f"/slips/{slip.id}").text, f"/slips/{slip.id}/values")
    right = visit.client.post(f"/slips/{slip.id}/trial", data={**fields, "v.amount": "10793"}).text
    wrong = visit.client.post(f"/slips/{slip.id}/trial", data={**fields, "v.amount": "20793"}).text
    assert "項目はすべて確認済、指摘なし" in " ".join(right.split())
    assert "計算が合いません" in wrong
    assert desk.now(slip) == slip


def test_a_settled_field_with_a_finding_is_put_before_the_person(desk: Desk) -> None:
    texts = written("101-0043", lines__0__amount="5,572")
    slip = desk.lay(texts)
    page = desk.visit("sato").get(f"/slips/{slip.id}").text
    assert "計算が合いません" in page
    flagged = re.findall(r'<div class="field flagged".*?<label[^>]*>([^<]+)', page, re.DOTALL)
    assert flagged[0] == "10%対象額"
    assert "明細1行目 金額" in re.findall(r"<label[^>]*>([^<]+)</label>", page)


def test_on_a_doubtful_page_the_blank_fields_take_one_answer(desk: Desk) -> None:
    slip = desk.lay(HELD, replace(page_reading(HELD), doubt="geometry"))
    visit = desk.visit("sato")
    page = visit.get(f"/slips/{slip.id}").text
    assert "ページの位置合わせが確かでない" in page
    asked = re.search(r"何も書かれていないように見える項目 (\d+)件", page)
    assert asked
    visit.send(f"/slips/{slip.id}/values", blank_ok="1")
    stored = desk.now(slip)
    said = [n for n, v in stored.values.items() if v.people]
    assert len(said) == int(asked[1])
    assert all(stored.text(n) == "" for n in said)
    assert stored.status is Status.HELD


def test_a_page_that_is_none_of_our_forms_is_shown_whole_and_can_only_be_rejected(desk: Desk) -> None:
    slip = desk.lay({"amount": "ひとりごと"}, PageReading(1, ""))
    visit = desk.visit("suzuki")
    page = visit.get(f"/slips/{slip.id}").text
    assert '<img class="sheet"' in page
    assert "/values" not in page
    visit.send(f"/slips/{slip.id}/reject", reason="対象外の用紙")
    assert desk.now(slip).status is Status.REJECTED


def test_a_slip_without_its_picture_says_so(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    desk.pictures.clear()
    visit = desk.visit("sato")
    assert "用紙の画像がありません" in visit.get(f"/slips/{slip.id}").text
    assert visit.get(f"/slips/{slip.id}/page.jpg").status_code == 404


def test_a_correction_stands_in_the_history_with_who_and_what(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/values", v__amount="10893").text
    row = re.search(r"<tr><td[^>]*>[^<]*</td><td>佐藤 一郎</td><td>値を入力・訂正しました(.*?)</tr>", page, re.DOTALL)
    assert row
    assert "金額：10,793 → 10,893" in row[1]


def test_everything_that_came_from_paper_is_escaped(desk: Desk) -> None:
    texts = written("101-0042", subject='"><script>alert(1)</script>')
    slip = desk.lay(texts)
    page = desk.visit("sato").get(f"/slips/{slip.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
