"""Coming in: who is let in, how long, and what a foreign form can do."""

from datetime import UTC, datetime, timedelta

from connectors.desk.login import MOST_FAILURES, local_path
from connectors.store import writing
from connectors.store.people import note_failure, set_disabled
from slips.status import Status
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import page_reading, written
from tests.connectors.desk.visit import PASSWORD

HELD = written("101-0042")
OTHERWISE = {"amount": "¥10,798"}


def test_nobody_sees_anything_before_the_log_in(desk: Desk) -> None:
    slip = desk.lay(HELD, page_reading(HELD, OTHERWISE))
    visit = desk.visit()
    for path in ("/", "/slips", f"/slips/{slip.id}", f"/slips/{slip.id}/page.jpg", "/filing", "/people", "/failures"):
        page = visit.get(path)
        assert page.url.path == "/login"
        assert slip.id not in page.text.replace(f'value="/slips/{slip.id}', "")


def test_a_person_who_logs_in_lands_where_they_wanted_to_go(desk: Desk) -> None:
    slip = desk.lay(HELD)
    visit = desk.visit()
    visit.get(f"/slips/{slip.id}?m=saved")
    page = visit.send("/login", login="sato", password=PASSWORD)
    assert page.url.path == f"/slips/{slip.id}"
    assert "佐藤 一郎" in page.text


def test_the_log_in_never_leads_to_another_site() -> None:
    assert local_path("/slips/DABC?tab=held") == "/slips/DABC?tab=held"
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "evil", "javascript:x", "/a b"):
        assert local_path(elsewhere) == ""


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(desk: Desk) -> None:
    visit = desk.visit()
    wrong = visit.log_in("sato", "not-the-password")
    unknown = visit.log_in("nobody", "not-the-password")
    assert wrong.status_code == unknown.status_code == 403
    assert "ユーザー名かパスワードが違います。" in wrong.text
    assert "ユーザー名かパスワードが違います。" in unknown.text


def test_after_many_wrong_passwords_even_the_right_one_has_to_wait(desk: Desk) -> None:
    visit = desk.visit()
    with writing(desk.store) as db:
        for n in range(1, MOST_FAILURES):
            note_failure(db, "sato", f"10.0.0.{n}", datetime.now(UTC))
    assert visit.log_in("sato", "not-the-password").status_code == 403
    page = visit.log_in("sato")
    assert page.status_code == 429
    assert "しばらくログインできません" in page.text


def test_a_log_in_replaces_whatever_session_the_browser_came_with(desk: Desk) -> None:
    visit = desk.visit("sato")
    first = visit.client.cookies["denpyo"]
    visit.client.cookies.clear()
    visit.client.cookies.set("denpyo", first)
    answer = visit.log_in("suzuki")
    second = answer.history[0].cookies["denpyo"]
    visit.client.cookies.clear()
    assert first != second
    visit.client.cookies.set("denpyo", first)
    assert visit.get("/slips").url.path == "/login"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    visit = desk.visit()
    visit.get("/login")
    answer = visit.client.post(
        "/login", data={"csrf": visit.token, "login": "sato", "password": PASSWORD}, follow_redirects=False
    )
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("denpyo="))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_log_in_form_that_another_browser_asked_for_is_not_taken(desk: Desk) -> None:
    theirs = desk.visit()
    theirs.get("/login")
    mine = desk.visit()
    page = mine.client.post("/login", data={"csrf": theirs.token, "login": "sato", "password": PASSWORD})
    assert page.status_code == 403
    assert "denpyo" not in mine.client.cookies


def test_logging_out_ends_the_session_and_empties_the_cache(desk: Desk) -> None:
    visit = desk.visit("sato")
    token = visit.client.cookies["denpyo"]
    visit.get("/slips")
    answer = visit.client.post("/logout", data={"csrf": visit.token}, follow_redirects=False)
    assert answer.headers["clear-site-data"] == '"cache"'
    visit.client.cookies.set("denpyo", token)
    assert visit.get("/slips").url.path == "/login"


def test_an_account_that_is_stopped_is_out_at_once(desk: Desk) -> None:
    visit = desk.visit("sato")
    with writing(desk.store) as db:
        set_disabled(db, "sato", True, "kanri")
    assert visit.get("/slips").url.path == "/login"


def test_a_decision_without_the_forms_token_changes_nothing(desk: Desk) -> None:
    slip = desk.lay(HELD, page_reading(HELD, OTHERWISE))
    visit = desk.visit("suzuki")
    for token in ("", "0" * 64, "あ"):
        for action in ("values", "approve", "reject", "waive", "check", "registered", "not-registered", "trial"):
            fields = {"csrf": token, "version": str(slip.version), "reason": "x", "v.amount": "1"}
            assert visit.client.post(f"/slips/{slip.id}/{action}", data=fields).status_code == 403
    assert desk.now(slip) == slip


def test_another_persons_token_is_no_token(desk: Desk) -> None:
    slip = desk.lay(HELD)
    theirs = desk.visit("tanaka")
    theirs.get("/slips")
    mine = desk.visit("suzuki")
    page = mine.client.post(f"/slips/{slip.id}/approve", data={"csrf": theirs.token, "version": str(slip.version)})
    assert page.status_code == 403
    assert desk.now(slip).status is Status.READY


def test_a_form_sent_by_another_site_is_refused(desk: Desk) -> None:
    slip = desk.lay(HELD)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    fields = {"csrf": visit.token, "version": str(slip.version)}
    page = visit.client.post(f"/slips/{slip.id}/approve", data=fields, headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 403
    assert "何も変わっていません" in page.text


def test_a_huge_form_is_refused_before_it_is_read(desk: Desk) -> None:
    visit = desk.visit("sato")
    page = visit.client.post("/slips/DX/values", data={"v.amount": "1" * (1 << 20)})
    assert page.status_code == 413


def test_what_was_typed_when_the_session_ended_comes_back_after_the_log_in(desk: Desk) -> None:
    slip = desk.lay(HELD, page_reading(HELD, OTHERWISE))
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    visit.client.cookies.set("denpyo", desk.session_of("sato", timedelta(minutes=31)))
    page = visit.send(f"/slips/{slip.id}/values", v__amount="10893")
    assert page.status_code == 401
    assert "入力していた値は残っています" in page.text
    assert "made-up" not in page.text
    page = visit.send("/login", login="sato", password=PASSWORD)
    assert 'value="10893"' in page.text
    assert "まだ保存していません" in page.text
    assert desk.now(slip) == slip


def test_a_page_asked_for_after_half_an_hour_says_why_to_log_in_again(desk: Desk) -> None:
    visit = desk.visit()
    visit.client.cookies.set("denpyo", desk.session_of("sato", timedelta(minutes=31)))
    assert "しばらく操作がなかったため" in visit.get("/slips").text
