"""How each sample ended, beside how it should have; and the finance system's own audit log beside the truth on the paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from connectors.store import Db
from connectors.store.timing import Passage, passages
from flows.demo_samples import Drawn
from slips.status import Status
from slips.ties import PAYMENTS
from slips.written import fold, for_cp932

UNDER_WAY = frozenset({Status.READ, Status.APPROVED, Status.POSTING, Status.COMMITTING})
LOGGED = {"fiscal_year": "fiscal_year", "drafted_on": "drafted_on", "school_code": "school_code", "account_code": "account_code",
          "subject": "subject", "description": "description", "creditor_code": "creditor_code", "amount": "amount_yen",
          "invoice_no": "invoice_no", "invoiced_on": "invoiced_on", "delivered_on": "delivered_on", "inspected_on": "inspected_on",
          "due_on": "due_on"}  # fmt: skip
"""Our name of a value → its name in the practice system's audit log (docs/practice-screens.md, section 11)."""


@dataclass(frozen=True)
class Row:
    """One slip (or one file that became none). well: it ended as it should."""

    sample: str
    page: int
    should: str
    ended: str
    voucher_no: str
    post_s: float | None
    well: bool


def rows(ends: Mapping[str, Sequence[Passage] | str], drawn: Sequence[Drawn]) -> list[Row]:
    """ends: sample name → its slips, or in a word what became of a file without slips."""
    return [row for one in drawn for row in _rows_of(one, ends[one.name])]


def _rows_of(one: Drawn, found: Sequence[Passage] | str) -> Iterator[Row]:
    if isinstance(found, str):
        yield Row(one.name, 0, one.plan.end, found, "", None, well=found == one.plan.end)
        return
    for slip in found:
        ended = str(slip.status)
        posted_s = (slip.posted_at - slip.claimed_at).total_seconds() if slip.posted_at and slip.claimed_at else None
        yield Row(
            one.name, slip.page, one.plan.end, ended, slip.voucher_no, posted_s, _is_well(one.plan.end, slip.status)
        )


def _is_well(should: str, ended: Status) -> bool:
    allowed = {
        "posted": {Status.POSTED},
        "held": {Status.HELD},
        "either": {Status.POSTED, Status.HELD},
        "kept": {Status.READY, Status.HELD},
    }
    return ended in allowed.get(should, set())


def audit_problems(
    log: Sequence[Mapping[str, Any]], posted: Mapping[str, str], truth: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """What the finance system's log says against us. posted: slip id → voucher number; truth: slip id → what the paper says.

    [] when it holds exactly the posted slips, each once and each value right.
    """
    ours = [entry for entry in log if entry["action"] == "register" and entry["values"]["reference_no"]]
    keys = [str(entry["values"]["reference_no"]) for entry in ours]
    problems = [f"{key}: registered {keys.count(key)} times" for key in sorted(set(keys)) if keys.count(key) > 1]
    problems += [f"{key}: registered, but not posted here" for key in sorted(set(keys) - set(posted))]
    problems += [f"{key}: posted here, but not registered" for key in sorted(set(posted) - set(keys))]
    for entry in ours:
        key = str(entry["values"]["reference_no"])
        if posted.get(key, entry["voucher_no"]) != entry["voucher_no"]:
            problems.append(f"{key}: filed under {posted[key]}, registered as {entry['voucher_no']}")
        problems += [
            f"{key}: {name} is not what the paper says" for name in wrong_values(entry["values"], truth.get(key, {}))
        ]
    return problems


def wrong_values(logged: Mapping[str, Any], paper: Mapping[str, str]) -> list[str]:
    """Names of the values that were registered otherwise than the paper says; all of them when there is no such paper."""
    wrong = [name for name, there in LOGGED.items() if _plain(logged[there]) != _plain(paper.get(name, ""))]
    method = PAYMENTS.get(paper.get("payment_code", ""), "")
    return wrong + (["payment_code"] if logged["payment_method"] != method else [])


def _plain(value: Any) -> str:
    return fold(for_cp932("" if value is None else str(value)))


def ended(db: Db) -> list[Passage] | None:
    """All slips, once none is under way; None before."""
    found = passages(db)
    return None if any(slip.status in UNDER_WAY for slip in found) else found


def print_table(table: Sequence[Row], read_s: Sequence[float]) -> None:
    """The table for people, and seconds a slip by stage."""
    width = max(len(row.sample) for row in table)
    print(f"\n{'sample':{width}}  page  should    ended     voucher      post s")
    for row in table:
        page, seconds = str(row.page or ""), f"{row.post_s:.1f}" if row.post_s is not None else ""
        mark = "" if row.well else "  <-- not as it should be"
        print(f"{row.sample:{width}}  {page:4}  {row.should:8}  {row.ended:8}  {row.voucher_no:11}  {seconds:>6}{mark}")
    posts = [row.post_s for row in table if row.post_s is not None]
    print(
        f"\nread: {_middle(read_s)} s a scan; post: {_middle(posts)} s a slip (medians; search, typing, confirm, open again)"
    )


def _middle(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.1f}" if seconds else "-"
