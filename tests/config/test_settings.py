"""Settings: the file, the variables over it, and what a person is told when either is wrong."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config import Finance, Masking, Settings, easyocr_weights, load_settings
from slips.errors import Misconfigured

ROOT = Path(__file__).resolve().parents[2]
ZAIMU = """
[finance.zaimu]
url = "http://zaimu"
worksheets = "zaimu"
user_env = "ZAIMU_USER"
password_env = "ZAIMU_PASSWORD"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city's own folder of settings, with nothing in its file yet."""
    os.environ["DENPYO_CONFIG"] = str(tmp_path)
    write(tmp_path, "")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "denpyo.toml").write_text(text, encoding="utf-8")


def why_not(**variables: str) -> str:
    """What a person is told."""
    os.environ.update(variables)
    with pytest.raises(Misconfigured) as told:
        load_settings()
    return str(told.value)


def test_the_file_that_comes_with_denpyo_is_understood() -> None:
    settings = load_settings()
    assert settings.folder == ROOT / "config"
    assert settings.finance["practice"].after_settling == "type again"


def test_a_system_that_says_nothing_asks_a_person_after_a_lost_click(folder: Path) -> None:
    write(folder, ZAIMU)
    assert load_settings().finance["zaimu"].after_settling == "ask"
    assert not load_settings().finance["zaimu"].practice


def test_a_variable_goes_before_the_file_and_leaves_its_neighbours(folder: Path) -> None:
    write(folder, '[desk]\nport = 8081\npublic_url = "http://desk"\n')
    os.environ["DENPYO_DESK__PORT"] = "8082"
    desk = load_settings().desk
    assert (desk.port, desk.public_url) == (8082, "http://desk")


def test_a_variable_reaches_into_one_finance_system(folder: Path) -> None:
    write(folder, ZAIMU)
    os.environ["DENPYO_FINANCE__ZAIMU__SETTLE_S"] = "7"
    assert load_settings().finance["zaimu"] == Finance(
        url="http://zaimu", worksheets="zaimu", user_env="ZAIMU_USER", password_env="ZAIMU_PASSWORD", settle_s=7
    )


def test_routes_in_a_variable_replace_those_of_the_file(folder: Path) -> None:
    write(folder, '[[routes]]\nurls = ["json://old"]\n')
    os.environ["DENPYO_ROUTES"] = '[{"kinds": ["held"], "urls": ["json://new"]}]'
    assert [(route.kinds, route.urls) for route in load_settings().routes] == [(("held",), ("json://new",))]


def test_what_a_program_asks_for_goes_before_both(folder: Path) -> None:
    os.environ["DENPYO_BUSINESS_ON"] = "2026-04-01"
    assert load_settings().today() == date(2026, 4, 1)
    assert load_settings(business_on=date(2026, 11, 20)).today() == date(2026, 11, 20)


def test_a_file_that_notepad_saved_is_read(folder: Path) -> None:
    (folder / "denpyo.toml").write_bytes('\ufeff# 設定\r\nkey_prefix = "HN"\r\n'.encode())
    assert load_settings().key_prefix == "HN"


def test_settings_cannot_be_changed_while_running(folder: Path) -> None:
    settings: Settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.retries = 9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1", "prot: Extra inputs are not permitted"),
        ('[desk]\nport = "many"', "desk.port: "),
        ("[desk]\nport = 99999", "desk.port: Input should be less than or equal to 65535"),
        ("[inbox]\nsweep_s = 0", "inbox.sweep_s: Input should be greater than 0"),
        ('key_prefix = "denpyo"', "key_prefix: "),
        ('[approval]\nuntouched = "nobody"', "approval.untouched: Input should be 'rule' or 'person'"),
        ('[finance.zaimu]\nurl = "http://zaimu"', "finance.zaimu.worksheets: Field required"),
        (ZAIMU.replace("finance.zaimu", "finance.Zaimu"), "finance.Zaimu"),
        (ZAIMU + "lease_s = 10.0\n", "must not be shorter than click_timeout_s"),
        ("data = var", "at line 1"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_file_and_place(folder: Path, text: str, words: str) -> None:
    write(folder, text)
    told = why_not()
    assert str(folder / "denpyo.toml") in told
    assert words in told


def test_a_file_in_an_old_encoding_is_told_as_such(folder: Path) -> None:
    (folder / "denpyo.toml").write_bytes('data = "伝票"'.encode("cp932"))
    assert "save it as UTF-8" in why_not()


def test_a_folder_without_settings_is_not_taken_for_the_defaults(tmp_path: Path) -> None:
    told = why_not(DENPYO_CONFIG=str(tmp_path / "confg"))
    assert str(tmp_path / "confg") in told
    assert "DENPYO_CONFIG" in told


def test_a_mistake_in_a_variable_is_told_with_its_name(folder: Path) -> None:
    assert "desk.port (set by DENPYO_DESK__PORT): " in why_not(DENPYO_DESK__PORT="many")


def test_a_misspelt_variable_under_a_table_is_told(folder: Path) -> None:
    assert "DENPYO_DESK__PROT" in why_not(DENPYO_DESK__PROT="8081")


def test_a_variable_that_should_hold_json_is_told(folder: Path) -> None:
    assert "routes" in why_not(DENPYO_ROUTES="[mailto://clerk:hush-hush@mail")


@pytest.mark.parametrize("name", ["DENPYO_ROUTES", "DENPYO_DESK__PORT", "DENPYO_FINANCE__ZAIMU__SETTLE_S"])
def test_a_refused_value_is_not_repeated_for_it_may_be_secret(folder: Path, name: str) -> None:
    write(folder, ZAIMU)
    assert "hush-hush" not in why_not(**{name: "hush-hush"})


def test_a_database_of_its_own_lies_under_data(folder: Path, tmp_path: Path) -> None:
    assert load_settings(data=tmp_path / "kept").store_url == f"sqlite:///{tmp_path}/kept/denpyo.sqlite3"


@pytest.mark.parametrize("how", ["variable", "file"])
def test_the_password_of_the_database_comes_from_outside_the_file(folder: Path, how: str) -> None:
    write(folder, 'database_url = "postgresql+pg8000://denpyo@db:5432/denpyo"')
    if how == "variable":
        os.environ["DENPYO_DATABASE_PASSWORD"] = "p@ss/wörd"
    else:
        (folder / "password").write_text("p@ss/wörd\n", encoding="utf-8")
        os.environ["DENPYO_DATABASE_PASSWORD_FILE"] = str(folder / "password")
    assert load_settings().store_url == "postgresql+pg8000://denpyo:p%40ss%2Fw%C3%B6rd@db:5432/denpyo"


@pytest.mark.parametrize(
    "url", ["postgresql+pg8000://denpyo:old@db/denpyo", "postgresql+pg8000://db/denpyo", "sqlite:////kept/x.sqlite3"]
)
def test_an_address_that_needs_no_password_stays_as_it_is(folder: Path, url: str) -> None:
    write(folder, f'database_url = "{url}"')
    os.environ["DENPYO_DATABASE_PASSWORD"] = "new"
    assert load_settings().store_url == url


def test_a_masked_desk_is_meant_in_whatever_width_and_case_its_folder_is_written() -> None:
    masking = Masking(desks=("nursery", "保育ﾏｲﾅﾝﾊﾞｰ"))
    assert all(map(masking.covers, ("nursery", "Nursery", "ＮＵＲＳＥＲＹ", "保育マイナンバー")))
    assert not masking.covers("nursery-2")
    assert not Masking().covers("nursery")
    assert Masking(desks=("*",)).covers("anything")
    os.environ["DENPYO_MASKING__DESKS"] = '["nursery"]'
    assert load_settings().masking.covers("nursery")


def test_a_short_key_for_masking_is_refused() -> None:
    os.environ["DENPYO_MASKING_KEY"] = "short"
    with pytest.raises(Misconfigured, match="32 characters"):
        Masking(desks=("nursery",)).key()
    os.environ["DENPYO_MASKING_KEY"] = "k" * 32
    assert Masking(desks=("nursery",)).key() == b"k" * 32


def test_weights_of_easyocr_lie_where_the_settings_say(folder: Path, tmp_path: Path) -> None:
    write(folder, 'easyocr_japanese = "/srv/japanese_g2.pth"')
    assert easyocr_weights(load_settings())[1] == Path("/srv/japanese_g2.pth")
    os.environ["DENPYO_EASYOCR_MODELS"] = str(tmp_path / "models")
    os.environ["DENPYO_EASYOCR_JAPANESE"] = "/elsewhere/japanese_g2.pth"
    assert easyocr_weights(load_settings()) == (tmp_path / "models", Path("/elsewhere/japanese_g2.pth"))


def test_without_a_setting_the_weights_are_what_the_set_up_found(folder: Path, found: dict[str, Any]) -> None:
    assert easyocr_weights(load_settings()) == (Path(found["easyocr_models"]), None)
