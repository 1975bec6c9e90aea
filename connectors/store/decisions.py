"""What people decide at the desk, each in one transaction. NotAllowed carries a sentence for the person who asked.

`version` is the one the person saw: Moved when the slip has changed since, so nobody decides about what they did not see.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from connectors.store.approvals import require_person, without_approval
from connectors.store.judging import FROM_FINANCE, judged_here, place
from connectors.store.moves import move, shift
from connectors.store.postings import get_posting
from connectors.store.receipts import add_receipt
from connectors.store.refusals import Moved, NotAllowed
from connectors.store.slips import get_slip, makers_of
from slips.check import Facts
from slips.errors import Refused
from slips.form import Field, Form
from slips.masters import Masters
from slips.model import Receipt, Slip, Waiver
from slips.settle import with_person
from slips.status import OPEN_TO_CORRECTION, Status
from slips.written import canonical

LONGEST_TEXT = 500
LONGEST_VOUCHER_NO = 32


def correct(
    db: Connection,
    slip_id: str,
    version: int,
    corrections: Mapping[str, str],
    by: str,
    form: Form,
    masters: Masters,
    facts: Facts,
) -> Slip:
    """Person `by` says what stands in some fields; the slip is proved and checked again, any approval is void.

    The texts are as typed and become canonical here. NotAllowed for a text that such a field cannot hold.
    """
    require_person(db, by)
    slip = without_approval(_open(db, slip_id, version))
    if not corrections:
        raise ValueError("no correction given: use check_again")
    texts = {name: _canonical(form, name, typed, slip.text(name)) for name, typed in corrections.items()}
    changed = replace(
        slip,
        values=with_person(form, slip.values, texts, by),
        findings=tuple(f for f in slip.findings if f.rule != FROM_FINANCE),
        waivers=tuple(w for w in slip.waivers if w.by != by),
    )
    told = {name: {"was": slip.text(name), "now": text} for name, text in texts.items()}
    return place(db, judged_here(db, changed, form, masters, facts), version, by, "corrected", {"fields": told})


def confirm_value(
    db: Connection, slip_id: str, version: int, field: str, by: str, form: Form, masters: Masters, facts: Facts
) -> Slip:
    """Person `by` has looked at the crop and says that what was read is right: the same as typing it in again."""
    text = get_slip(db, slip_id).text(field)
    return correct(db, slip_id, version, {field: text}, by, form, masters, facts)


def check_again(
    db: Connection, slip_id: str, version: int, by: str, form: Form | None, masters: Masters, facts: Facts
) -> Slip:
    """Proves and checks again on today's masters and other slips; nobody's word is added, an approval is void."""
    require_person(db, by)
    slip = without_approval(_open(db, slip_id, version))
    return place(db, judged_here(db, slip, form, masters, facts), version, by, "checked again")


def waive(db: Connection, slip_id: str, version: int, rule: str, field: str, by: str, reason: str) -> Slip:
    """Person `by`, who gave no value of this slip, lets an H finding stand. NotAllowed for B findings and without a reason."""
    require_person(db, by)
    slip = _open(db, slip_id, version)
    found = {f.severity for f in slip.findings if (f.rule, f.field) == (rule, field)}
    if "B" in found:
        raise NotAllowed("この指摘は承認では解消できません。内容を訂正するか、却下してください。")
    if "H" not in found:
        raise NotAllowed("この指摘はすでにありません。画面を開き直してください。")
    if by in makers_of(slip):
        raise NotAllowed("この伝票を入力・訂正した本人は、保留を解除できません。別の人が確かめてください。")
    waiver = Waiver(rule, field, by, _reason(reason))
    kept = tuple(w for w in slip.waivers if (w.rule, w.field) != (rule, field))
    told = {"rule": rule, "field": field, "reason": waiver.reason}
    return place(db, replace(slip, waivers=(*kept, waiver)), version, by, "waived", told)


def reject(db: Connection, slip_id: str, version: int, by: str, reason: str) -> None:
    """The slip will not be typed: held, ready or approved → rejected, for good. Its claims are free again."""
    require_person(db, by)
    slip, why = _open(db, slip_id, version), _reason(reason)
    if slip.status is Status.APPROVED:
        move(db, slip_id, Status.APPROVED, Status.HELD, by)
    move(db, slip_id, Status.HELD if slip.status is Status.APPROVED else slip.status, Status.REJECTED, by, why)


def say_registered(db: Connection, slip_id: str, voucher_no: str, by: str, now: datetime) -> None:
    """A person has looked and found the voucher: unconfirmed → posted, with a receipt that says whose word it is."""
    require_person(db, by)
    _unconfirmed(db, slip_id)
    number = voucher_no.strip()
    if not number or not number.isprintable() or len(number) > LONGEST_VOUCHER_NO:
        raise NotAllowed("財務会計システムの伝票番号を入力してください。")
    try:
        add_receipt(db, Receipt(slip_id, number, now, {}), get_posting(db, slip_id).system, by)
    except Refused as refused:
        raise NotAllowed("この伝票番号は、すでに別の伝票の登録結果です。番号を確かめてください。") from refused
    shift(db, slip_id, Status.UNCONFIRMED, Status.POSTED, by, voucher_no=number)


def say_not_registered(db: Connection, slip_id: str, by: str) -> None:
    """A person has looked and there is no voucher: unconfirmed → approved, to be typed again under the same key."""
    require_person(db, by)
    _unconfirmed(db, slip_id)
    shift(db, slip_id, Status.UNCONFIRMED, Status.APPROVED, by, why="not registered")


def _open(db: Connection, slip_id: str, version: int) -> Slip:
    slip = get_slip(db, slip_id)
    if slip.version != version:
        raise Moved(f"slip {slip_id} is at version {slip.version}, not {version}")
    if slip.status not in OPEN_TO_CORRECTION:
        raise Moved(f"slip {slip_id} is {slip.status}")
    return slip


def _unconfirmed(db: Connection, slip_id: str) -> None:
    status = get_slip(db, slip_id).status
    if status is not Status.UNCONFIRMED:
        raise Moved(f"slip {slip_id} is {status}, not unconfirmed")


def _canonical(form: Form, name: str, untrusted: str, now: str) -> str:
    field: Field | None = form.by_name.get(name)
    if field is None:
        raise NotAllowed("この様式にない項目です。画面を開き直してください。")
    # What stands there is canonical already and need not be a way in which anybody would write it.
    text = now if untrusted == now else canonical(field.kind, untrusted, field.pattern, field.choices)
    if text is None or len(text) > LONGEST_TEXT or not text.isprintable():
        raise NotAllowed(f"{field.label}：この書き方では入力できません。用紙のとおりか確かめてください。")
    if not text and field.required:
        raise NotAllowed(f"{field.label}：必ず入力する項目です。用紙に書かれていないときは却下してください。")
    return text


def _reason(untrusted: str) -> str:
    reason = untrusted.strip()[:LONGEST_TEXT]
    if not reason:
        raise NotAllowed("理由を入力してください。")
    return reason
