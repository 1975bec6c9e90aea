"""Worksheets: what loads, and what a clerk is told about the row that does not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bots.system import System
from bots.worksheet import load_system
from slips.errors import BadWorksheet
from tests.bots.conftest import ROOT

PRACTICE = ROOT / "config/worksheets/practice"
Mend = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Mend:
    """The practice worksheets with one text in one file replaced."""

    def changing(name: str, old: str, new: str) -> Path:
        folder = shutil.copytree(PRACTICE, tmp_path / "practice", dirs_exist_ok=True)
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return changing


def test_the_practice_worksheets_load(practice_system: System) -> None:
    assert practice_system.practice
    assert set(practice_system.sheets) == {"login", "find", "register", "open"}
    assert practice_system.sheets["register"].commit.target == "登録"


def test_a_folder_and_its_main_file_are_the_same_system(practice_system: System) -> None:
    assert load_system(PRACTICE / "system.toml") == practice_system


def test_one_file_can_hold_a_whole_system(tmp_path: Path, practice_system: System) -> None:
    sheets = "".join(
        f"\n[sheets.{name}]\n{(PRACTICE / f'{name}.toml').read_text(encoding='utf-8')}"
        for name in practice_system.sheets
    )
    alone = tmp_path / "alone.toml"
    alone.write_text((PRACTICE / "system.toml").read_text(encoding="utf-8") + sheets, encoding="utf-8")
    assert load_system(alone).sheets == practice_system.sheets


def test_a_row_leads_on_where_the_next_one_names_a_screen(practice_system: System) -> None:
    login = practice_system.sheets["login"].steps
    assert [step.action for step in login if step.leads_on] == ["goto", "click", "click"]


def test_any_changed_row_is_another_version(changed: Mend, practice_system: System) -> None:
    assert load_system(changed("open.toml", "# 伝票の確認", "# 伝票を確かめる")).version != practice_system.version


COMMIT = '  { action = "commit", target = "登録" },\n'
COMPARE = '  { action = "compare", target = "金額", value = "{amount}" },\n'


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("register.toml", COMMIT, "", "commit（登録）の行は1行でなければなりません（今は0行）"),
        ("register.toml", COMMIT, COMMIT * 2, "今は2行"),
        ("find.toml", 'action = "click"', 'action = "commit"', "「find」の commit（登録）の行は0行"),
        ("register.toml", COMPARE, "", "{amount} を入力しますが、登録の前に確認画面と比べる行"),
        (
            "open.toml",
            '{ action = "read", target = "摘要", value = "{description}" },',
            "",
            "{description} を入力しますが、手順書「open」",
        ),
        ("register.toml", 'action = "click"', 'action = "clik"', "「clik」という操作はありません"),
        ("register.toml", 'target = "学校コード", ', "", "5行目: fill には、画面に見える名前（target）が要ります"),
        ("register.toml", "{school_code}", "{scool_code}", "「{scool_code}」は system.toml の [values] にありません"),
        ("register.toml", 'target = "学校コード"', 'taget = "学校コード"', "「taget」という欄はありません"),
        ("register.toml", '{ action = "goto", target = "/entry" },', "", "最初の行は goto"),
        ("register.toml", 'value = "{voucher_no}"', 'value = "{key}"', "{voucher_no} を読み取る行"),
        ("find.toml", "年度={fiscal_year} ", "", "一覧の行（read_table）に fiscal_year がありません"),
        (
            "find.toml",
            '"fill", target = "債権者番号", value = "{creditor_code}"',
            '"idle"',
            "creditor_code を入力する行",
        ),
        ("login.toml", 'action = "password"', 'action = "fill"', "{password} は password の行にだけ書けます"),
        ("system.toml", 'kind = "era_date"', 'kind = "era"', "書式「date」の種類「era」はありません"),
        ("system.toml", 'subject = "text"', 'subject = "words"', "書式「words」は [formats] にありません"),
        ("system.toml", "[control]", "[controls]", "'control' の記入がありません"),
        ("system.toml", 'name = "practice"', "name = ", "TOML として読めません"),
    ],
)
def test_a_wrong_row_is_told_in_a_clerks_words(changed: Mend, file: str, old: str, new: str, told: str) -> None:
    with pytest.raises(BadWorksheet) as bad:
        load_system(changed(file, old, new))
    assert told in str(bad.value)


def test_a_missing_sheet_is_named(changed: Mend) -> None:
    folder = changed("open.toml", "#", "#")
    (folder / "open.toml").unlink()
    with pytest.raises(BadWorksheet, match=r"open\.toml: ファイルがありません"):
        load_system(folder)
