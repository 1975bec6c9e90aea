"""`denpyo bench fit`: the thresholds of config/thresholds.toml from labelled pages; judge them on other seeds with `bench reading`.

Only fields that are not critical ever settle on a threshold, and of these only what no master, sum or text layer bears out: other
readings are not counted. For each writing, kind of field and reader it is the confidence from which on no reading of the fitting pages
was wrong, half-way to certainty from the surest wrong one: an error just above the bound has to be surer than every error seen.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import config_folder, load_forms
from config.thresholds import writing_of
from flows.bench_reading import all_read, jobs, seeds_said
from flows.bench_score import PageSeen, Single
from slips.form import Form

FEWEST = 60
"""Readings of one kind below which nothing is fitted, the bound there was stays; unless one of them was wrong: then few are enough."""
LOWEST = 0.5
NEVER = 1.01
HEAD = """\
# What one reader's confidence must reach before a field that is not critical settles on its word alone: [writing.kind] reader = number.
# Critical fields never settle on confidence. Kinds or readers without a line need the form's own `confidence` (0.9 where it has none);
# 1.01: never. Written by `denpyo bench fit`, last on {day}; behind each number: readings above it, of all, the surest wrong one, and
# the pages they were on. Judged on other seeds by `denpyo bench reading`.
"""


@dataclass(frozen=True)
class Fitted:
    """One threshold. above, all: readings of the fitting pages; surest_wrong: confidence of the surest wrong one, 0 of none."""

    writing: str
    kind: str
    engine: str
    threshold: float
    above: int
    all: int
    surest_wrong: float


def bench_fit(
    seeds: range, forms: Sequence[str], profiles: Sequence[str], workers: int, home: Path, to: Path, *, as_json: bool
) -> int:
    """Writes the thresholds to the file `to` and says each; what these pages say nothing about stays as it was there."""
    read = all_read(jobs(seeds, forms, profiles), workers, home, with_peers=False)
    fitted = fit(
        [r.seen for r in read], {name: form for name, (form, _) in load_forms(config_folder() / "forms").items()}
    )
    before = to.read_text(encoding="utf-8") if to.exists() else ""
    to.write_text(as_toml(fitted, seeds, time.strftime("%Y-%m-%d"), before), encoding="utf-8")
    for each in fitted:
        told = {"writing": each.writing, "kind": each.kind, "reader": each.engine, "threshold": each.threshold}
        counts = {"above": each.above, "all": each.all, "surest_wrong": each.surest_wrong}
        print(json.dumps({**told, **counts}) if as_json else _line(each))
    return 0


def fit(pages: Iterable[PageSeen], forms: Mapping[str, Form]) -> list[Fitted]:
    """A threshold for every writing, kind and reader with enough readings on which it depends whether a field settles."""
    singles: dict[tuple[str, str, str], list[Single]] = {}
    for page in pages:
        for field in page.fields:
            for single in field.singles if field.by_confidence else ():
                writing = writing_of(forms[page.form], forms[page.form].by_name[field.name])
                singles.setdefault((writing, field.kind, single.engine), []).append(single)
    return [_fitted(key, found) for key, found in sorted(singles.items()) if _tell(found)]


def _tell(found: Sequence[Single]) -> bool:
    return len(found) >= FEWEST or not all(s.right for s in found)


def _fitted(key: tuple[str, str, str], found: Sequence[Single]) -> Fitted:
    surest = max((s.confidence for s in found if not s.right), default=0.0)
    threshold = max(LOWEST, round((1 + surest) / 2, 4) if surest else LOWEST)
    above = sum(s.confidence >= threshold for s in found)
    if surest >= 1 or not above:
        threshold, above = NEVER, 0
    return Fitted(*key, threshold, above, len(found), round(surest, 4))


def as_toml(fitted: Sequence[Fitted], seeds: range, day: str, before: str = "") -> str:
    """The file's text. before: its text until now, whose tables stay where nothing was fitted."""
    tables = {name: body for name, _, body in (part.partition("]\n") for part in before.split("\n[")[1:])}
    for name in {_table(each) for each in fitted}:
        tables[name] = "".join(f"{_line(e)}; seeds {seeds_said(seeds)}\n" for e in fitted if _table(e) == name)
    return HEAD.format(day=day) + "".join(f"\n[{name}]\n{tables[name]}" for name in sorted(tables))


def _table(each: Fitted) -> str:
    return f"{each.writing}.{each.kind}"


def _line(each: Fitted) -> str:
    return f"{each.engine} = {each.threshold}  # {each.above} of {each.all}; {each.surest_wrong}"
