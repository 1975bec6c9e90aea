"""The recogniser by both runtimes: the same crops, the same answers, and figures that come from them."""

import json
from pathlib import Path

import numpy as np
import pytest

from flows.__main__ import main
from flows.bench_engines import Asked, Heard, figures
from ocr.rapid import PRODUCTION, RUNTIMES, RapidOcr
from practice.paper.draw import form_of
from slips.model import Crop
from tests.ocr.conftest import FORMS
from tests.ocr.test_engines import crop

WHITE = np.full((48, 96, 3), 255, np.uint8)


def test_every_runtime_reads_alike() -> None:
    crops = [crop("¥10,793", "digits"), crop("株式会社緑ヶ丘造園", "text"), crop("令和8年11月5日", "date")]
    said = {name: [line.text for line in RapidOcr(runtime=name).lines(crops)] for name in RUNTIMES}
    assert said["openvino"] == said["onnxruntime"] == [c.field for c in crops]
    assert PRODUCTION in RUNTIMES


def test_each_runtime_is_counted_against_the_paper_and_the_other() -> None:
    form = form_of("school-slip", FORMS)
    crops = tuple(Crop(name, WHITE, (0, 0, 1, 1), "cell", "digits") for name in ("amount", "slip_no", "amount"))
    asked = Asked("school-slip 1 clean200", form, crops, {0: "1200"})
    heard = {"openvino": Heard(("¥1,200", "x", ""), 0.03, 300), "onnxruntime": Heard(("¥1,280", "x", ""), 0.06, 200.4)}
    told = figures([asked], [heard])
    assert (told["pages"], told["crops"], told["fields"]) == (1, 3, 1)
    assert told["runtimes"] == {
        "openvino": {"cpu_ms_per_crop": 10.0, "exact": 1, "peak_rss_mib": 300},
        "onnxruntime": {"cpu_ms_per_crop": 20.0, "exact": 0, "peak_rss_mib": 200},
    }
    differing = {"page": asked.page, "field": "amount", "true": "1200", "openvino": "¥1,200", "onnxruntime": "¥1,280"}
    assert told["differing"] == [differing]


@pytest.mark.timeout(300)
def test_the_bench_reads_the_crops_of_a_drawn_page_by_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--seeds", "9000", "--forms", "school-slip", "--profiles", "clean200", "--home", str(tmp_path / "bench")]
    assert main(["bench", "engines", *call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runtimes"].keys() == RUNTIMES.keys()
    assert told["crops"] > told["fields"] > 20
    for runtime in told["runtimes"].values():
        assert runtime["cpu_ms_per_crop"] > 0
        assert runtime["exact"] > 0.9 * told["fields"]
        assert 50 < runtime["peak_rss_mib"] < 700
    assert main(["bench", "engines", *call]) == 0
    assert "onnxruntime" in capsys.readouterr().out
