"""The bench of scaling: the same pages by one reader and by two, and once more in a file ten times as long."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.__main__ import main
from flows.bench_scaling import LONGER, FileRead, file_figures
from ocr.pages import iter_pages
from practice.paper.sample import draw_batch


def test_cost_in_step_with_pages_is_told_from_cost_that_grows() -> None:
    short = FileRead(4, 8.0, 900)
    assert file_figures([short, FileRead(40, 80.0, 912)])["cpu_ratio_to_pages"] == 1
    grown = file_figures([short, FileRead(40, 160.0, 1300)])
    assert (grown["cpu_ratio_to_pages"], grown["growth_mib"]) == (2, 400)
    assert grown["files"][1] == {"pages": 40, "cpu_s": 160.0, "peak_rss_mib": 1300}


def test_a_long_file_holds_the_pages_of_the_short_one_over_and_over(tmp_path: Path) -> None:
    papers = [("school-slip", 9_000), ("commuting-subsidy", 9_000)]
    short, long = (list(iter_pages(draw_batch(papers, "dpi150", times, tmp_path))) for times in (1, 2))
    assert (len(short), len(long)) == (2, 4)
    assert all((long[i].image == short[i % 2].image).all() for i in range(4))
    assert (short[0].image.shape != short[1].image.shape) or (short[0].image != short[1].image).any()


@pytest.mark.timeout(600)
def test_the_bench_reads_side_by_side_and_in_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--seeds", "9000", "--forms", "school-slip", "--profiles", "dpi150", "--home", str(tmp_path / "bench")]
    assert main(["bench", "scaling", *call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["readers"].keys() == {"1", "2"}
    for readers in told["readers"].values():
        assert readers["pages"] == 1
        assert min(readers["pages_per_minute"], readers["cpu_s_per_page"]) > 0
        assert 300 < readers["peak_rss_mib"] < 2000
    assert [file["pages"] for file in told["files"]] == [1, LONGER]
    assert told["files"][1]["cpu_s"] > told["files"][0]["cpu_s"] > 0
    assert list((tmp_path / "bench").iterdir()) == []


def test_a_reader_beside_another_has_no_threads_of_numpys_that_turn_idly() -> None:
    program = """
from pathlib import Path
from flows.__main__ import main
main(["bench", "reading", "--seeds", "none"])
import numpy
numpy.ones((300, 300)) @ numpy.ones((300, 300))
print(len(list(Path("/proc/self/task").iterdir())))
"""
    environment = {n: v for n, v in os.environ.items() if n != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]
