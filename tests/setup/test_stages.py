"""The set-up: what is done is not done again, and what cannot be done ends in a sentence that helps."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from practice.paper import fonts as paper_fonts

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "setup"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The scripts' folder on the path, their own folder in tmp_path; nothing of theirs stays imported."""
    monkeypatch.syspath_prepend(SCRIPTS)
    before = set(sys.modules)
    monkeypatch.setattr(import_module("machine"), "KEPT", tmp_path)
    monkeypatch.setattr(import_module("stages"), "KEPT", tmp_path)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(SCRIPTS) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def counting(stages: ModuleType, product: Path, given: Path, runs: list[int]) -> object:
    def install() -> dict[str, object]:
        runs.append(1)
        product.touch()
        return {"product": str(product)}

    return stages.Stage("a stage", install, (given,))


def test_a_stage_that_is_done_runs_again_only_for_new_inputs_or_a_lost_product(kept: Path) -> None:
    stages, given, product = import_module("stages"), kept / "given", kept / "product"
    runs: list[int] = []
    given.write_text("one", encoding="utf-8")
    stage = counting(stages, product, given, runs)
    for _ in range(2):
        stages.run(stage, "1/1 a stage", stages.read_state())
    assert len(runs) == 1
    given.write_text("two", encoding="utf-8")
    stages.run(stage, "1/1 a stage", stages.read_state())
    assert len(runs) == 2
    product.unlink()
    stages.run(stage, "1/1 a stage", stages.read_state())
    assert len(runs) == 3
    assert str(product) in (kept / "paths.json").read_text(encoding="utf-8")


def test_a_damaged_note_of_what_is_done_makes_the_stages_run_again(kept: Path) -> None:
    (kept / "state.json").write_text('{"a stage"', encoding="utf-8")
    assert import_module("stages").read_state() == {}


def test_a_machine_without_apt_is_told_which_packages_to_install(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = import_module("machine")
    monkeypatch.setenv("PATH", str(kept))
    with pytest.raises(machine.Missing, match=r"Install what Debian calls fonts-seto, fonts-kiloji"):
        machine.apt_install("fonts-seto", "fonts-kiloji")


def test_a_person_without_the_right_to_install_is_told_what_to_ask_for(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = import_module("machine")
    (kept / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(kept))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(machine.Missing, match=r"Have somebody run `apt-get install fonts-seto`"):
        machine.apt_install("fonts-seto")


def test_a_program_that_fails_shows_the_end_of_its_log(kept: Path) -> None:
    machine = import_module("machine")
    with pytest.raises(machine.Missing, match=r"(?s)failed .*no room left"):
        machine.run(["bash", "-c", "echo no room left; exit 3"], "trial")


def test_damaged_weights_are_not_taken(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = import_module("weights")
    for name in weights.FILES:
        (kept / name).write_bytes(b"half a file")
    monkeypatch.setenv("DENPYO_EASYOCR_MODELS", str(kept))
    with pytest.raises(weights.Missing, match="missing or damaged"):
        weights.install()


def test_a_browser_that_does_not_start_is_not_taken(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = import_module("browser")
    monkeypatch.setenv("DENPYO_BROWSER", str(kept / "no-such-browser"))
    with pytest.raises(browser.Missing, match="DENPYO_BROWSER names"):
        browser.install()


def test_the_set_up_installs_every_font_that_the_practice_paper_draws_with(kept: Path) -> None:
    installed = {font for kind in import_module("fonts").FONTS.values() for font in kind}
    assert installed == set(paper_fonts.FONTS.values())
