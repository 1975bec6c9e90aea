"""A sample of the long run: a few judging seeds of every paper, read as in production; its JSON keeps its keys."""

import json
from pathlib import Path

import pytest

from flows.__main__ import main
from flows.bench_reading import FORMS

KEYS = {
    "pages", "critical", "by_writing", "by_profile", "slips", "by_form", "cpu_s_per_page", "peak_rss_mib", "peers",
}  # fmt: skip
COUNTS = {"fields", "settled", "settled_wrong", "escaped_95"}


@pytest.mark.timeout(600)
def test_on_judging_seeds_nothing_settled_is_wrong_and_most_of_print_is_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["--seeds", "9000-9001", "--profiles", "clean300,noise,jpeg,seal,photo", "--home", str(tmp_path / "bench")]
    assert main(["bench", "reading", *call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() >= KEYS - {"peers"}
    assert told["pages"] == 2 * len(FORMS)
    assert told["critical"].keys() == COUNTS
    assert (told["critical"]["settled_wrong"], told["slips"]["untouched_wrong"], told["misread"]) == (0, 0, [])
    printed = told["by_form"]["school-slip"]
    assert printed["settled"] / printed["fields"] > 0.9
    assert told["by_writing"]["hand"]["settled"] > 0
    assert list((tmp_path / "bench").iterdir()) == []


@pytest.mark.timeout(600)
def test_peers_read_the_same_pages_and_are_counted_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--seeds", "9002", "--forms", "school-slip", "--profiles", "clean200", "--home", str(tmp_path / "bench")]
    main(["bench", "reading", *call, "--peers", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {"rapidocr page + regex", "easyocr cells"} <= told["peers"].keys()
    for peer in told["peers"].values():
        assert peer["critical"]["fields"] == told["critical"]["fields"]
        assert 0 < peer["critical"]["settled"] <= peer["critical"]["fields"]
        assert peer["cpu_s_per_page"] > 0


@pytest.mark.parametrize("wrong", [["--seeds", "b-a"], ["--profiles", "sepia"]])
def test_a_bad_call_is_said_before_anything_is_drawn(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "reading", *wrong]) == 2
    assert wrong[0] in capsys.readouterr().err
