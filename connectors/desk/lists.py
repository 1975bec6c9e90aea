"""The lists of slips, and the pairs by which the paper is filed."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from connectors.desk import words
from connectors.desk.entrance import TheVisitor, Visitor
from connectors.desk.frame import TABS, Tab, frame
from connectors.desk.office import Office, TheOffice, page
from connectors.desk.shown import labels_of
from connectors.store import Db, reading
from connectors.store.receipts import Filed, filed
from connectors.store.slips import SlipRow, count_by_status, get_slip, slip_row, slips_in
from slips.form import Form
from slips.masters import Masters
from slips.model import Slip
from slips.standing import open_fields, open_findings
from slips.status import ENDED, Status

router = APIRouter()

PAGE_SIZE = 30
MOST_PAIRS = 500
MOST_REASONS = 3
LOOKED_AT = (Status.READ, Status.HELD, Status.READY)
"""Statuses in which the list says why a slip is there."""


@router.get("/")
def home() -> Response:
    """The list where work waits."""
    return RedirectResponse(TABS["held"].href, status_code=303)


@router.get("/slips")
def slips(office: TheOffice, visitor: TheVisitor, tab: str = "held", desk: str = "", start: int = 0) -> Response:
    """One list: where work waits the oldest first, what has ended the newest first."""
    chosen = TABS.get(tab, TABS["held"])
    desk, start = chosen_desk(office, visitor, desk), max(0, min(start, 10_000_000))
    masters = office.masters()
    with reading(office.store) as db:
        around = frame(db, visitor, chosen.key)
        found, more = _found(db, chosen, _only(visitor, desk), start)
        rows = [_row(db, row, office, masters) for row in found]
    following = urlencode({"tab": chosen.key, "desk": desk, "start": start + PAGE_SIZE})
    return page(
        "list.html",
        **around,
        heading=chosen.label,
        explanation=chosen.explanation,
        rows=rows,
        mixed=len(chosen.statuses) > 1,
        more=f"/slips?{following}" if more else "",
        page_size=PAGE_SIZE,
        desks=desks_of(office, visitor),
        desk=desk,
    )


@router.get("/filing")
def filing(
    office: TheOffice,
    visitor: TheVisitor,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    desk: str = "",
) -> Response:
    """整理番号 on the paper ↔ 伝票番号 in the finance system, for the days asked for; today where none is named."""
    today = datetime.now(words.JAPAN).date()
    day_to = _day(last) or today
    day_from = min(_day(first) or day_to, day_to)
    desk = chosen_desk(office, visitor, desk)
    masters = office.masters()
    with reading(office.store) as db:
        around = frame(db, visitor, "filing")
        since = datetime.combine(day_from, time(), words.JAPAN)
        until = datetime.combine(day_to + timedelta(days=1), time(), words.JAPAN)
        found = filed(db, _only(visitor, desk), since, limit=MOST_PAIRS)
        wanted = sorted((p for p in found if p.confirmed_at < until), key=lambda p: (p.desk, p.slip_no))
        pairs = [_pair(slip_row(db, pair.slip_id), pair, masters) for pair in wanted]
    return page(
        "filing.html",
        **around,
        rows=pairs,
        cut=len(found) == MOST_PAIRS,
        day_from=day_from.isoformat(),
        day_to=day_to.isoformat(),
        desks=desks_of(office, visitor),
        desk=desk,
    )


def desks_of(office: Office, visitor: Visitor) -> Collection[str]:
    """The desks this person can choose from; none to choose where there is but one."""
    desks = sorted(visitor.desks or office.desks())
    return desks if len(desks) > 1 else ()


def chosen_desk(office: Office, visitor: Visitor, untrusted_desk: str) -> str:
    """The desk asked for, "" for all the person may see."""
    return untrusted_desk if untrusted_desk in desks_of(office, visitor) else ""


def reasons(slip: Slip, form: Form | None) -> list[str]:
    """Why the slip waits, in a few words each; the rest is counted."""
    labels = labels_of(form) if form else {}
    said = [_short(labels.get(f.field, ""), f.message) for f in open_findings(slip)]
    if slip.doubt and open_fields(slip):
        return [*said, f"{_short('', words.why('doubt'))}（{len(open_fields(slip))}項目）"]
    said += [_short(labels.get(name, name), words.why(slip.values[name].why)) for name in open_fields(slip)]
    vouched = sum(1 for v in slip.values.values() if not v.settled and v.people)
    if vouched and not said:
        said = [f"人が入力した項目 {vouched}件"]
    rest = len(said) - MOST_REASONS
    return [*said[:MOST_REASONS], *([f"ほか {rest}件"] if rest > 0 else [])]


def _only(visitor: Visitor, desk: str) -> Collection[str] | None:
    return (desk,) if desk else visitor.desks


def _found(db: Db, tab: Tab, only: Collection[str] | None, start: int) -> tuple[list[SlipRow], bool]:
    """One page of the list, and whether more follow."""
    counts = count_by_status(db, only)
    total = sum(counts[s] for s in tab.statuses)
    if not tab.newest_first:
        return slips_in(db, tab.statuses, only, limit=PAGE_SIZE, offset=start), start + PAGE_SIZE < total
    end = max(0, total - start)
    begin = max(0, end - PAGE_SIZE)
    found = slips_in(db, tab.statuses, only, limit=end - begin, offset=begin) if end else []
    return found[::-1], begin > 0


def _row(db: Db, row: SlipRow, office: Office, masters: Masters) -> Mapping[str, Any]:
    form = office.forms.get(row.form)
    slip = get_slip(db, row.id) if row.status in LOOKED_AT else None
    unsure = slip is not None and "amount" in slip.values and not slip.values["amount"].settled
    today = datetime.now(words.JAPAN).date()
    return {
        "id": row.id,
        "status": row.status,
        "status_word": words.STATUS[row.status],
        "school": _school(row, masters),
        "form_title": form.title if form else "様式不明",
        "slip_no": row.slip_no,
        "amount": words.yen(row.amount),
        "unsure": unsure,
        "due_on": words.japanese_date(row.due_on),
        "overdue": row.due_on is not None and row.due_on < today and row.status not in ENDED,
        "reasons": reasons(slip, form) if slip else [],
        "desk": row.desk,
        "age": words.age(row.added_at),
    }


def _pair(row: SlipRow, pair: Filed, masters: Masters) -> Mapping[str, Any]:
    return {
        "id": pair.slip_id,
        "slip_no": pair.slip_no,
        "voucher_no": pair.voucher_no,
        "school": _school(row, masters),
        "amount": words.yen(row.amount),
        "posted_at": words.moment(pair.confirmed_at),
        "desk": pair.desk,
    }


def _school(row: SlipRow, masters: Masters) -> str:
    school = masters.schools.get(row.school_code)
    return school.name if school else row.school_code


def _short(label: str, message: str) -> str:
    first = message.partition("。")[0]
    return f"{label}：{first}" if label else first


def _day(untrusted_text: str) -> date | None:
    try:
        return date.fromisoformat(untrusted_text)
    except ValueError:
        return None
