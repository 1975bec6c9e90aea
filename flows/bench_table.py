"""The figures of `denpyo bench reading` for eyes: one short table after another."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines_of(told: Mapping[str, Any]) -> Iterator[str]:
    """The figures, line by line."""
    slips = told["slips"]
    yield f"{told['pages']} pages, seeds {told['seeds']}, {told['workers']} reader(s): {told['pages_per_minute']} pages a minute"
    yield f"{told['cpu_s_per_page']} CPU s a page, {told['peak_rss_mib']} MiB at most"
    yield f"untouched slips {slips['untouched']} of {slips['all']}, wrong {slips['untouched_wrong']} {_share(slips)}; doubted {slips['doubted']}"
    yield f"pages with a wrong settled critical field: {told['pages_with_settled_wrong']} of {told['pages']}"
    yield ""
    yield f"{'critical fields':32} {'all':>7} {'settled':>16} {'wrong':>6}  escaped, 95 %"
    yield _row("all", told["critical"])
    for name in ("by_writing", "by_form", "by_kind", "by_profile", "by_font"):
        yield f"-- {name.replace('_', ' ')}"
        yield from (_row(part, count) for part, count in told[name].items())
    yield ""
    yield "every field, exact"
    yield from (_exact(kind, n["fields"], n["exact"]) for kind, n in told["exact"].items())
    yield ""
    for writing, kinds in told["backing"].items():
        yield f"settled on {writing} by: " + ", ".join(f"{b} {n}" for b, n in kinds.items())
    yield "people would be asked: " + ", ".join(f"{what} {n}" for what, n in told["asked"].items())
    yield from (f"CRASHED {page}" for page in told["crashed"])
    for page in told["misread"]:
        yield f"WRONG {page['form']} seed {page['seed']} {page['profile']}: {', '.join(page['fields'])}"
    yield from _peers(told)


def _row(name: str, count: Mapping[str, Any]) -> str:
    settled = f"{count['settled']} ({count['settled'] / max(1, count['fields']):.2%})"
    row = f"{name:32} {count['fields']:>7} {settled:>16} {count['settled_wrong']:>6}  {_share(count)}"
    slips = count.get("slips")
    return row + (f"  untouched {slips['untouched']}/{slips['all']}, {count['cpu_s_per_page']} CPU s" if slips else "")


def _share(count: Mapping[str, Any]) -> str:
    low, high = count["escaped_95"]
    return f"[{low:.4%}, {high:.4%}]"


def _exact(kind: str, fields: int, right: int) -> str:
    return f"{kind:32} {fields:>7} {right / fields:>16.2%}"


def _peers(told: Mapping[str, Any]) -> Iterator[str]:
    """Coverage (settled) and error (wrong among the settled) of each reader, all forms and each of them, ours first."""
    if told.get("peers"):
        ours = {name: told[name] for name in ("critical", "by_form", "cpu_s_per_page")}
        yield ""
        yield f"{'all readers, on the same pages':32} {'all':>7} {'settled':>16} {'wrong':>6}  wrong of settled, 95 %"
        for name, reader in {"denpyo": ours, **told["peers"]}.items():
            yield (
                _row(name, reader["critical"])
                + f"  {_error(reader['critical'])}, {reader['cpu_s_per_page']} CPU s a page"
            )
            for form, count in reader["by_form"].items():
                yield _row(f"  {form}", {k: v for k, v in count.items() if k != "slips"}) + f"  {_error(count)}"


def _error(count: Mapping[str, Any]) -> str:
    return f"{count['settled_wrong'] / max(1, count['settled']):.2%}"
