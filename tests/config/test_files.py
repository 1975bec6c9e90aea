"""Secrets, the browser and the forms: found where the settings say, or told in words."""

import os
import shutil
from pathlib import Path

import pytest

import config
from config import load_forms, load_settings, secret
from slips.errors import BadForm, Misconfigured

FORMS = Path(__file__).resolve().parents[2] / "config" / "forms"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A copy of the forms, to spoil."""
    return Path(shutil.copytree(FORMS, tmp_path / "forms"))


def find_browser(setting: str) -> Path:
    return config.browser_path(load_settings(browser=setting))


def test_a_secret_in_a_variable_goes_before_one_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "told").write_text("from the file\n", encoding="utf-8")
    os.environ["ZAIMU_PASSWORD_FILE"] = str(tmp_path / "told")
    assert secret("ZAIMU_PASSWORD") == "from the file"
    os.environ["ZAIMU_PASSWORD"] = "from the variable"
    assert secret("ZAIMU_PASSWORD") == "from the variable"


def test_a_secret_that_nobody_set_is_asked_for_by_both_names() -> None:
    with pytest.raises(Misconfigured, match="ZAIMU_PASSWORD, or ZAIMU_PASSWORD_FILE"):
        secret("ZAIMU_PASSWORD")


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), (b"", "is empty"), (b"\x82\xa0", "cannot")])
def test_a_file_that_holds_no_secret_is_told_by_its_variable(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "told").write_bytes(content)
    os.environ["ZAIMU_PASSWORD_FILE"] = str(tmp_path / "told")
    with pytest.raises(Misconfigured, match=f"ZAIMU_PASSWORD_FILE names .*{words}"):
        secret("ZAIMU_PASSWORD")


def test_the_browser_of_the_settings_goes_before_the_one_of_the_set_up(tmp_path: Path, browser_path: str) -> None:
    chosen = tmp_path / "chromium"
    chosen.symlink_to(browser_path)
    assert find_browser(str(chosen)) == chosen


def test_without_a_setting_it_is_the_browser_of_the_set_up(browser_path: str) -> None:
    assert find_browser("") == Path(browser_path)


def test_a_browser_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="DENPYO_BROWSER"):
        find_browser(str(tmp_path / "nothing"))


def test_every_form_with_a_layout_of_its_own_comes_with_its_blank_page() -> None:
    loaded = load_forms(FORMS)
    assert {"school-slip", "school-slip-hand", "commuting-subsidy"} <= loaded.keys()
    for name, (form, reference) in loaded.items():
        assert form.name == name
        assert reference.is_file() if reference else form.layout == "free"


def test_a_folder_without_forms_has_none(tmp_path: Path) -> None:
    assert load_forms(tmp_path) == {}


def test_two_forms_of_one_name_are_told(forms: Path) -> None:
    shutil.copy(forms / "school-slip.toml", forms / "z-copy.toml")
    with pytest.raises(BadForm, match=r"z-copy\.toml: the form name 'school-slip' is used twice"):
        load_forms(forms)


def test_a_form_without_its_blank_page_is_told(forms: Path) -> None:
    (forms / "school-slip.png").unlink()
    with pytest.raises(BadForm, match=r"school-slip\.toml: the blank page 'school-slip\.png' is not beside it"):
        load_forms(forms)


@pytest.mark.parametrize("spoilt", [b"name = ", "name = '伝票'".encode("cp932"), b"name = 'x'"])
def test_a_form_that_cannot_be_read_is_told_by_its_file(forms: Path, spoilt: bytes) -> None:
    (forms / "school-slip.toml").write_bytes(spoilt)
    with pytest.raises(BadForm, match=r"school-slip\.toml"):
        load_forms(forms)
