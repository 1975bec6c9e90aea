"""docs/forms.md keeps its word: the worked example reads as it says, and every key that a form may have is explained."""

import json
import re
from pathlib import Path

import pytest

from flows.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs/worked-example"
PAGE = (ROOT / "docs/forms.md").read_text(encoding="utf-8")


def test_the_worked_example_is_read_as_its_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    call = [str(EXAMPLE / "scan.png"), "--forms", str(EXAMPLE), "--masters", str(ROOT / "config/masters")]
    assert main(["read", *call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["form"], told["status"], told["findings"]) == ("travel-claim", "ready", [])
    said = dict(re.findall(r"^    (\w+) +(.+)$", PAGE, re.MULTILINE))
    assert {name: field["text"] for name, field in told["fields"].items()} == said
    assert all(field["settled"] for field in told["fields"].values())


def test_every_key_of_a_form_is_explained() -> None:
    reader = (ROOT / "slips/form_file.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'(?:untrusted|page|t|o)(?:\.get\(|\[)"(\w+)"', reader))
    assert len(keys) > 30
    assert sorted(key for key in keys if not re.search(rf"`[^`]*\b{key}\b[^`]*`", PAGE)) == []
