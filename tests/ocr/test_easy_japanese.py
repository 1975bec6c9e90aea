"""EasyOCR's Japanese weights: used where an administrator has put them, refused where they are not EasyOCR's own, missed nowhere.

The file itself is in no package, so these tests make one in its format: EasyOCR's own network for its own characters, with random
layers and a last one that says 山 to everything.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from config import load_settings
from flows.doctor import CHECKS
from ocr.blank import Blank, Known
from ocr.ctc import Line
from ocr.easy_japanese import EasyOcrJapanese, load_japanese
from ocr.easy_network import JAPANESE, easyocr_folder
from ocr.fields import FOR_JAPANESE
from ocr.page import Engines, load_engines, read_page
from slips.errors import Misconfigured
from slips.form import Form
from slips.masters import Masters
from slips.model import Crop, PageReading, Reading
from slips.read import slip_from
from slips.settle import prove
from tests.ocr.conftest import Draw

SAID = "山"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A japanese_g2.pth in EasyOCR's format."""
    easyocr_folder()  # its own import of torchvision needs two operators declared
    import torch
    from easyocr.config import recognition_models
    from easyocr.model.vgg_model import Model

    characters = recognition_models["gen2"][JAPANESE]["characters"]
    torch.manual_seed(0)
    network = Model(input_channel=1, output_channel=256, hidden_size=256, num_class=len(characters) + 1)
    torch.nn.init.zeros_(network.Prediction.weight)
    torch.nn.init.zeros_(network.Prediction.bias)
    with torch.no_grad():
        network.Prediction.bias[1 + characters.index(SAID)] = 20
    path = tmp_path_factory.mktemp("weights") / "japanese_g2.pth"
    torch.save({f"module.{name}": values for name, values in network.state_dict().items()}, path)
    return path


@pytest.fixture
def weights(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, as if EasyOCR's own list named it."""
    from easyocr.config import recognition_models

    md5 = hashlib.md5(made.read_bytes(), usedforsecurity=False).hexdigest()
    monkeypatch.setitem(recognition_models["gen2"][JAPANESE], "md5sum", md5)
    return made


def crop(hint: str) -> Crop:
    return Crop("x", np.full((48, 320, 3), 255, np.uint8), (0, 0, 1, 1), "tight", hint)  # type: ignore[arg-type]


def test_the_weights_are_loaded_as_easyocr_itself_loads_them(weights: Path) -> None:
    reader = load_japanese(weights)
    assert reader
    assert f"japanese_g2 {hashlib.md5(weights.read_bytes(), usedforsecurity=False).hexdigest()[:12]}" in reader.version
    name, kana = reader.lines([crop("text"), crop("kana")])
    assert (name.text, kana.text) == (SAID, ""), "no kanji may stand in a kana field"
    assert name.confidence > 0.9


def test_the_weights_are_found_where_easyocr_keeps_its_own(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_engines().japanese is None
    monkeypatch.setattr("easyocr.config.MODULE_PATH", str(tmp_path))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / weights.name).symlink_to(weights)
    assert load_engines().japanese


def test_a_file_that_is_not_easyocrs_own_is_said_and_not_used(
    engines: Engines, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = tmp_path / "japanese_g2.pth"
    wrong.write_bytes(b"something else")
    with caplog.at_level(logging.WARNING):
        assert load_engines(easyocr_japanese=wrong).japanese is None
    assert "japanese_g2.pth" in caplog.text
    assert "docs/set-up.md" in caplog.text


def test_whoever_has_no_such_file_hears_nothing_of_it(caplog: pytest.LogCaptureFixture) -> None:
    assert load_japanese() is None
    assert caplog.text == ""


def test_the_doctor_says_whether_the_second_reader_is_there(weights: Path, tmp_path: Path) -> None:
    asked = CHECKS["japanese reader"]
    settings = load_settings()
    assert "one reader" in asked(settings)
    assert "second reader" in asked(load_settings(easyocr_japanese=weights))
    with pytest.raises(Misconfigured, match="there is no file"):
        asked(load_settings(easyocr_japanese=tmp_path / "nowhere"))
    (tmp_path / "wrong").write_bytes(b"something else")
    with pytest.raises(Misconfigured, match="not the file that EasyOCR expects"):
        asked(load_settings(easyocr_japanese=tmp_path / "wrong"))


def by(reader: str, form: Form, read: PageReading) -> list[Reading]:
    return [r for r in read.readings if r.engine == reader and form.by_name[r.field].kind in FOR_JAPANESE]


def test_printed_names_and_texts_are_read_twice_from_different_crops(
    weights: Path, draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    page, form = draw("clean200").page, slip_blank.form
    before = read_page(page, Known((slip_blank,)), engines)
    after = read_page(page, Known((slip_blank,)), replace(engines, japanese=EasyOcrJapanese(weights)))
    second = by("easyocr", form, after)
    assert by("easyocr", form, before) == []
    assert {r.field for r in second} == {r.field for r in by("rapidocr", form, before) if r.texts}
    assert {r.cut for r in second} == {"tight"}
    assert SAID in {"".join(t.text for t in r.texts) for r in second}
    assert [r for r in after.readings if r not in second] == list(before.readings)


def test_handwriting_is_not_read_twice(weights: Path, draw: Draw, hand_blank: Blank, engines: Engines) -> None:
    page, form = draw("clean200", form="school-slip-hand").page, hand_blank.form
    after = read_page(page, Known((hand_blank,)), replace(engines, japanese=EasyOcrJapanese(weights)))
    assert after.doubt == ""
    assert {r.field for r in by("easyocr", form, after) if not form.by_name[r.field].printed} == set()


class ReadsWhatStandsThere:
    """A second reader that is always right."""

    name, version = "easyocr", "made up"

    def __init__(self, truth: dict[str, str]) -> None:
        self._truth = truth

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        return [Line(self._truth.get(crop.field, ""), 0.99, (), ()) for crop in crops]


def test_a_name_on_which_money_depends_is_settled_by_both_readers_and_by_neither_alone(
    draw: Draw, slip_blank: Blank, engines: Engines
) -> None:
    drawn = draw("clean200")
    fields = tuple(replace(f, critical=f.critical or f.kind in FOR_JAPANESE) for f in slip_blank.form.fields)
    form = replace(slip_blank.form, fields=fields, ties=())

    def settled(readers: Engines) -> set[str]:
        read = read_page(drawn.page, Known((slip_blank,)), readers)
        values = prove(form, slip_from("R1", "s", form, read).values, Masters())
        return {n for n, v in values.items() if v.settled and v.text and form.by_name[n].kind in ("name", "kana")}

    right: EasyOcrJapanese = ReadsWhatStandsThere(drawn.fields)  # type: ignore[assignment]
    wrong: EasyOcrJapanese = ReadsWhatStandsThere(dict.fromkeys(drawn.fields, SAID))  # type: ignore[assignment]
    assert settled(engines) == set()
    assert settled(replace(engines, japanese=wrong)) == set()
    assert settled(replace(engines, japanese=right)) >= {"school_name", "creditor_name", "bank_name", "branch_name"}
