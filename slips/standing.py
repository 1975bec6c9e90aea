"""Where a slip stands after it was read or changed: what is still open, and what may happen without a person."""

from dataclasses import replace

from slips.check import Facts, check
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.settle import prove
from slips.status import Status


def judged(slip: Slip, form: Form | None, masters: Masters, facts: Facts) -> Slip:
    """The slip proved and checked afresh; its status is not touched."""
    if form is None:
        return replace(slip, findings=check(slip, None, masters, facts))
    proved = replace(slip, values=prove(form, slip.values, masters, slip.doubt))
    return replace(proved, findings=check(proved, form, masters, facts))


def open_fields(slip: Slip) -> tuple[str, ...]:
    """Fields a person must still look at: not settled, and nobody has vouched for them."""
    return tuple(name for name, value in slip.values.items() if not value.settled and not value.people)


def open_findings(slip: Slip) -> tuple[Finding, ...]:
    """B findings, and H findings that nobody has waived."""
    waived = {(w.rule, w.field) for w in slip.waivers}
    return tuple(
        f for f in slip.findings if f.severity == "B" or (f.severity == "H" and (f.rule, f.field) not in waived)
    )


def status_for(slip: Slip) -> Status:
    """HELD while anything is open, else READY: complete, but released only by a rule or by another person."""
    return Status.HELD if open_fields(slip) or open_findings(slip) else Status.READY


def is_untouched(slip: Slip) -> bool:
    """Proved through and through without anybody having looked: what the city's rule may release by itself."""
    nobody = not slip.waivers and not any(v.people for v in slip.values.values())
    return nobody and not open_findings(slip) and all(v.settled for v in slip.values.values())
