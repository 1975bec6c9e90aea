"""Other readers: each works on every kind of paper, and Tesseract only where it and its Japanese data are installed.

Tesseract itself need not be here: where its answers matter, a program of its name gives them.
"""

from pathlib import Path

import numpy as np
import pytest

from config import config_folder, load_forms
from flows.bench_peers import peer_figures, seen_by_peers
from flows.bench_table import lines_of
from ocr.blank import Known, load_known
from ocr.pages import Page
from ocr.peers import peers, tesseract_cells, tesseract_page
from slips.form import Form
from tests.ocr.conftest import Draw

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
PAPERS = ("school-slip", "school-slip-hand", "commuting-subsidy", "invoice")


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return {name: form for name, (form, _) in load_forms(config_folder() / "forms").items()}


@pytest.fixture(scope="module")
def known() -> Known:
    return load_known(load_forms(config_folder() / "forms").values())


def answering(folder: Path, monkeypatch: pytest.MonkeyPatch, languages: str, *rows: tuple[object, ...]) -> None:
    """A `tesseract` on the path that answers with these rows of its tsv, and is the only one."""
    tsv = "\n".join([HEAD, *("\t".join(map(str, row)) for row in rows)])
    (folder / "answer.tsv").write_text(tsv + "\n", encoding="utf-8")
    program = folder / "tesseract"
    told = f"printf 'List of available languages (1):\\n{languages}\\n'"
    program.write_text(f'#!/bin/sh\n[ "$1" = --list-langs ] && {told} || /bin/cat {folder}/answer.tsv\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def word(picture: int, line: int, left: int, text: str, confidence: float = 95.0) -> tuple[object, ...]:
    return (5, picture, 1, 1, line, 1, left, 100 * line, 50, 30, confidence, text)


def test_tesseract_is_a_peer_only_where_its_japanese_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert set(peers()) == {"rapidocr page + regex", "easyocr cells"}
    answering(tmp_path, monkeypatch, "eng\\nosd")
    assert "tesseract jpn cells" not in peers()
    answering(tmp_path, monkeypatch, "eng\\njpn")
    assert "tesseract jpn cells" in peers()


def test_the_words_of_a_cell_are_one_text_as_sure_as_the_least_sure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: Draw, forms: dict[str, Form], known: Known
) -> None:
    answering(tmp_path, monkeypatch, "jpn", word(1, 1, 0, "令和"), word(1, 1, 60, "8年", 61.0), word(3, 1, 0, "x"))
    said = tesseract_cells(draw("clean200").page, forms["school-slip"], known)
    assert list(said.values()) == [("令和8年", 0.61), ("x", 0.95)]


def test_a_page_that_is_no_such_form_has_no_cells(forms: dict[str, Form], known: Known) -> None:
    white = Page(1, np.full((2339, 1654, 3), 255, np.uint8), 200.0)
    assert tesseract_cells(white, forms["school-slip"], known) == {}


def test_on_a_free_layout_tesseract_reads_the_page_and_labels_tell_the_fields(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]
) -> None:
    label = forms["invoice"].by_name["invoice_no"].label
    rows = (word(1, 1, 0, "請求書"), word(1, 2, 0, label), word(1, 2, 300, "INV-00123", 88.0))
    answering(tmp_path, monkeypatch, "jpn", *rows)
    white = Page(1, np.full((2339, 1654, 3), 255, np.uint8), 200.0)
    said = tesseract_page(white, forms["invoice"])
    assert said["invoice_no"] == ("INV-00123", 0.88)


@pytest.mark.filterwarnings("ignore:'pin_memory'")  # EasyOCR's own loader
@pytest.mark.timeout(600)
def test_every_installed_peer_is_counted_on_every_kind_of_paper(
    draw: Draw, forms: dict[str, Form], known: Known
) -> None:
    drawn = [(forms[name], draw("clean200", form=name)) for name in PAPERS]
    told = peer_figures([seen_by_peers(d.page, form, known, d.fields) for form, d in drawn])
    assert told.keys() == peers().keys()
    for peer in told.values():
        assert tuple(sorted(PAPERS)) == tuple(peer["by_form"])
        assert all(part["fields"] > 0 for part in peer["by_form"].values())
        for count in ("fields", "settled", "settled_wrong"):
            assert peer["critical"][count] == sum(part[count] for part in peer["by_form"].values())
        assert peer["by_form"]["school-slip"]["settled"] > 0
    assert told["rapidocr page + regex"]["by_form"]["invoice"]["settled"] > 0


def test_error_and_coverage_of_all_readers_stand_in_one_table() -> None:
    count = {"fields": 100, "settled": 80, "settled_wrong": 2, "escaped_95": [0.0, 0.1]}
    clean = {**count, "settled": 90, "settled_wrong": 0}
    slips = {"untouched": 1, "all": 2, "untouched_wrong": 0, "escaped_95": [0, 1], "doubted": 0}
    ours = {"critical": clean, "by_form": {"invoice": {**clean, "slips": slips, "cpu_s_per_page": 2.0}}}
    nothing: dict[str, object] = {
        name: {} for name in ("by_writing", "by_kind", "by_profile", "by_font", "exact", "backing", "asked")
    }
    head = {"pages": 1, "seeds": "1-1", "workers": 1, "pages_per_minute": 1, "cpu_s_per_page": 2.0, "peak_rss_mib": 1}
    more = {"slips": slips, "pages_with_settled_wrong": 0, "crashed": [], "misread": []}
    peer = {"critical": count, "by_form": {"invoice": count}, "cpu_s_per_page": 3.0}
    rows = list(lines_of({**head, **nothing, **more, **ours, "peers": {"other": peer}}))
    table = rows[next(i for i, row in enumerate(rows) if row.startswith("all readers")) + 1 :]
    assert [row.split()[0] for row in table] == ["denpyo", "invoice", "other", "invoice"]
    assert "80 (80.00%)" in table[2]
    assert "2.50%, 3.0 CPU s" in table[2]
    assert "90 (90.00%)" in table[1]
    assert "0.00%" in table[1]
