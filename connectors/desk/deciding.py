"""What people decide on the checking screen. Each decision is one call of the store, which holds the rules; what it refuses is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from connectors.desk import words
from connectors.desk.entrance import Sent, TheDecider, TheForm, Visitor
from connectors.desk.office import Office, TheOffice, page
from connectors.desk.rights import require, visible
from connectors.desk.shown import findings_shown, labels_of
from connectors.desk.slip import Said, slip_page, ticked_in, typed_in
from connectors.store import Db, Moved, NotAllowed, decisions, reading, writing
from connectors.store.approvals import approve as approve_slip
from connectors.store.judging import judged_here
from connectors.store.slips import get_slip
from slips.form import Form
from slips.model import Slip
from slips.settle import with_person
from slips.standing import open_fields
from slips.status import Status
from slips.written import canonical

router = APIRouter()

SOMEBODY_ELSE = (
    "保存できませんでした。この伝票は、あなたが開いたあとに変わりました（ほかの人の操作か、自動の処理です）。"
    "下に今の内容を表示しています。入力した値は残してありますので、確かめてもう一度操作してください。"
)
NOT_SURE = "確かめたことを示す欄に印を付けてください。"
NO_VOUCHER_NO = "財務会計システムの伝票番号を入力してください。"
UNREADABLE = "この書き方では読み取れません。"
CHANGED_FORM = "この様式は今の設定にありません。管理者に連絡してください。"


@router.post("/slips/{slip_id}/values")
def correct(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """Saves the values that were changed or accepted; nothing is saved while one of them cannot be read."""
    require(visitor, "correct")
    with reading(office.store) as db:
        visible(db, visitor, slip_id)
        slip = get_slip(db, slip_id)
    known = _form_of(office, slip)
    said, troubles = corrections_in(known, slip, form)
    if troubles:
        return slip_page(office, visitor, slip_id, Said(form, troubles, trouble=_counted(troubles)), 422)
    if not said:
        return RedirectResponse(f"/slips/{slip_id}?m=nothing", status_code=303)

    def act(db: Db) -> str:
        args = (form_version(form), said, visitor.login, known, office.masters(), office.facts())
        saved = decisions.correct(db, slip_id, *args)
        return "saved" if saved.status is Status.HELD else "complete"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/trial")
def trial(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """What would be open if this were saved; nothing is saved."""
    require(visitor, "correct")
    with reading(office.store) as db:
        visible(db, visitor, slip_id)
        slip = get_slip(db, slip_id)
        known = _form_of(office, slip)
        said, troubles = corrections_in(known, slip, form)
        texts = {n: canonical_text(known, n, text, slip) for n, text in said.items()}
        changed = replace(slip, values=with_person(known, slip.values, texts, visitor.login))
        tried = judged_here(db, changed, known, office.masters(), office.facts())
    labels = labels_of(known)
    return page(
        "trial.html",
        said=bool(said),
        troubles=[(labels[n], text) for n, text in troubles.items()],
        open=[labels[n] for n in open_fields(tried)],
        findings=[f for f in findings_shown(tried, known) if f.finding.severity != "W" and not f.waiver],
    )


@router.post("/slips/{slip_id}/check")
def check_again(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """Checks the slip on today's masters, after one of them was mended."""
    require(visitor, "correct")

    def act(db: Db) -> str:
        known = office.forms.get(get_slip(db, slip_id).form)
        saved = decisions.check_again(
            db, slip_id, form_version(form), visitor.login, known, office.masters(), office.facts()
        )
        return "checked" if saved.status is Status.HELD else "complete"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/waive")
def waive(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """Lets a finding stand, with a reason."""
    require(visitor, "waive")

    def act(db: Db) -> str:
        about = (form.get("rule", ""), form.get("field", ""))
        saved = decisions.waive(db, slip_id, form_version(form), *about, visitor.login, form.get("reason", ""))
        return "waived" if saved.status is Status.HELD else "complete"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/approve")
def approve(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """Releases the slip for typing."""
    require(visitor, "approve")

    def act(db: Db) -> str:
        known = _form_of(office, get_slip(db, slip_id))
        approve_slip(db, slip_id, form_version(form), visitor.login, known, office.masters(), office.facts())
        return "approved"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/reject")
def reject(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """Ends the slip, with a reason."""
    require(visitor, "reject")

    def act(db: Db) -> str:
        decisions.reject(db, slip_id, form_version(form), visitor.login, form.get("reason", ""))
        return "rejected"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/registered")
def registered(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """A person has looked and found the voucher."""
    require(visitor, "answer")

    def act(db: Db) -> str:
        _sure(form)
        if not form.get("voucher_no", "").strip():
            raise NotAllowed(NO_VOUCHER_NO)
        decisions.say_registered(db, slip_id, form["voucher_no"], visitor.login, datetime.now(UTC))
        return "registered"

    return _decided(office, visitor, slip_id, form, act)


@router.post("/slips/{slip_id}/not-registered")
def not_registered(office: TheOffice, visitor: TheDecider, form: TheForm, slip_id: str) -> Response:
    """A person has looked everywhere and there is none."""
    require(visitor, "answer")

    def act(db: Db) -> str:
        _sure(form)
        decisions.say_not_registered(db, slip_id, visitor.login)
        return "again"

    return _decided(office, visitor, slip_id, form, act)


def corrections_in(form: Form, slip: Slip, sent: Sent) -> tuple[dict[str, str], dict[str, str]]:
    """(what the person says: field → text as the store takes it, troubles: field → sentence)."""
    said, troubles = {}, {}
    for name, text in typed_in(form, sent).items():
        taken = words.typed(form.by_name[name], text)
        if taken is None:
            troubles[name] = UNREADABLE + (words.example(form.by_name[name]) or "桁数や文字の種類を確かめてください。")
        else:
            said[name] = taken
    accepted = {n: slip.text(n) for n in ticked_in(form, sent, slip) if n not in said and n not in troubles}
    return {**said, **accepted}, troubles


def canonical_text(form: Form, name: str, text: str, slip: Slip) -> str:
    """The text in canonical writing; what stands there already stays as it is."""
    field = form.by_name[name]
    found = text if text == slip.text(name) else canonical(field.kind, text, field.pattern, field.choices)
    return text if found is None else found


def form_version(form: Sent) -> int:
    """The version the person saw; 0, which no slip has, for anything else."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _decided(office: Office, visitor: Visitor, slip_id: str, form: Sent, act: Callable[[Db], str]) -> Response:
    """Does it in one transaction and shows the slip; a refusal is shown on the slip with everything typed kept."""
    try:
        with writing(office.store) as db:
            visible(db, visitor, slip_id)
            message = act(db)
    except Moved:
        return slip_page(office, visitor, slip_id, Said(form, trouble=SOMEBODY_ELSE), 409)
    except NotAllowed as refused:
        return slip_page(office, visitor, slip_id, Said(form, trouble=refused.reason), 422)
    return RedirectResponse(f"/slips/{slip_id}?m={message}", status_code=303)


def _form_of(office: Office, slip: Slip) -> Form:
    form = office.forms.get(slip.form)
    if form is None:
        raise NotAllowed(CHANGED_FORM)
    return form


def _sure(form: Sent) -> None:
    if form.get("sure") != "1":
        raise NotAllowed(NOT_SURE)


def _counted(troubles: Mapping[str, Any]) -> str:
    return f"読み取れない入力が {len(troubles)}件あるため、まだ保存していません。印の付いた項目を直してください。"
