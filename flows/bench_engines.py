"""`denpyo bench engines`: RapidOCR's recogniser on the same crops by each runtime it can run on, one thread each.

The crops are those that reading drawn pages asks of it. Each runtime has a process of its own, so that its peak memory is its own; the
crops of a page go to one after the other, on the next page the other way round, so that a busy machine is busy for both.
"""

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flows.bench_reading import Bench, Drawn, draw, jobs, loaded
from flows.bench_score import peak_mib, says
from ocr.ctc import Line
from ocr.page import read_page
from ocr.pages import iter_pages
from ocr.rapid import RUNTIMES, RapidOcr, warmed
from slips.form import Form
from slips.model import Crop
from slips.written import canonical


@dataclass(frozen=True)
class Heard:
    """What one runtime said to the crops of a page. peak_mib: the largest memory of its process so far."""

    texts: tuple[str, ...]
    cpu_s: float
    peak_mib: float


@dataclass(frozen=True)
class Asked:
    """The crops of one page. true: by place among the crops, the field and what the paper says there, where one crop is a whole field."""

    page: str
    form: Form
    crops: tuple[Crop, ...]
    true: Mapping[int, str]


class Recording(RapidOcr):
    """Reads as always and keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Crop] = []

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        self.given += crops
        return super().lines(crops)


def bench_engines(seeds: range, forms: Sequence[str], profiles: Sequence[str], home: Path, *, as_json: bool) -> int:
    """Prints the figures."""
    asked, heard = [], []
    with ExitStack() as stack:
        own = {n: stack.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn"))) for n in RUNTIMES}
        bench, reader = loaded(), Recording()
        for turn, job in enumerate(jobs(seeds, forms, profiles)):
            page = crops_of(draw(job, home), bench, reader)
            order = sorted(own, reverse=bool(turn % 2))
            asked.append(page)
            heard.append({n: own[n].submit(read_by, n, page.crops).result() for n in order})
    shutil.rmtree(home, ignore_errors=True)
    told = figures(asked, heard)
    print(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))
    return 0


def crops_of(drawn: Drawn, bench: Bench, reader: Recording) -> Asked:
    """What reading the page asks of the recogniser."""
    reader.given.clear()
    (page,) = iter_pages(drawn.path)
    read_page(page, bench.known, replace(bench.engines, rapid=reader))
    drawn.path.unlink()
    form, truth = bench.forms[drawn.job.form], drawn.truth["fields"]
    crops = tuple(reader.given)
    fields = [c.field for c in crops if c.cut == "cell"]
    whole = {n for n in truth if n in form.by_name and truth[n] and fields.count(n) == 1}
    true = {i: truth[c.field] for i, c in enumerate(crops) if c.cut == "cell" and c.field in whole}
    return Asked(f"{drawn.job.form} {drawn.job.seed} {drawn.job.profile}", form, crops, true)


def read_by(runtime: str, crops: Sequence[Crop]) -> Heard:
    """The crops, read in this process."""
    reader = _warmed(runtime)
    began = time.process_time()
    lines = reader.lines(crops)
    spent = time.process_time() - began
    return Heard(tuple(line.text for line in lines), spent, peak_mib())


_warmed = cache(warmed)
"""One a process."""


def figures(asked: Sequence[Asked], heard: Sequence[Mapping[str, Heard]]) -> dict[str, Any]:
    """The figures as JSON takes them."""
    crops, fields = sum(len(a.crops) for a in asked), sum(len(a.true) for a in asked)
    return {
        "pages": len(asked),
        "crops": crops,
        "fields": fields,
        "runtimes": {
            name: {
                "cpu_ms_per_crop": round(sum(h[name].cpu_s for h in heard) / max(1, crops) * 1000, 2),
                "exact": sum(_exact(a, h[name].texts) for a, h in zip(asked, heard, strict=True)),
                "peak_rss_mib": round(max(h[name].peak_mib for h in heard)),
            }
            for name in RUNTIMES
        },
        "differing": [d for a, h in zip(asked, heard, strict=True) for d in _differing(a, h)],
    }


def _exact(asked: Asked, texts: Sequence[str]) -> int:
    """Fields whose reading says what the paper says."""
    said = ((asked.form.by_name[asked.crops[i].field], texts[i], true) for i, true in asked.true.items())
    return sum(says(f, canonical(f.kind, text, f.pattern, f.choices) or "", true) for f, text, true in said)


def _differing(asked: Asked, heard: Mapping[str, Heard]) -> Iterator[dict[str, str]]:
    for i, crop in enumerate(asked.crops):
        texts = {name: heard[name].texts[i] for name in RUNTIMES}
        if len(set(texts.values())) > 1:
            yield {"page": asked.page, "field": crop.field, "true": asked.true.get(i, ""), **texts}


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['crops']} crops of {told['pages']} pages, {told['fields']} of them whole fields; {len(told['differing'])} read differently"
    yield f"{'runtime, one thread':20} {'CPU ms a crop':>14} {'exact':>16} {'peak MiB':>9}"
    for name, n in told["runtimes"].items():
        exact = f"{n['exact']} ({n['exact'] / max(1, told['fields']):.2%})"
        yield f"{name:20} {n['cpu_ms_per_crop']:>14} {exact:>16} {n['peak_rss_mib']:>9}"
    for d in told["differing"]:
        yield (
            f"DIFFER {d['page']} {d['field']}: "
            + ", ".join(f"{n} {d[n]!r}" for n in RUNTIMES)
            + f", paper {d['true']!r}"
        )
