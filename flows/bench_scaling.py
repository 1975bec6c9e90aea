"""`denpyo bench scaling`: whether a second reader reads twice as much, and whether ten times the pages cost ten times the time.

Processor seconds are counted, and memory at its peak; pages a minute mean something only where nobody else works on the machine.
"""

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import Any

from flows.bench_reading import Drawn, Read, draw, jobs, loaded, read_drawn
from flows.bench_score import cpu_s, peak_mib
from ocr.page import read_page
from ocr.pages import iter_pages
from practice.paper.sample import draw_batch

LONGER = 10
"""So many times the short file's pages are in the long one: the same pages, so that only their number differs."""


@dataclass(frozen=True)
class FileRead:
    """A file as it was read. peak_mib: the largest memory of its reader until then."""

    pages: int
    cpu_s: float
    peak_mib: float


def bench_scaling(
    seeds: range, forms: Sequence[str], profiles: Sequence[str], workers: int, home: Path, *, as_json: bool
) -> int:
    """Prints the figures: one reader against `workers`, at least two; and a file against one of LONGER times its pages."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as drawing:
        drawn = list(drawing.map(draw, wanted := jobs(seeds, forms, profiles), [home] * len(wanted)))
        papers = [(form, seeds.start) for form in forms]
        long, short = drawing.map(draw_batch, [papers] * 2, [profiles[0]] * 2, [LONGER, 1], [home / "files"] * 2)
    told = {
        "readers": {str(n): _side_by_side(drawn, n) for n in (1, max(2, workers))},
        **file_figures(_by_one(short, long)),
    }
    shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(told) if as_json else "\n".join(_lines(told)))
    return 0


def _side_by_side(drawn: Sequence[Drawn], workers: int) -> dict[str, Any]:
    """The pages by so many readers, from the moment when all are ready."""
    spawn = get_context("spawn")
    all_ready: Any = (spawn.Barrier(workers),)
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_ready, initargs=all_ready) as readers:
        for started in [readers.submit(peak_mib) for _ in range(workers)]:
            started.result()
        began = time.monotonic()
        read = list(readers.map(read_drawn, drawn))
        return reader_figures(read, time.monotonic() - began)


def _ready(all_ready: Barrier) -> None:
    loaded()
    all_ready.wait()


def reader_figures(read: Sequence[Read], wall_s: float) -> dict[str, Any]:
    """Of some readers side by side. peak_rss_mib: of the largest of them."""
    return {
        "pages": len(read),
        "pages_per_minute": round(len(read) / wall_s * 60, 1),
        "cpu_s_per_page": round(sum(r.seen.cpu_s for r in read) / len(read), 2),
        "peak_rss_mib": round(max(r.peak_mib for r in read)),
    }


def _by_one(short: Path, long: Path) -> list[FileRead]:
    """Both files by a reader of its own, the short one first, and once uncounted: what is loaded at the first page of a kind is no cost of pages."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as reader:
        return list(reader.map(read_file, (short, short, long)))[1:]


def read_file(path: Path) -> FileRead:
    """Every page of a file."""
    bench, began, pages = loaded(), cpu_s(), 0
    for page in iter_pages(path):
        read_page(page, bench.known, bench.engines)
        pages += 1
    return FileRead(pages, cpu_s() - began, peak_mib())


def file_figures(read: Sequence[FileRead]) -> dict[str, Any]:
    """Of a short and a long file. cpu_ratio_to_pages: 1 where cost is linear in pages; growth_mib: what the long one took beyond that."""
    short, long = read
    return {
        "files": [{"pages": r.pages, "cpu_s": round(r.cpu_s, 2), "peak_rss_mib": round(r.peak_mib)} for r in read],
        "cpu_ratio_to_pages": round((long.cpu_s / short.cpu_s) / (long.pages / short.pages), 3),
        "growth_mib": round(long.peak_mib - short.peak_mib),
    }


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    for readers, n in told["readers"].items():
        yield f"{readers} reader(s): {n['pages']} pages, {n['pages_per_minute']} a minute, {n['cpu_s_per_page']} CPU s a page, {n['peak_rss_mib']} MiB each at most"
    for n in told["files"]:
        yield f"a file of {n['pages']} page(s): {n['cpu_s']} CPU s, {n['peak_rss_mib']} MiB at most"
    yield f"{told['cpu_ratio_to_pages']} times the processor time a page (1: linear in pages), {told['growth_mib']} MiB more"
