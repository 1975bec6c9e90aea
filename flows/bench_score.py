"""What a bench of reading counts: pages against their truth, and error rates with their 95 % interval."""

import resource
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, lgamma, log
from pathlib import Path
from typing import Any

from slips.form import Field, Form
from slips.model import Slip, Value
from slips.standing import is_untouched, open_fields, open_findings
from slips.written import fold, shape

ALPHA = 0.05
ENGINES = ("engine", "mark")


@dataclass(frozen=True)
class Single:
    """One reader's word about a field. confidence: its own."""

    engine: str
    confidence: float
    right: bool


@dataclass(frozen=True)
class FieldSeen:
    """A field of a judged slip against its truth. backing: kinds of the witnesses that settled it, as "engine + master".

    by_confidence: whether nothing but a reader's confidence decides if it settles.
    """

    name: str
    kind: str
    writing: str
    critical: bool
    settled: bool
    right: bool
    backing: str
    singles: tuple[Single, ...]
    by_confidence: bool = False


@dataclass(frozen=True)
class PageSeen:
    """A page of a bench. form: what it is; read_as: what it was known as; cpu_s: reading, proving and checking it.

    asked: what a person would be asked, as "field kind: why" or "finding: rule"; wrong: fields whose text is not the paper's.
    """

    form: str
    read_as: str
    seed: int
    profile: str
    font: str
    doubt: str
    untouched: bool
    asked: tuple[str, ...]
    wrong: tuple[str, ...]
    fields: tuple[FieldSeen, ...]
    cpu_s: float


@dataclass(frozen=True)
class Count:
    """Critical fields, how many of them are settled, and how many of these wrongly."""

    fields: int = 0
    settled: int = 0
    settled_wrong: int = 0

    def as_json(self) -> dict[str, Any]:
        low, high = interval(self.settled_wrong, self.settled)
        return {
            "fields": self.fields,
            "settled": self.settled,
            "settled_wrong": self.settled_wrong,
            "escaped_95": [round(low, 6), round(high, 6)],
        }


def page_seen(form: Form, slip: Slip, truth: Mapping[str, Any], seed: int, profile: str, cpu_s: float) -> PageSeen:
    """A judged slip of `form` (the true one, whatever it was known as) against its truth, the entry of one page in FILE.truth.json."""
    texts = truth["fields"]
    known = slip.form == form.name
    fields = tuple(
        _field_seen(field, slip.values.get(field.name, Value("")), texts.get(field.name, ""))
        for field in form.fields
        if not field.incidental and (form.layout == "fixed" or field.name in texts or field.name in slip.values)
    )
    typed = set(form.entry.values()) or {f.name for f in fields}
    wrong = tuple(f.name for f in fields if not f.right and (f.critical or f.name in typed))
    untouched = known and is_untouched(slip)
    asked = _asked(form, slip) if known else ("page: not known",)
    font = truth.get("font", "")
    return PageSeen(form.name, slip.form, seed, profile, font, slip.doubt, untouched, asked, wrong, fields, cpu_s)


def _asked(form: Form, slip: Slip) -> tuple[str, ...]:
    if slip.doubt:
        return ("page: doubted",)
    fields = (f"{form.by_name[n].kind}: {slip.values[n].why}" for n in open_fields(slip))
    return (*fields, *(f"finding: {f.rule}" for f in open_findings(slip)))


def says(field: Field, text: str, true: str) -> bool:
    """Is the text what the paper says? Widths and blanks count only in codes and figures; a critical name by its shape."""
    if field.critical and field.kind not in ("name", "kana"):
        return text == true
    return shape(text) == shape(true) if field.critical else fold(text) == fold(true)


def _field_seen(field: Field, value: Value, true: str) -> FieldSeen:
    living = [w for w in value.living if says(field, w.text, value.text)]
    singles = (
        Single(w.source, w.confidence, says(field, w.text, true))
        for w in value.living
        if w.kind in ENGINES and (w.text or not true)
    )
    return FieldSeen(
        field.name,
        field.kind,
        "print" if field.printed else "hand",
        field.critical,
        value.settled,
        says(field, value.text, true),
        " + ".join(sorted({w.kind for w in living})),
        tuple(singles),
        not field.critical and (value.settled or value.why == "unsure") and all(w.kind in ENGINES for w in living),
    )


def counted(fields: Iterable[FieldSeen]) -> Count:
    """The critical ones among the fields."""
    critical = [f for f in fields if f.critical]
    settled = [f for f in critical if f.settled]
    return Count(len(critical), len(settled), sum(not f.right for f in settled))


def fields_by(pages: Iterable[PageSeen], key: Callable[[PageSeen, FieldSeen], str]) -> dict[str, Count]:
    """Critical fields counted apart, by what `key` says of each; in the order of its words."""
    parts: dict[str, list[FieldSeen]] = {}
    for page in pages:
        for field in page.fields:
            parts.setdefault(key(page, field), []).append(field)
    return {name: counted(parts[name]) for name in sorted(parts) if any(f.critical for f in parts[name])}


def slips_counted(pages: Iterable[PageSeen]) -> dict[str, Any]:
    """Slips, how many nobody had to touch, how many of these are wrong in what is typed, with the interval; and doubted pages."""
    seen = list(pages)
    untouched = [p for p in seen if p.untouched]
    wrong = sum(bool(p.wrong) for p in untouched)
    low, high = interval(wrong, len(untouched))
    return {
        "all": len(seen),
        "untouched": len(untouched),
        "untouched_wrong": wrong,
        "escaped_95": [round(low, 6), round(high, 6)],
        "doubted": sum(bool(p.doubt) for p in seen),
    }


def backing(pages: Iterable[PageSeen]) -> dict[str, dict[str, int]]:
    """By writing: what settled the critical fields that are settled."""
    by = Counter((f.writing, f.backing) for p in pages for f in p.fields if f.critical and f.settled)
    writings = sorted({writing for writing, _ in by})
    return {w: {b: n for (x, b), n in by.most_common() if x == w} for w in writings}


def asked(pages: Iterable[PageSeen]) -> dict[str, int]:
    """What people would be asked, most often first."""
    return dict(Counter(each for p in pages for each in p.asked).most_common())


def exact(pages: Iterable[PageSeen], key: Callable[[PageSeen, FieldSeen], str]) -> dict[str, tuple[int, int]]:
    """(fields, how many of their texts are exact), all fields, by what `key` says of each."""
    all_fields: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for page in pages:
        for field in page.fields:
            name = key(page, field)
            all_fields[name] += 1
            right[name] += field.right
    return {name: (all_fields[name], right[name]) for name in sorted(all_fields)}


def cpu_s() -> float:
    """Processor seconds of this process and of the children it has waited for (the decoder)."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def peak_mib() -> float:
    """The largest memory this process has had. Not by getrusage, whose figure a new process inherits from the one that started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM")) / 1024


def interval(hits: int, of: int) -> tuple[float, float]:
    """The exact (Clopper-Pearson) 95 % interval of a rate of hits; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    low = 0.0 if not hits else _solved(lambda p: 1 - _at_most(hits - 1, of, p), ALPHA / 2)
    high = 1.0 if hits == of else 1 - _solved(lambda q: _at_most(hits, of, 1 - q), ALPHA / 2)
    return low, high


def _at_most(hits: int, of: int, rate: float) -> float:
    """The chance of at most so many hits (binomial)."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return float(hits >= of)
    one = lgamma(of + 1)
    logs = (
        one - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log(1 - rate) for k in range(hits + 1)
    )
    return sum(exp(each) for each in logs)


def _solved(rising: Callable[[float], float], wanted: float) -> float:
    """Where a rising function of 0..1 reaches a value, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
