"""One PDF with a page of every paper, as a school's tray is scanned in one go."""

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest

from practice.paper.papers import BLANK, PAPERS
from practice.paper.sample import Sample, draw_mixed

Draw = Callable[..., Sample]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return draw_mixed(2_001, "dpi150", out=tmp_path_factory.mktemp("mixed"))


def test_every_paper_is_there_once_and_a_blank_back(mixed: Sample) -> None:
    forms = [page["form"] for page in mixed.truth["pages"]]
    assert sorted(forms) == sorted([*(set(PAPERS) - {BLANK}), ""])
    with pdfplumber.open(mixed.path) as pdf:
        assert len(pdf.pages) == len(forms)


def test_each_page_has_its_own_truth(mixed: Sample) -> None:
    for page in mixed.truth["pages"]:
        assert bool(page["fields"]) == bool(page["form"])
        assert page.get("blank", False) == (not page["form"])
    assert {page["form"]: page["handwritten"] for page in mixed.truth["pages"]} == {
        "": False,
        "invoice": False,
        "school-slip": False,
        "school-slip-hand": True,
        "commuting-subsidy": True,
    }


def test_the_order_is_the_seed_s(mixed: Sample, tmp_path: Path) -> None:
    orders = [draw_mixed(seed, "dpi150", out=tmp_path).truth["pages"] for seed in (2_002, 2_003)]
    assert len({tuple(page["form"] for page in pages) for pages in (*orders, mixed.truth["pages"])}) > 1


def test_a_mixed_file_is_a_scan_of_sound_papers(draw: Draw) -> None:
    with pytest.raises(ValueError, match="no --fault, no --profile digital"):
        draw("mixed", 2_001, "digital")
