"""Rows against small pages that behave as real systems did to a naive bot (facts.md, "Typing")."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route

from bots.actions import run
from bots.evidence import Evidence
from bots.formats import Format
from bots.session import Chromium
from bots.system import Messages, Results, Screens, Step, System
from bots.walk import Dialogs, Expired, Walk
from slips.errors import Refused, Unavailable

Walker = Callable[..., Walk]
URL = "http://finance.test/"
A_SYSTEM = System(
    name="small",
    title="小さなシステム",
    screens=Screens(login="ログイン", header="業務日付", busy=("検索中…",)),
    messages=Messages(words={"E-110": "長すぎます"}),
    results=Results(("全", "件"), "次へ", "該当なし"),
    formats={"yen": Format("money"), "date": Format("era_date")},
    values={"amount": "yen", "on": "date"},
    controls={},
    sheets={},
)
VALUES = {"amount": "10793", "on": "2026-11-20", "name": "花里"}


def row(action: str, target: str = "", value: str = "", screen: str = "", *, leads_on: bool = False) -> Step:
    return Step("test", 1, action, target, value, screen, leads_on=leads_on)


def page(heading: str, body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><title>{heading}</title><h1>{heading}</h1>{body}"


def cell(label: str, control: str) -> str:
    return f"<table><tr><th>{label}</th><td>{control}</td></tr></table>"


@pytest.fixture
def walker(chromium: Chromium, tmp_path: Path) -> Iterator[Walker]:
    """A walk on the first of some small pages, named by their paths."""
    context = chromium.context()
    context.set_default_timeout(3000)
    dialogs = Dialogs()
    context.on("dialog", dialogs.answer)

    def walking(first: str, **others: str) -> Walk:
        pages = {"first": first, **others}

        def answer(route: Route) -> None:
            body = pages.get(route.request.url.removeprefix(URL).partition("?")[0])
            route.fulfill(status=200 if body else 404, body=body or "", content_type="text/html; charset=utf-8")

        context.route("**/*", answer)
        walk = Walk(A_SYSTEM, URL, context.new_page(), VALUES, dialogs, Evidence(tmp_path))
        run(walk, (row("goto", "first"),))
        return walk

    yield walking
    context.close()


def text_in(walk: Walk, selector: str = "input") -> str:
    return walk.page.locator(selector).input_value()


def test_a_field_is_found_by_the_label_in_the_cell_beside_it_whatever_its_blanks(walker: Walker) -> None:
    walk = walker(page("起票", cell("金　　額", "<input>")))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert text_in(walk) == "10793"


def test_a_field_is_found_by_the_heading_above_it(walker: Walker) -> None:
    walk = walker(page("起票", "<table><tr><th>件名<th>金額<tr><td><input id=a><td><input id=b></table>"))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert (text_in(walk, "#a"), text_in(walk, "#b")) == ("", "10793")


@pytest.mark.parametrize(
    "named", ["<label>氏名 <input></label>", "<input placeholder=氏名>", "<input aria-label=氏名>"]
)
def test_a_field_outside_any_table_is_found_by_its_own_name(walker: Walker, named: str) -> None:
    walk = walker(page("起票", named))
    run(walk, (row("fill", "氏名", "{name}"),))
    assert text_in(walk) == "花里"


def test_the_bar_on_top_does_not_answer_for_the_form(walker: Walker) -> None:
    bar = "<table><tr><td>年度<td>令和8年度<td>業務日付<td>令和8年11月20日</table>"
    walk = walker(page("確認", bar + cell("年度", "令和7年度")))
    run(walk, (row("read", "年度", "{name}"),))
    assert walk.seen["name"] == "令和7年度"


def test_a_label_that_stands_twice_stops(walker: Walker) -> None:
    walk = walker(page("起票", cell("金額", "<input>") + cell("金額", "<input>")))
    with pytest.raises(Refused, match="2か所"):
        run(walk, (row("fill", "金額", "{amount}"),))


def test_a_missing_label_stops_and_names_what_is_likest(walker: Walker) -> None:
    walk = walker(page("起票", cell("支払金額", "<input>") + cell("件名", "<input>")))
    with pytest.raises(Refused, match="近いもの: 支払金額"):
        run(walk, (row("fill", "金額", "{amount}"),))


def test_a_hidden_field_is_not_taken_for_the_visible_one(walker: Walker) -> None:
    walk = walker(page("起票", cell("金額", "<input style='display:none'><input id=seen>")))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert text_in(walk, "#seen") == "10793"


def test_a_field_that_appears_late_is_waited_for(walker: Walker) -> None:
    late = "<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', `{}`), 300)</script>"
    walk = walker(page("起票", late.format(cell("金額", "<input>"))))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert text_in(walk) == "10793"


def test_commas_that_the_screen_adds_do_not_count(walker: Walker) -> None:
    walk = walker(page("起票", cell("金額", "<input onblur=\"this.value = Number(this.value).toLocaleString('en')\">")))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert text_in(walk) == "10,793"


def test_a_value_wiped_once_is_typed_again(walker: Walker) -> None:
    walk = walker(page("起票", cell("金額", "<input onblur=\"if (!this.done) { this.done = 1; this.value = '' }\">")))
    run(walk, (row("fill", "金額", "{amount}"),))
    assert text_in(walk) == "10793"


def test_a_field_that_never_keeps_its_value_stops(walker: Walker) -> None:
    walk = walker(page("起票", cell("金額", "<input maxlength=3>")))
    with pytest.raises(Refused, match="画面に残りません"):
        run(walk, (row("fill", "金額", "{amount}"),))


def test_the_next_row_waits_until_the_look_up_has_answered(walker: Walker) -> None:
    look_up = "<input onblur=\"n.textContent='検索中…'; setTimeout(() => n.textContent='花里', 400)\">"
    walk = walker(page("起票", cell("債権者番号", look_up) + "<table><tr><th>債権者名<td id=n></table>"))
    run(walk, (row("fill", "債権者番号", "{amount}"), row("expect", "債権者名", "{name}")))


def test_a_date_goes_into_four_boxes(walker: Walker) -> None:
    boxes = "<select><option>令和<option selected>平成</select><input>年<input>月<input>日"
    walk = walker(page("起票", cell("請求日", boxes)))
    run(walk, (row("fill_date", "請求日", "{on}"),))
    assert walk.page.locator("select").evaluate("e => e.value") == "令和"
    assert [box.input_value() for box in walk.page.locator("input").all()] == ["8", "11", "20"]


def test_a_date_that_stands_there_is_emptied_where_there_is_none(walker: Walker) -> None:
    boxes = "<select><option>令和</select><input value=8>年<input value=1>月<input value=2>日"
    walk = walker(page("起票", cell("支払期日", boxes)))
    walk.values = {}
    run(walk, (row("fill_date", "支払期日", "{on}"),))
    assert [box.input_value() for box in walk.page.locator("input").all()] == ["", "", ""]


def test_the_second_of_two_boxes_in_one_cell_is_named_by_its_number(walker: Walker) -> None:
    walk = walker(page("照会", cell("金額", "<input id=a>～<input id=b>")))
    run(walk, (row("fill", "金額 #2", "{amount}"),))
    assert (text_in(walk, "#a"), text_in(walk, "#b")) == ("", "10793")


def test_two_boxes_without_a_number_in_the_worksheet_stop(walker: Walker) -> None:
    walk = walker(page("照会", cell("金額", "<input>～<input>")))
    with pytest.raises(Refused, match="欄の数"):
        run(walk, (row("fill", "金額", "{amount}"),))


def test_a_list_without_exactly_that_row_stops(walker: Walker) -> None:
    walk = walker(page("起票", cell("支払方法", "<select><option>口座振替（窓口）</select>")))
    with pytest.raises(Refused, match="選ぶべき項目がありません"):
        run(walk, (row("select", "支払方法", "口座振替"),))


def test_a_press_that_must_lead_on_reads_the_new_page_and_never_the_old_one(walker: Walker) -> None:
    slow = "<a href=second onclick='setTimeout(() => location = this.href, 300); return false'>次</a>"
    walk = walker(page("一覧", cell("金額", "1円") + slow), second=page("一覧", cell("金額", "2円")))
    run(walk, (row("click", "次", leads_on=True), row("read", "金額", "{amount}", screen="一覧")))
    assert walk.seen["amount"] == "2"


def test_another_screen_than_the_rows_is_unavailable(walker: Walker) -> None:
    with pytest.raises(Unavailable, match="「起票」ではない画面"):
        run(walker(page("ただいま停止中", "")), (row("idle", screen="起票"),))


def test_the_log_in_screen_where_another_should_be_means_expired(walker: Walker) -> None:
    with pytest.raises(Expired):
        run(walker(page("ログイン", "I-901　一定時間操作がなかったため")), (row("idle", screen="起票"),))


def test_an_error_on_the_page_is_told_by_code_and_field_without_its_words(walker: Walker) -> None:
    walk = walker(page("起票", "<ul><li>E-110　［摘要］花里太郎の通学費は長すぎます。</ul>"))
    with pytest.raises(Refused, match="E-110［摘要］長すぎます") as refused:
        run(walk, (row("idle", screen="起票"),))
    assert "花里太郎" not in str(refused.value)
    assert "花里太郎" in (walk.evidence.folder / "messages.txt").read_text(encoding="utf-8")


def test_an_unknown_dialog_stops_and_its_words_are_kept_aside(walker: Walker) -> None:
    walk = walker(
        page("起票", "<button onclick=\"document.title = confirm('花里太郎は登録済です。続けますか。')\">確認</button>")
    )
    with pytest.raises(Refused, match="ダイアログ") as refused:
        run(walk, (row("click", "確認"),))
    assert walk.page.title() == "false"
    assert "花里太郎" not in str(refused.value)
    assert "花里太郎" in (walk.evidence.folder / "dialog.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("answer", "title"), [("ok", "true"), ("cancel", "false")])
def test_an_announced_dialog_gets_its_named_answer(walker: Walker, answer: str, title: str) -> None:
    walk = walker(
        page("起票", "<button onclick=\"document.title = confirm('入力内容を　クリアします。')\">クリア</button>")
    )
    run(walk, (row("dialog", "入力内容をクリアします。", answer), row("click", "クリア")))
    assert walk.page.title() == title


def test_a_window_that_opens_is_worked_in_until_it_closes(walker: Walker) -> None:
    opener = cell("債権者番号", "<input id=code> <input type=button value=検索 onclick=\"window.open('search')\">")
    chosen = (
        "<button onclick=\"opener.document.getElementById('code').value = '00010007'; window.close()\">選択</button>"
    )
    walk = walker(page("起票", opener), search=page("債権者検索", chosen))
    run(
        walk,
        (
            row("popup", "債権者番号 > 検索"),
            row("click", "選択", screen="債権者検索"),
            row("back"),
            row("idle", screen="起票"),
        ),
    )
    assert text_in(walk, "#code") == "00010007"


def test_a_frame_is_worked_in_by_its_name(walker: Walker) -> None:
    walk = walker("<!doctype html><iframe name=main src=inner></iframe>", inner=page("起票", cell("金額", "<input>")))
    run(walk, (row("frame", "main"), row("fill", "金額", "{amount}", screen="起票")))
    assert walk.page.frame(name="main").locator("input").input_value() == "10793"  # type: ignore[union-attr]


def test_a_box_is_ticked_by_the_words_beside_it(walker: Walker) -> None:
    walk = walker(page("確認", "<p><input type=checkbox>警告を確認しました</p>"))
    run(walk, (row("check", "警告を確認しました"),))
    assert walk.page.locator("input").is_checked()


def listed(numbers: list[int], after: str = "", total: int = 3) -> str:
    rows = "".join(f"<tr><td>{n}<td>{n},000円" for n in numbers)
    return page("一覧", f"全{total}件中 <table><tr><th>伝票番号<th>金額{rows}</table>{after}")


READ = row("read_table", "伝票番号", "伝票番号={name} 金額={amount}", screen="一覧")


def test_a_list_is_read_over_all_its_pages(walker: Walker) -> None:
    walk = walker(listed([3, 2], "<a href=second>次へ</a>"), second=listed([1]))
    run(walk, (READ,))
    assert [r["amount"] for r in walk.rows] == ["3000", "2000", "1000"]


def test_a_list_that_holds_fewer_rows_than_it_says_is_not_believed(walker: Walker) -> None:
    with pytest.raises(Unavailable, match="合いません"):
        run(walker(listed([3, 2])), (READ,))


def test_a_list_that_moved_while_it_was_read_is_not_believed(walker: Walker) -> None:
    walk = walker(listed([3, 2], "<a href=second>次へ</a>"), second=listed([2]))
    with pytest.raises(Unavailable, match="合いません"):
        run(walk, (READ,))


def test_no_hits_are_none_only_when_the_page_says_so(walker: Walker) -> None:
    walk = walker(page("一覧", "該当なし"))
    run(walk, (READ,))
    assert walk.rows == []
    with pytest.raises(Unavailable):
        run(walker(page("一覧", "")), (READ,))


def test_every_field_that_differs_is_named_and_none_stops_the_others(walker: Walker) -> None:
    walk = walker(page("確認", cell("金額", "10,739円") + cell("請求日", "令和8年11月20日") + cell("氏名", "別人")))
    run(walk, (row("compare", "金額", "{amount}"), row("compare", "請求日", "{on}"), row("compare", "氏名", "{name}")))
    assert walk.differing == ["amount", "name"]
