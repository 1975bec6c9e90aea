"""The bot keeps the contract on a real system through a real browser; then what only a browser can get wrong."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bots.actions import run
from bots.evidence import Evidence
from bots.session import Credentials
from bots.system import System
from bots.webfinance import WebFinance
from bots.worksheet import sheet_from
from slips.errors import Refused, Unavailable, Unconfirmed
from slips.model import Search, Voucher
from slips.ports import FinanceSystem
from tests.bots.conftest import BOT, PASSWORD, Driver, Practice
from tests.contracts.finance_system import ACTIVE, STOPPED, YEARS, FinanceContract, an_entry, by_key, no_crossing

PAYMENTS = {"口座振替": "1", "納付書": "2", "現金": "3", "資金前渡": "4"}


def booked(practice: Practice) -> list[dict[str, str]]:
    """The audit log of the system, in the words of an Entry."""
    return [
        {
            "voucher_no": line["voucher_no"],
            "key": line["values"]["reference_no"],
            "fiscal_year": str(line["values"]["fiscal_year"]),
            "amount": str(line["values"]["amount_yen"]),
            "payment_code": PAYMENTS[line["values"]["payment_method"]],
            **{name: line["values"][name] or "" for name in SAME},
        }
        for line in practice.audit("register")
    ]


SAME = (
    *("drafted_on", "school_code", "account_code", "subject", "description", "creditor_code"),
    *("invoice_no", "invoiced_on", "delivered_on", "inspected_on", "due_on"),
)


class TestWebFinance(FinanceContract):
    @pytest.fixture(autouse=True)
    def _driven(
        self, bot: WebFinance, drive: Driver, practice: Practice, losing_practice: Practice, practice_system: System
    ) -> None:
        self.practice = practice
        self.web = bot
        self.lossy = drive(url=losing_practice.url)
        self.unproved = drive(system=replace(practice_system, controls={"every_year": "CONTROL-9999"}))

    def finance(self) -> FinanceSystem:
        return self.web

    def losing(self) -> FinanceSystem:
        return self.lossy

    def blind(self) -> FinanceSystem:
        return self.unproved

    def books(self) -> list[dict[str, str]]:
        return booked(self.practice)

    def colleagues(self) -> Voucher:
        gone = {line["voucher_no"] for line in self.practice.audit("seed-cancel")}
        seeded = [line for line in self.practice.audit("seed") if line["voucher_no"] in gone]
        values = seeded[0]["values"]
        return Voucher(seeded[0]["voucher_no"], "取消", {**values, "amount": str(values["amount_yen"])})


def kept(evidence: tuple[str, ...]) -> set[str]:
    return {Path(file).name for file in evidence}


def all_text(folder: Path) -> str:
    return "".join(f.read_text(encoding="utf-8") for f in folder.rglob("*") if f.suffix in {".txt", ".jsonl"})


def test_a_receipt_names_pictures_before_and_after_and_a_step_log(bot: WebFinance) -> None:
    receipt = bot.post(an_entry(), lambda: None)
    assert kept(receipt.evidence) == {"before.png", "after.png", "steps.jsonl"}
    assert all(Path(file).stat().st_size > 1000 for file in receipt.evidence)


def test_a_refusal_tells_the_code_and_keeps_the_words_and_a_picture_aside(bot: WebFinance) -> None:
    with pytest.raises(Refused, match="E-302［債権者番号］使用停止の債権者です") as refused:
        bot.post(an_entry(creditor_code=STOPPED), no_crossing)
    assert kept(refused.value.evidence) == {"messages.txt", "stopped.png", "steps.jsonl"}


def test_a_warning_that_nobody_allowed_stops_the_entry(bot: WebFinance, practice: Practice) -> None:
    finance, first = bot, an_entry()
    finance.post(first, lambda: None)
    again = an_entry(invoice_no=first.values["invoice_no"])
    with pytest.raises(Refused, match="W-201"):
        finance.post(again, no_crossing)
    assert again.key not in {b["key"] for b in booked(practice)}


def test_an_allowed_warning_is_acknowledged_and_kept_as_evidence(drive: Driver, practice_system: System) -> None:
    allowing = replace(practice_system, messages=replace(practice_system.messages, allowed={"W-306": "late is late"}))
    receipt = drive(system=allowing).post(an_entry(due_on="2026-11-01"), lambda: None)
    assert "warnings.txt" in kept(receipt.evidence)


def test_a_warning_stops_the_entry_even_where_no_row_speaks_of_warnings(drive: Driver, practice_system: System) -> None:
    register = practice_system.sheets["register"]
    silent = replace(register, steps=tuple(step for step in register.steps if step.action != "warnings"))
    system = replace(practice_system, sheets={**practice_system.sheets, "register": silent})
    with pytest.raises(Refused, match="W-306"):
        drive(system=system).post(an_entry(due_on="2026-11-01"), no_crossing)


def test_a_creditor_chosen_in_the_search_window_arrives_in_the_entry(bot: WebFinance, tmp_path: Path) -> None:
    rows = [
        {"action": "goto", "target": "/entry"},
        {"screen": "支出負担行為兼支出命令　起票", "action": "popup", "target": "債権者番号 > 検索"},
        {"screen": "債権者検索", "action": "fill", "target": "債権者番号", "value": "{creditor_code}"},
        {"action": "click", "target": "検索"},
        {"screen": "債権者検索", "action": "click", "target": "選択"},
        {"action": "back"},
        {
            "screen": "支出負担行為兼支出命令　起票",
            "action": "expect",
            "target": "債権者名",
            "value": "{creditor_name}",
        },
    ]
    walk = bot._walk({"creditor_code": ACTIVE, "creditor_name": "花里観光バス株式会社"}, Evidence(tmp_path))
    run(walk, sheet_from("search", {"steps": rows}).steps)
    assert walk.pairs()


def test_a_rehearsal_goes_up_to_the_confirm_screen_and_books_nothing(bot: WebFinance, practice: Practice) -> None:
    entry = an_entry()
    rehearsal = bot.rehearse(entry)
    assert kept(rehearsal.evidence) == {"rehearsed.png", "steps.jsonl"}
    assert entry.key not in {b["key"] for b in booked(practice)}


def test_wave_dashes_arrive_as_the_page_can_hold_them_and_still_count_as_the_same(
    bot: WebFinance, practice: Practice
) -> None:
    entry = an_entry(description="４月〜６月分　－　追加")
    bot.post(entry, lambda: None)
    (voucher,) = [b for b in booked(practice) if b["key"] == entry.key]
    assert voucher["description"] == "４月～６月分　－　追加"


def test_a_character_the_page_cannot_hold_is_refused_before_it_is_typed(bot: WebFinance) -> None:
    with pytest.raises(Refused, match="subject に、財務会計システムで使えない文字"):
        bot.post(an_entry(subject="𠮷田商店の件"), no_crossing)


def test_a_creditor_shown_under_another_name_is_refused(bot: WebFinance) -> None:
    with pytest.raises(Refused, match="債権者名"):
        bot.post(an_entry(creditor_name="別の会社"), no_crossing)


def test_a_creditors_name_and_account_that_agree_are_proved_on_every_screen(bot: WebFinance) -> None:
    named = an_entry(creditor_name="花里観光バス株式会社", account_tail="176")
    assert bot.post(named, lambda: None).values["account_tail"] == "176"


def test_a_value_that_no_worksheet_reads_back_is_refused(bot: WebFinance) -> None:
    with pytest.raises(Refused, match="tax"):
        bot.post(an_entry(tax="100"), no_crossing)


def test_a_year_that_is_not_on_the_list_is_refused(bot: WebFinance) -> None:
    with pytest.raises(Refused, match="年　　度"):
        bot.post(an_entry(fiscal_year="2024"), no_crossing)


def test_being_logged_out_before_the_click_is_unavailable(drive: Driver, practice: Practice) -> None:
    finance, other, entry = drive(), drive(), an_entry()
    log_in_elsewhere(finance)
    log_in_elsewhere(other)
    with pytest.raises(Unavailable):
        finance.post(entry, no_crossing)
    assert finance.find(by_key(entry)) == []


def test_being_logged_out_at_the_click_is_unconfirmed_and_looking_tells(drive: Driver, practice: Practice) -> None:
    finance, other, entry = drive(), drive(), an_entry()
    with pytest.raises(Unconfirmed, match="ログイン画面"):
        finance.post(entry, lambda: log_in_elsewhere(other))
    assert finance.find(by_key(entry)) == []
    assert entry.key not in {b["key"] for b in booked(practice)}


def test_a_search_in_a_session_that_has_ended_is_done_again_in_a_new_one(drive: Driver) -> None:
    finance, other = drive(), drive()
    assert finance.find(by_key(an_entry())) == []
    log_in_elsewhere(other)
    assert finance.find(by_key(an_entry())) == []


def test_a_wrong_password_is_refused_at_once_and_told_to_nobody(
    drive: Driver, practice: Practice, tmp_path: Path
) -> None:
    wrong = Credentials("900001", "not-the-password")
    before = len(practice.audit("login-refused"))
    with pytest.raises(Refused, match="E-001") as refused:
        drive(credentials=wrong).find(by_key(an_entry()))
    assert len(practice.audit("login-refused")) == before + 1
    assert "not-the-password" not in f"{refused.value} {refused.value.evidence} {wrong!r} {all_text(tmp_path)}"


def test_a_system_that_does_not_answer_is_unavailable(drive: Driver) -> None:
    with pytest.raises(Unavailable) as silent:
        drive(url="http://127.0.0.1:9/").post(an_entry(), no_crossing)
    assert "not-told" not in str(silent.value)


def test_neither_values_nor_the_password_stand_in_the_step_log(drive: Driver, tmp_path: Path) -> None:
    entry = an_entry(description="個人の名前が入ることもある欄")
    drive().post(entry, lambda: None)
    log = all_text(tmp_path)
    assert "register" in log
    assert entry.values["description"] not in log
    assert PASSWORD not in log


def test_evidence_that_cannot_be_written_does_not_fail_the_entry(
    drive: Driver, practice_system: System, tmp_path: Path
) -> None:
    (tmp_path / "evidence").write_text("a file where the folder should be")
    assert drive().post(an_entry(), lambda: None).evidence == ()


def test_a_list_of_several_pages_is_read_to_its_end(bot: WebFinance, practice: Practice) -> None:
    finance = bot
    with finance._at_work("find") as evidence:
        rows = finance._listed(Search(YEARS, drafted_from="2025-04-01", drafted_to="2026-11-20"), evidence)
    everything = [*practice.audit("seed"), *practice.audit("register")]
    assert {row["voucher_no"] for row in rows} == {line["voucher_no"] for line in everything}


def test_a_browser_that_was_killed_is_started_again(drive: Driver) -> None:
    finance = drive()
    log_in_elsewhere(finance)
    kill_browser_of(finance)
    with pytest.raises(Unavailable):
        finance.find(by_key(an_entry()))
    assert finance.find(by_key(an_entry())) == []


def test_a_browser_killed_at_the_border_is_unconfirmed(drive: Driver, practice: Practice) -> None:
    finance, entry = drive(), an_entry()
    with pytest.raises(Unconfirmed):
        finance.post(entry, lambda: kill_browser_of(finance))
    assert finance.find(by_key(entry)) == []


def log_in_elsewhere(other: WebFinance) -> None:
    """A user has one session: whoever logs in last ends the one before."""
    other._session.page(Evidence(other._evidence))


def kill_browser_of(finance: WebFinance) -> None:
    """SIGKILL to the browser process, as the kernel does when memory runs out."""
    chromium = finance._session._chromium
    assert chromium._browser is not None
    session = chromium._browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    os.kill(next(p["id"] for p in processes if p["type"] == "browser"), 9)


def test_credentials_show_no_password() -> None:
    assert PASSWORD not in f"{BOT} {BOT!r}"
