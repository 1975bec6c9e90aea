"""One case for each paper: what a seed's page says. A changed maker or form is seen here first.

A case is the truth that `python -m practice.paper --form NAME --seed 3001 --profile clean200 --type png --out DIR` writes beside the
page (`--type pdf` for the mixed file). Where the change is meant, put the new file in the old one's place.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from practice.paper.draw import form_of, written
from practice.paper.papers import BLANK, INVOICE, PAPERS
from practice.paper.sample import FORMS, MIXED, draw_sample
from slips.written import canonical

CASES = sorted(Path(__file__).parent.glob("*.json"))
FIXED = sorted(set(PAPERS) - {BLANK, INVOICE})


def _case(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def test_every_paper_has_a_case() -> None:
    assert {_case(path)["form"] for path in CASES} == set(PAPERS) - {BLANK} | {MIXED}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_seed_still_makes_the_page_it_made(path: Path, tmp_path: Path) -> None:
    case = _case(path)
    file_type = Path(case["file"]).suffix.removeprefix(".")
    assert (
        draw_sample(case["form"], case["seed"], case["profile"], file_type, case["fault"], out=tmp_path).truth == case
    )


@pytest.mark.parametrize("name", FIXED)
def test_the_form_still_has_every_field_of_its_case(name: str) -> None:
    form = form_of(name, FORMS)
    (page,) = next(case["pages"] for path in CASES if (case := _case(path))["form"] == name)
    for field, text in page["fields"].items():
        known = form.by_name[field]
        assert canonical(known.kind, written(known, text), known.pattern, known.choices) == text
    asked = {field.name for field in form.fields if field.required}
    assert not {name for name in asked - set(page["fields"]) if name not in ("due_on", "registration_no")}
