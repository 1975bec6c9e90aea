"""Pages made to deceive, read like any other: what of them would be taken as proved, and whether the paper says so."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import Any

from flows.bench_reading import loaded
from flows.bench_score import interval
from flows.read import slip_of
from ocr.page import read_page
from ocr.pages import Page
from practice.paper.adversarial import adversarial
from slips.standing import is_untouched


@dataclass(frozen=True)
class Deceit:
    """One page. settled: critical fields taken as proved; wrong: those of them that the paper does not bear out."""

    trick: str
    seed: int
    settled: int
    wrong: tuple[str, ...]
    doubted: bool
    untouched: bool


def bench_adversarial(seeds: range, workers: int, *, as_json: bool) -> int:
    """Prints what was proved of pages that deceive; 1 when any of it is wrong."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as readers:
        told = figures(list(readers.map(read_deceit, seeds)))
    print(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))
    return 1 if told["settled_wrong"] else 0


def read_deceit(seed: int) -> Deceit:
    """One page, drawn and read."""
    bench, made = loaded(), adversarial(seed)
    page = read_page(Page(1, made.picture, float(made.dpi)), bench.known, bench.engines)
    slip = slip_of(f"{seed}", page, bench.forms, bench.masters, bench.facts)
    settled = {name: value.text for name, value in slip.values.items() if value.critical and value.settled}
    wrong = tuple(n for n, text in settled.items() if not made.bears_out(n, text))
    return Deceit(made.trick, seed, len(settled), wrong, bool(page.doubt), is_untouched(slip))


def figures(seen: Sequence[Deceit]) -> dict[str, Any]:
    """The figures as JSON takes them."""
    wrong = [d for d in seen if d.wrong]
    low, high = interval(len(wrong), len(seen))
    return {
        "pages": len(seen),
        "settled": sum(d.settled for d in seen),
        "settled_wrong": sum(len(d.wrong) for d in seen),
        "pages_with_settled_wrong": len(wrong),
        "escaped_95": [round(low, 6), round(high, 6)],
        "by_trick": {trick: _counts(d for d in seen if d.trick == trick) for trick in sorted({d.trick for d in seen})},
        "misread": [asdict(d) for d in wrong],
    }


def _counts(seen: Iterable[Deceit]) -> dict[str, int]:
    pages = list(seen)
    return {
        "pages": len(pages),
        "doubted": sum(d.doubted for d in pages),
        "untouched": sum(d.untouched for d in pages),
        "settled": sum(d.settled for d in pages),
        "settled_wrong": sum(len(d.wrong) for d in pages),
    }


def _lines(told: dict[str, Any]) -> Iterable[str]:
    low, high = told["escaped_95"]
    yield f"{told['pages']} pages that deceive: a wrong settled critical field on {told['pages_with_settled_wrong']}, [{low:.2%}, {high:.2%}]"
    yield f"{'trick':28} {'pages':>6} {'doubted':>8} {'untouched':>10} {'settled':>8} {'wrong':>6}"
    for trick, n in told["by_trick"].items():
        yield f"{trick:28} {n['pages']:>6} {n['doubted']:>8} {n['untouched']:>10} {n['settled']:>8} {n['settled_wrong']:>6}"
    for page in told["misread"]:
        yield f"WRONG {page['trick']} seed {page['seed']}: {', '.join(page['wrong'])}"
