import tomllib
from pathlib import Path
from typing import Any

import pytest

from slips.arithmetic import SUMS
from slips.check import RULES
from slips.errors import BadForm
from slips.form_file import form_from
from slips.ties import TIES

FORMS = sorted((Path(__file__).parents[2] / "config" / "forms").glob("*.toml"))


def minimal() -> dict[str, Any]:
    return {
        "name": "f", "title": "t", "version": 1, "reference": "f.png",
        "anchors": [{"text": "t", "box": [0, 0, 0.5, 0.1], "title": True}],
        "fields": [{"name": "amount", "label": "金額", "kind": "money", "box": [0.1, 0.1, 0.2, 0.2]}],
    }  # fmt: skip


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_every_form_of_the_house_loads_and_names_only_what_exists(path: Path) -> None:
    form = form_from(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    assert set(form.rules) <= set(RULES)
    assert set(form.sums) <= set(SUMS)
    assert {t.master for t in form.ties} <= set(TIES)
    assert form.layout == "free" or len(form.anchors) >= 8


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": None}, "name"),
        ({"anchors": []}, "title"),
        ({"fields": [{"name": "a", "label": "a", "kind": "colour", "box": [0, 0, 1, 1]}]}, "colour"),
        ({"fields": [{"name": "a", "label": "a", "kind": "code", "box": [0.5, 0, 0.1, 1]}]}, "box"),
        ({"fields": [{"name": "a", "label": "a", "kind": "code", "box": [0, 0, 1, 1], "pattern": "("}]}, "pattern"),
        ({"entry": {"amount": "total"}}, "total"),
        ({"version": "one"}, "one"),
    ],
)
def test_a_form_that_cannot_be_used_says_what_to_mend(change: dict[str, Any], says: str) -> None:
    changed = {k: v for k, v in {**minimal(), **change}.items() if v is not None}
    with pytest.raises(BadForm, match=says):
        form_from(changed)


def test_a_field_that_stands_twice_is_refused() -> None:
    twice = minimal()
    twice["fields"] *= 2
    with pytest.raises(BadForm, match="twice"):
        form_from(twice)


def test_a_table_becomes_one_field_a_cell() -> None:
    column = {"name": "qty", "label": "数量", "kind": "digits", "left": 0.1, "right": 0.2}
    table = {"name": "lines", "label": "明細", "box": [0.1, 0.5, 0.9, 0.7], "rows": 2, "columns": [column]}
    form = form_from({**minimal(), "tables": [table]})
    assert form.by_name["lines.1.qty"].box == pytest.approx((0.1, 0.6, 0.2, 0.7))
    assert not form.by_name["lines.1.qty"].required


def test_a_my_number_is_no_field_but_a_place_to_blank() -> None:
    paper = minimal()
    paper["fields"].append({"name": "number", "label": "個人番号", "kind": "my_number", "box": [0.1, 0.1, 0.5, 0.2]})
    form = form_from(paper)
    assert [f.name for f in form.masked] == ["number"]
    assert "number" not in form.by_name
    paper["entry"] = {"number": "number"}
    with pytest.raises(BadForm, match="number"):
        form_from(paper)


def test_a_free_layout_has_no_place_where_a_my_number_could_be_blanked() -> None:
    paper = minimal()
    paper["layout"] = "free"
    paper["fields"].append({"name": "number", "label": "個人番号", "kind": "my_number"})
    with pytest.raises(BadForm, match="cannot be blanked"):
        form_from(paper)
