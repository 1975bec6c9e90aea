"""The checking screen: one slip, what is open on it, and what this person may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from fastapi import APIRouter, Response

from connectors.desk import words
from connectors.desk.entrance import Sent, TheVisitor, Visitor
from connectors.desk.events import event_shown
from connectors.desk.frame import frame, names_of
from connectors.desk.office import Office, TheOffice, page
from connectors.desk.rights import may, visible
from connectors.desk.shown import ShownField, State, Typed, fields_shown, findings_shown, labels_of, state_of
from connectors.store import Db, NotKnown, reading
from connectors.store.history import events_of
from connectors.store.receipts import receipt_of
from connectors.store.slips import SlipRow, get_slip, slips_in
from slips.form import Form
from slips.model import Receipt, Slip
from slips.status import Status

router = APIRouter()

SUMMARY = (
    ("学校", "school_name"),
    ("債権者", "creditor_name"),
    ("金額", "amount"),
    ("支払期日", "due_on"),
    ("整理番号", "slip_no"),
)
NOTICES = {
    "saved": "保存しました。まだ確かめる項目が残っています。",
    "complete": "保存しました。この伝票は承認待ちになりました。",
    "approved": "承認しました。財務会計システムに登録されます。",
    "rejected": "却下しました。この伝票は登録されません。",
    "waived": "指摘を認めました。",
    "checked": "もう一度検査しました。",
    "registered": "登録済みにしました。",
    "again": "登録待ちに戻しました。もう一度登録されます。",
    "nothing": "保存するものがありません。値を直すか、「この値でよい」に印を付けてください。",
}
"""What is said after a decision, by the `m` of the address."""
BLANK_OK = "blank_ok"
"""The one tick for all fields in which nothing seems to stand."""
GOES_ON = ("complete", "approved", "rejected", "registered", "again")


@dataclass(frozen=True)
class Said:
    """What comes back with the page: a sentence, and what the person had typed. form: their fields; troubles: field → sentence."""

    form: Sent = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    trouble: str = ""
    goes_on: bool = False


@dataclass(frozen=True)
class _Seen:
    """Everything about one slip, read in one transaction."""

    slip: Slip
    row: SlipRow
    receipt: Receipt | None
    names: Mapping[str, str]
    history: list[Any]
    next_held: str
    around: Mapping[str, Any]


@router.get("/slips/{slip_id}")
def show(office: TheOffice, visitor: TheVisitor, slip_id: str, m: str = "") -> Response:
    """One slip."""
    return slip_page(office, visitor, slip_id, Said(notice=NOTICES.get(m, ""), goes_on=m in GOES_ON))


def slip_page(office: Office, visitor: Visitor, slip_id: str, said: Said, status: int = 200) -> Response:
    """The slip as it stands now, with what was said and what had been typed."""
    with reading(office.store) as db:
        seen = _seen(db, office, visitor, slip_id)
    slip, form = seen.slip, office.forms.get(seen.slip.form)
    allowed = may(visitor, slip, form is not None)
    fields = _fields(slip, form, seen.names, said)
    groups = {state: [f for f in fields if f.state == state] for state in get_args(State)}
    return page(
        "slip.html",
        status,
        **seen.around,
        slip=slip,
        row={"desk": seen.row.desk, "age": words.age(seen.row.added_at)},
        form=form,
        status_word=words.STATUS[slip.status],
        summary=_summary(slip, form),
        receipt=seen.receipt,
        names=seen.names,
        fields=fields,
        open=groups["open"],
        blank=groups["blank"],
        blank_ok=BLANK_OK in said.form,
        flagged=groups["flagged"],
        vouched=groups["vouched"],
        settled=[f for f in groups["settled"] if not f.is_blank],
        blanks=[f for f in groups["settled"] if f.is_blank],
        settled_open=allowed.approve or any(f.draft or f.trouble for f in groups["settled"]),
        findings=findings_shown(slip, form),
        has_picture=office.pages(slip.scan_id, slip.page) is not None,
        may=allowed,
        not_because=allowed.not_because,
        history=seen.history,
        notice=said.notice,
        trouble=said.trouble,
        lost=_lost(said, form, allowed.correct),
        focus_field=not said.goes_on,
        next_slip=seen.next_held if said.goes_on else "",
        reason=said.form.get("reason", ""),
        voucher_no=said.form.get("voucher_no", ""),
    )


def typed_in(form: Form, sent: Sent) -> dict[str, str]:
    """Fields in which something else was sent than stood there when the page was made: name → as typed."""
    texts = {f.name: sent.get(f"v.{f.name}") for f in form.fields}
    return {n: t for n, t in texts.items() if t is not None and t.strip() != sent.get(f"o.{n}", "")}


def ticked_in(form: Form, sent: Sent, slip: Slip) -> frozenset[str]:
    """Fields whose value was said to be right as it stands; the blank ones may be said to be blank all at once."""
    blank = [f.name for f in form.fields if BLANK_OK in sent and f.name in slip.values and state_of(slip, f) == "blank"]
    return frozenset([*blank, *(f.name for f in form.fields if f"ok.{f.name}" in sent)])


def _seen(db: Db, office: Office, visitor: Visitor, slip_id: str) -> _Seen:
    row = visible(db, visitor, slip_id)
    slip = get_slip(db, slip_id)
    form = office.forms.get(slip.form)
    names = names_of(db)
    labels = labels_of(form) if form else {}
    held = slips_in(db, (Status.HELD,), visitor.desks, limit=2)
    return _Seen(
        slip=slip,
        row=row,
        receipt=_receipt(db, slip_id),
        names=names,
        history=[event_shown(e, names, labels, form) for e in events_of(db, slip_id)],
        next_held=next((r.id for r in held if r.id != slip_id), ""),
        around=frame(db, visitor),
    )


def _receipt(db: Db, slip_id: str) -> Receipt | None:
    try:
        return receipt_of(db, slip_id)
    except NotKnown:
        return None


def _fields(slip: Slip, form: Form | None, names: Mapping[str, str], said: Said) -> list[ShownField]:
    if form is None:
        return []
    sent = Typed(typed_in(form, said.form), ticked_in(form, said.form, slip), said.troubles)
    return fields_shown(slip, form, names, sent)


def _lost(said: Said, form: Form | None, may_correct: bool) -> list[tuple[str, str]]:
    """What was typed and has no input any more to stand in, because the slip is no longer open to correction."""
    if form is None or may_correct:
        return []
    labels = labels_of(form)
    return [(labels[name], text) for name, text in typed_in(form, said.form).items()]


def _summary(slip: Slip, form: Form | None) -> list[tuple[str, str, bool]]:
    if form is None:
        return []
    known = form.by_name
    return [
        (label, words.shown(known[n], slip.text(n)), slip.values[n].settled) for label, n in SUMMARY if n in slip.values
    ]
