"""Headers, error pages, and what the log may say."""

import logging

import httpx
import pytest

from connectors.desk import lists
from slips.errors import Unavailable, Unconfirmed
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import page_reading, written

HELD = written("101-0042")
READ = page_reading(HELD, {"amount": "¥10,798"})


def test_every_page_forbids_scripts_styles_and_frames_of_others(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    for path in ("/login", "/slips", f"/slips/{slip.id}", "/slips/NONE", "/static/desk.css", "/healthz"):
        headers = visit.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_an_inline_script_or_style_or_an_address_elsewhere(desk: Desk) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("suzuki")
    for path in ("/slips", f"/slips/{slip.id}", "/filing"):
        page = visit.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "http" not in page.replace("httpx", "")


def test_pages_are_not_kept_by_the_computer(desk: Desk) -> None:
    assert desk.visit("sato").get("/slips").headers["cache-control"] == "no-store"


def test_health_is_told_to_anybody(desk: Desk) -> None:
    answer = httpx.get(f"{desk.url}/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize("path", ["/slips/DNONE", "/nothing/here", "/static/nothing.js", "/slips?start=x"])
def test_what_does_not_exist_is_told_in_japanese(desk: Desk, path: str) -> None:
    page = desk.visit("sato").get(path)
    assert page.status_code == 404
    assert "見つかりません" in page.text
    assert "次にすること" in page.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ValueError("佐藤 花子の口座"), 500, "思わぬ不具合が起きました"),
        (Unavailable("佐藤 花子の口座"), 503, "この操作は行われていません"),
        (Unconfirmed("佐藤 花子の口座"), 503, "保存できたかどうか分かりません"),
    ],
)
def test_an_error_shows_what_is_safe_and_a_number_and_no_contents_anywhere(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    said: str,
) -> None:
    def broken(*_: object) -> None:
        raise error

    visit = desk.visit("sato")
    monkeypatch.setattr(lists, "frame", broken)
    page = visit.get("/slips")
    assert page.status_code == status
    assert said in page.text
    assert "管理者に伝える番号" in page.text
    assert "花子" not in page.text + caplog.text
    assert type(error).__name__ in caplog.text


def test_the_log_names_paths_and_never_what_was_asked_or_typed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    slip = desk.lay(HELD, READ)
    visit = desk.visit("sato")
    with caplog.at_level(logging.DEBUG, logger="denpyo.desk"):
        visit.get(f"/slips/{slip.id}?m=saved&name=花子")
        visit.send(f"/slips/{slip.id}/values", v__creditor_name="株式会社ひみつ")
        visit.get("/花子%0A偽の行")
    lines = [record.getMessage() for record in caplog.records if record.name == "denpyo.desk"]
    assert f"GET /slips/{slip.id} 200" in lines[0]
    assert not any("花子" in line or "ひみつ" in line or "\n" in line or "?" in line for line in lines)
