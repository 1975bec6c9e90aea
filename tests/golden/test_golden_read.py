"""Every golden page is read: known as what it is, nothing settled that the paper does not say; a mixed file is sorted apart."""

import json
from datetime import date
from pathlib import Path

import pytest

from config import load_forms
from connectors.masters import load_masters
from flows.bench_score import page_seen
from flows.read import slip_of
from ocr.blank import load_known
from ocr.page import Engines, load_engines, read_page
from ocr.pages import iter_pages
from practice.paper.sample import FORMS, MASTERS, draw_sample
from slips.check import Facts
from slips.model import Slip

HERE = Path(__file__).parent
LOADED = load_forms(FORMS)
FORMS_BY_NAME = {name: form for name, (form, _) in LOADED.items()}


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.json")))
def test_a_golden_page_is_known_and_nothing_on_it_is_settled_wrong(name: str, tmp_path: Path, engines: Engines) -> None:
    case = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    file_type = Path(case["file"]).suffix.removeprefix(".")
    sample = draw_sample(case["form"], case["seed"], case["profile"], file_type, case["fault"], out=tmp_path)
    slips = _read(sample.path, engines)
    for truth in case["pages"]:
        slip = slips[case["pages"].index(truth)]
        if not truth["form"]:  # the back of a sheet
            assert slip is None
            continue
        assert slip is not None
        assert slip.form == truth["form"]
        seen = page_seen(FORMS_BY_NAME[truth["form"]], slip, truth, case["seed"], case["profile"], 0.0)
        assert [f.name for f in seen.fields if f.critical and f.settled and not f.right] == []
        assert not (seen.untouched and seen.wrong)
        assert any(f.critical and f.settled for f in seen.fields)


def _read(path: Path, engines: Engines) -> list[Slip | None]:
    """A slip for each page of the file, None for a blank one."""
    known, masters, facts = load_known(LOADED.values()), load_masters(MASTERS), Facts(date(2026, 11, 20))
    readings = (read_page(page, known, engines) for page in iter_pages(path))
    return [None if r.blank else slip_of(path.name, r, FORMS_BY_NAME, masters, facts) for r in readings]
