"""Releasing a slip for typing: by another person than those who made it, or by the city's rule when nobody touched it.

An approval is bound to one version of the slip. The database holds the same rules by triggers (migration 0002).
"""

from dataclasses import replace

from sqlalchemy import Connection, insert

from connectors.store import tables
from connectors.store.columns import now_utc
from connectors.store.judging import judged_here
from connectors.store.people import get_person
from connectors.store.refusals import Moved, NotAllowed, NotKnown
from connectors.store.slips import APPROVAL, get_slip, makers_of, save_slip
from slips.check import Facts
from slips.form import Form
from slips.masters import Masters
from slips.model import Slip, Value, Witness
from slips.settle import WHY
from slips.standing import is_untouched, judged, status_for
from slips.status import Status

VOID = "approval void"
BY_RULE = "rule:"


def approve(db: Connection, slip_id: str, version: int, by: str, form: Form, masters: Masters, facts: Facts) -> Slip:
    """Person `by` has looked at this version and releases it: ready → approved, `by` the second witness of what one person said.

    NotAllowed for somebody who gave a critical value, and when the slip no longer passes its checks or is not proved even so.
    Moved when the slip is at another version.
    """
    require_person(db, by)
    slip = _ready(db, slip_id, version, form, masters, facts)
    if makers_of(slip).get(by):
        raise NotAllowed("この伝票の金額やコードを入力・訂正した本人は承認できません。別の人が承認してください。")
    seconded = {name: _seconded(value, by) for name, value in slip.values.items()}
    proved = replace(judged(replace(slip, values=seconded), form, masters, facts), findings=slip.findings)
    open_still = [name for name, value in proved.values.items() if value.critical and not value.settled]
    if open_still:
        name = open_still[0]
        raise NotAllowed(
            f"{form.by_name[name].label}：{WHY[proved.values[name].why]}入力し直してから承認してください。"
        )
    return _approved(db, proved, version, by)


def approve_by_rule(
    db: Connection, slip_id: str, version: int, rule: str, form: Form, masters: Masters, facts: Facts
) -> Slip:
    """The city asks for no approval of such slips: ready → approved by "rule:NAME", only where nobody has touched the slip."""
    slip = _ready(db, slip_id, version, form, masters, facts)
    if not is_untouched(slip) or makers_of(slip):
        raise NotAllowed("人が入力・訂正した伝票は、規則だけでは承認できません。別の人が承認してください。")
    return _approved(db, slip, version, BY_RULE + rule)


def without_approval(slip: Slip) -> Slip:
    """The slip as it was before it was approved: what an approver vouched for by approving no longer counts."""
    values = {n: replace(v, witnesses=tuple(map(_void, v.witnesses))) for n, v in slip.values.items()}
    return replace(slip, values=values)


def require_person(db: Connection, by: str) -> None:
    """NotAllowed unless `by` is somebody with an open account."""
    try:
        person = get_person(db, by)
    except NotKnown as unknown:
        raise NotAllowed("このログイン名の利用者は登録されていません。") from unknown
    if person.disabled:
        raise NotAllowed("この利用者は停止されています。")


def _ready(db: Connection, slip_id: str, version: int, form: Form, masters: Masters, facts: Facts) -> Slip:
    """The ready slip, checked again on today's facts: what is approved is what was shown."""
    stored = get_slip(db, slip_id)
    if stored.version != version or stored.status is not Status.READY:
        raise Moved(f"slip {slip_id} is at version {stored.version}, {stored.status}")
    fresh = judged_here(db, stored, form, masters, facts)
    texts_moved = any(value.text != stored.text(name) for name, value in fresh.values.items())
    if texts_moved or status_for(fresh) is not Status.READY:
        raise NotAllowed("マスタや日付が変わり、再確認が必要になりました。「再チェック」してから承認してください。")
    return fresh


def _seconded(value: Value, by: str) -> Value:
    if value.settled or not value.people or by in value.people:
        return value
    witness = Witness(by, value.text, kind="person", raw=value.text, cut=APPROVAL)
    return replace(value, witnesses=(*value.witnesses, witness))


def _void(witness: Witness) -> Witness:
    return replace(witness, retired=VOID) if witness.cut == APPROVAL and not witness.retired else witness


def _approved(db: Connection, slip: Slip, version: int, by: str) -> Slip:
    row = {"slip_id": slip.id, "slip_version": version + 1, "approved_by": by, "approved_at": now_utc()}
    db.execute(insert(tables.approvals).values(row))
    return save_slip(db, replace(slip, status=Status.APPROVED), version, by, "approved")
