"""A slip put where it belongs: proved, checked, compared with other slips, its claims taken. One transaction, for machine and people."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from connectors.store.claims import conflicting, duplicates, release_claims, take_claims
from connectors.store.slips import add_slip, save_slip
from slips.check import Facts, check
from slips.entry import claims_of
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.standing import judged, status_for
from slips.status import Status

DUPLICATE = "duplicate"
FROM_FINANCE = "finance"
"""Rule name of what the finance system said no to. No check finds it again: it stays until waived or until a value changes."""


def add_judged(db: Connection, slip: Slip, by: str, form: Form | None, masters: Masters, facts: Facts) -> Slip:
    """A slip from its first reading, added and put to held or ready. Moved when its key or page is there already."""
    added = add_slip(db, slip, by)
    return place(db, judged_here(db, added, form, masters, facts), added.version, by, "judged")


def judged_here(db: Connection, slip: Slip, form: Form | None, masters: Masters, facts: Facts) -> Slip:
    """The slip proved and checked afresh, with what the store knows of other slips. Nothing is written.

    A waiver stays only while its finding says exactly what it said when it was waived.
    """
    first = judged(slip, form, masters, replace(facts, duplicates=()))
    others = duplicates(db, first)
    findings = check(first, form, masters, replace(facts, duplicates=others)) if others else first.findings
    kept = tuple(f for f in slip.findings if f.rule == FROM_FINANCE)
    newer = replace(first, findings=(*findings, *kept))
    same = {key for key, said in _said(slip).items() if _said(newer).get(key) == said}
    return replace(newer, waivers=tuple(w for w in slip.waivers if (w.rule, w.field) in same))


def place(
    db: Connection, slip: Slip, expected_version: int, by: str, event: str, data: Mapping[str, Any] | None = None
) -> Slip:
    """Saves the slip as held or ready, by what is open; a ready one has its claims, a held one has none."""
    conflicts = conflicting(db, slip.id, claims_of(slip))
    placed = _with_conflicts(slip, sorted({other for _, _, other in conflicts}))
    saved = save_slip(db, replace(placed, status=status_for(placed)), expected_version, by, event, data)
    release_claims(db, slip.id)
    if saved.status is Status.READY:
        take_claims(db, slip.id, claims_of(saved))
    return saved


def _with_conflicts(slip: Slip, others: Iterable[str]) -> Slip:
    """Even where the form asks for no duplicate check, a slip whose claim is taken must not become ready."""
    if any(f.rule == DUPLICATE and f.severity == "B" for f in slip.findings):
        return slip
    message = (
        "二重払いの疑い：同じ支払いを伝票 {} が先に扱っています。二枚を並べて確かめ、同じものなら「却下」してください。"
    )
    found = tuple(Finding(DUPLICATE, "", "B", message.format(other)) for other in others)
    return replace(slip, findings=(*slip.findings, *found))


def _said(slip: Slip) -> dict[tuple[str, str], set[str]]:
    """(rule, field) → what its H findings say."""
    keys = {(f.rule, f.field) for f in slip.findings}
    return {k: {f.message for f in slip.findings if (f.rule, f.field) == k and f.severity == "H"} for k in keys}
