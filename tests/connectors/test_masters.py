"""The masters of the made-up city, and every accident that a spreadsheet can do to them."""

import pickle
import shutil
import time
from pathlib import Path

import pytest

from connectors.masters import FILES, load_masters
from slips.errors import BadMaster

OURS = Path(__file__).resolve().parents[2] / "config" / "masters"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the city's masters, to be spoilt."""
    return Path(shutil.copytree(OURS, tmp_path / "masters"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def replace_line(folder: Path, file: str, number: int, line: str) -> None:
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = line
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def test_the_citys_own_masters_load_whole() -> None:
    masters = load_masters(OURS)
    assert (len(masters.schools), len(masters.accounts), len(masters.setsu)) == (20, 64, 50)
    assert (len(masters.allotments), len(masters.creditors)) == (573, 60)
    assert masters.schools["101"].name == "花里小学校"
    assert (len(masters.staff), masters.staff["104201"].department_code) == (10, "5101")
    assert masters.allotments[2025, "101", "01-10-02-01-001201-10-01"] == 2011774
    assert len(masters.version) == 64


def test_every_bank_branch_in_the_country_is_known() -> None:
    masters = load_masters(OURS)
    assert masters.banks["9900"] == "ゆうちょ"
    assert masters.branches["0005", "001"].branch_name == "本店"
    assert len(masters.branches) > 25_000


def test_every_creditor_of_the_made_up_city_has_a_bank_branch_that_exists() -> None:
    masters = load_masters(OURS)
    for creditor in masters.creditors.values():
        branch = masters.branches[creditor.bank_code, creditor.branch_code]
        assert (branch.bank_name, branch.branch_name) == (creditor.bank_name, creditor.branch_name)


def test_a_setsu_that_moved_in_2020_is_there_with_both_numbers() -> None:
    masters = load_masters(OURS)
    supplies = {(row.setsu, row.first_fy, row.last_fy) for row in masters.setsu if row.name == "需用費"}
    assert supplies == {("11", 1964, 2019), ("10", 2020, None)}


def test_loading_again_is_quick() -> None:
    load_masters(OURS)
    began = time.perf_counter()
    load_masters(OURS)
    assert time.perf_counter() - began < 0.5


def test_masters_travel_to_another_process() -> None:
    masters = load_masters(OURS)
    assert pickle.loads(pickle.dumps(masters)) == masters  # noqa: S301 - our own bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_from_excel_and_from_the_finance_system_read_the_same(folder: Path, encoding: str, newline: str) -> None:
    for file in FILES:
        text = (folder / file).read_text(encoding="utf-8").replace("塡", "填")  # as CP932 systems write 補塡
        (folder / file).write_text(text, encoding=encoding, newline=newline)
    masters, ours = load_masters(folder), load_masters(OURS)
    assert (masters.schools, masters.creditors, masters.allotments) == (ours.schools, ours.creditors, ours.allotments)


def test_the_version_changes_with_any_byte_of_any_file(folder: Path) -> None:
    versions = {load_masters(folder).version, load_masters(OURS).version}
    assert len(versions) == 1
    for file in FILES:
        with (folder / file).open("ab") as out:
            out.write(b"\n")
        versions.add(load_masters(folder).version)
    assert len(versions) == 1 + len(FILES)


def test_other_columns_blank_rows_and_blanks_around_a_cell_do_no_harm(folder: Path) -> None:
    text = (folder / "schools.csv").read_text(encoding="utf-8").splitlines()
    spoilt = [f" {line.replace(',', ' , ')} ,備考" for line in text]
    (folder / "schools.csv").write_text("\n\n".join([*spoilt, ",,,,"]), encoding="utf-8")
    assert load_masters(folder).schools == load_masters(OURS).schools


@pytest.mark.parametrize(
    ("file", "number", "line", "said"),
    [
        ("schools.csv", 3, "12,花里東小学校,小学校,5101", "schools.csv の 3 行目、school_code 列：ほかの行と桁数"),
        ("schools.csv", 3, "101,花里東小学校,小学校,5101", "schools.csv の 3 行目：2 行目と同じコード"),
        ("schools.csv", 3, "１０２,花里東小学校,小学校,5101", "school_code 列：半角の数字"),
        ("schools.csv", 3, "102,,小学校,5101", "name 列：空欄"),
        ("schools.csv", 3, "102,花里東,小学校,小学校,5101", "列の数が 5 で、見出しの 4"),
        ("schools.csv", 3, "102,花里東小学校", "列の数が 2 で、見出しの 4"),
        ("schools.csv", 1, "code,name,kind,department_code", "schools.csv の 1 行目：school_code 列がありません"),
        ("schools.csv", 1, "name,school_code,name,department_code,kind", "name 列が 2 つ"),
        ("schools.csv", 3, '102,"花里東"小学校,小学校,5101', "3 行目：引用符"),
        (
            "accounts.csv",
            2,
            "1-10-2-1-1201-10-1,2025,消耗品費,1",
            "accounts.csv の 2 行目、account_code 列：ほかの行と桁数",
        ),
        ("accounts.csv", 2, "01-10-02-01-001201-10-01,令和7,消耗品費,1", "fiscal_year 列：年度を西暦"),
        ("accounts.csv", 2, "01-10-02-01-001201-10-01,2025,消耗品費,はい", "active 列：1・0 のどれか"),
        ("setsu.csv", 2, "1,報酬,1964,", "setsu 列：半角数字 2 桁"),
        ("setsu.csv", 2, "01,報酬,2020,2019", "valid_to_fy 列：valid_from_fy より前"),
        (
            "allotments.csv",
            2,
            '2025,101,01-10-02-01-001201-10-01,3290000,"2,011,774"',
            "available_yen 列：半角数字だけ",
        ),
        (
            "allotments.csv",
            3,
            "2025,101,01-10-02-01-001201-10-01,1,1",
            "allotments.csv の 3 行目：2 行目と同じコード",
        ),
    ],
)
def test_a_bad_row_is_named_with_what_to_mend(folder: Path, file: str, number: int, line: str, said: str) -> None:
    replace_line(folder, file, number, line)
    with pytest.raises(BadMaster) as bad:
        load_masters(folder)
    assert said in str(bad.value)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("9900,ゆうちょ,129", "99,ゆうちょ,129", "bank_code"),
        ("9900,ゆうちょ,129", "9900,ゆうちょ,29", "branch_code"),
        ("9900,ゆうちょ,129", ",ゆうちょ,129", "bank_name"),
        ("普通,0695176", "普通,695176", "account_no"),
        ("普通,0695176", "ふつう,0695176", "account_type"),
        (",active,T6995860510444", ",有効,T6995860510444", "status"),
        ("T6995860510444", "T699586051044", "registration_no"),
    ],
)
def test_a_creditors_bad_cell_is_named_but_never_shown(folder: Path, old: str, new: str, column: str) -> None:
    change(folder, "creditors.csv", old, new)
    with pytest.raises(BadMaster) as bad:
        load_masters(folder)
    assert f"creditors.csv の 2 行目、{column} 列：" in str(bad.value)
    assert "695176" not in str(bad.value)
    assert "花里観光バス" not in str(bad.value)


def test_a_creditor_without_any_bank_details_is_allowed(folder: Path) -> None:
    header, first, *rest = (folder / "creditors.csv").read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[6:13] = [""] * 7
    (folder / "creditors.csv").write_text("\n".join([header, ",".join(cells), *rest]), encoding="utf-8")
    assert load_masters(folder).creditors["00010007"].account_no == ""


@pytest.mark.parametrize("file", list(FILES))
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(BadMaster, match=rf"{file} がありません"):
        load_masters(folder)


def test_a_city_without_a_list_of_its_staff_leaves_only_the_heading(folder: Path) -> None:
    (folder / "staff.csv").write_text("staff_no,name,department_code\n", encoding="utf-8")
    assert load_masters(folder).staff == {}


def test_an_export_that_stopped_after_the_header_is_refused(folder: Path) -> None:
    header = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "accounts.csv").write_text(header, encoding="utf-8")
    with pytest.raises(BadMaster, match="1 行もありません"):
        load_masters(folder)


@pytest.mark.parametrize("raw", ["school_code".encode("utf-16"), b"school_code,\0", b"\x81\xff"])
def test_a_file_in_another_encoding_is_refused_with_advice(folder: Path, raw: bytes) -> None:
    (folder / "schools.csv").write_bytes(raw)
    with pytest.raises(BadMaster, match="CSV UTF-8"):
        load_masters(folder)
