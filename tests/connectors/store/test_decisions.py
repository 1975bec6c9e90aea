from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from connectors.store import Moved, NotAllowed, Store, reading, writing
from connectors.store.approvals import approve, approve_by_rule
from connectors.store.decisions import check_again, confirm_value, reject, waive
from connectors.store.history import events_of
from connectors.store.people import set_disabled
from connectors.store.slips import get_slip
from connectors.store.tables import approvals
from slips.model import Slip, Value, Witness
from slips.status import Status
from tests.connectors.store.samples import (
    FACTS,
    FORM,
    MASTERS,
    NOW,
    add,
    doubtful_slip,
    fix,
    hire,
    read_slip,
)


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    hire(store, "hana", "taro")


def approved(store: Store, slip: Slip, by: str) -> Slip:
    with writing(store) as db:
        return approve(db, slip.id, slip.version, by, FORM, MASTERS, FACTS)


def corrected(store: Store, slip: Slip, by: str = "hana", **texts: str) -> Slip:
    with writing(store) as db:
        return fix(db, slip, by, **texts)


def suspected(store: Store) -> Slip:
    """Held by an H finding: another slip pays the same creditor the same amount."""
    add(store, read_slip(1))
    return add(store, read_slip(2, amount="10001"))


def test_a_person_makes_a_doubtful_slip_ready_and_another_releases_it(store: Store) -> None:
    slip = add(store, doubtful_slip())
    ready = corrected(store, slip, amount="￥10,793")
    assert (slip.status, ready.status, ready.text("amount")) == (Status.HELD, Status.READY, "10793")
    assert not ready.values["amount"].settled
    released = approved(store, ready, "taro")
    assert released.status is Status.APPROVED
    assert released.values["amount"].settled
    assert released.values["amount"].people == ("hana", "taro")
    with reading(store) as db:
        assert get_slip(db, slip.id) == released


def test_who_gave_a_critical_value_cannot_approve_the_slip(store: Store) -> None:
    ready = corrected(store, add(store, doubtful_slip()), amount="10793")
    with pytest.raises(NotAllowed, match="本人は承認できません"):
        approved(store, ready, "hana")


def test_the_database_itself_refuses_the_makers_approval(store: Store) -> None:
    ready = corrected(store, add(store, doubtful_slip()), amount="10793")
    row = {"slip_id": ready.id, "slip_version": ready.version, "approved_at": NOW}
    for by, says in [("hana", "critical"), ("nobody", "account"), ("rule:clean", "nobody has touched")]:
        with pytest.raises(DBAPIError, match=says), writing(store) as db:
            db.execute(insert(approvals).values(**row, approved_by=by))


def test_who_only_mended_the_subject_may_approve(store: Store) -> None:
    ready = corrected(store, add(store, read_slip()), subject="画用紙")
    assert approved(store, ready, "hana").status is Status.APPROVED


def test_a_change_of_any_value_makes_the_approval_void(store: Store) -> None:
    released = approved(store, corrected(store, add(store, doubtful_slip()), amount="10793"), "taro")
    changed = corrected(store, released, "hana", subject="画用紙")
    assert (changed.status, changed.values["amount"].people) == (Status.READY, ("hana",))
    assert approved(store, changed, "taro").values["amount"].people == ("hana", "taro")


def test_an_approver_who_then_corrects_an_amount_has_become_its_maker(store: Store) -> None:
    released = approved(store, corrected(store, add(store, doubtful_slip()), amount="10793"), "taro")
    changed = corrected(store, released, "taro", amount="10794")
    for maker in ("hana", "taro"):
        with pytest.raises(NotAllowed):
            approved(store, changed, maker)


def test_nobody_approves_what_they_did_not_see(store: Store) -> None:
    ready = add(store, read_slip())
    corrected(store, ready, subject="別の件名")
    with pytest.raises(Moved):
        approved(store, ready, "taro")


def test_a_held_slip_cannot_be_approved(store: Store) -> None:
    with pytest.raises(Moved):
        approved(store, add(store, doubtful_slip()), "taro")


def test_what_no_longer_passes_its_checks_today_is_not_approved(store: Store) -> None:
    ready = add(store, read_slip())
    strict = replace(FORM, fields=tuple(replace(f, printed=False) for f in FORM.fields))
    with pytest.raises(NotAllowed, match="再チェック"), writing(store) as db:
        approve(db, ready.id, ready.version, "taro", strict, MASTERS, FACTS)


def test_a_rule_releases_only_what_nobody_has_touched(store: Store) -> None:
    untouched, touched = add(store, read_slip(1)), corrected(store, add(store, read_slip(2)), subject="画用紙")
    with writing(store) as db:
        assert approve_by_rule(db, untouched.id, untouched.version, "clean", FORM, MASTERS, FACTS).status == "approved"
    with pytest.raises(NotAllowed, match="規則"), writing(store) as db:
        approve_by_rule(db, touched.id, touched.version, "clean", FORM, MASTERS, FACTS)


def test_confirming_what_was_read_is_a_persons_word(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with writing(store) as db:
        ready = confirm_value(db, slip.id, slip.version, "amount", "hana", FORM, MASTERS, FACTS)
    assert (ready.status, ready.values["amount"].people) == (Status.READY, ("hana",))
    assert [w.source for w in ready.values["amount"].living] == ["hana"]


@pytest.mark.parametrize(
    ("field", "text"),
    [("amount", "10,79"), ("amount", ""), ("no such field", "1"), ("subject", "改\n行"), ("subject", "長" * 501)],
)
def test_a_text_that_the_field_cannot_hold_is_not_taken(store: Store, field: str, text: str) -> None:
    slip = add(store, doubtful_slip())
    with pytest.raises(NotAllowed):
        corrected(store, slip, **{field: text})
    with reading(store) as db:
        assert get_slip(db, slip.id) == slip


def test_an_unknown_or_disabled_person_decides_nothing(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with writing(store) as db:
        set_disabled(db, "taro", True, "hana")
    for by in ("taro", "nobody", "rule:clean"):
        with pytest.raises(NotAllowed):
            corrected(store, slip, by, amount="1")


def test_another_person_may_let_a_suspicion_stand_with_a_reason(store: Store) -> None:
    slip = suspected(store)
    with pytest.raises(NotAllowed, match="理由"), writing(store) as db:
        waive(db, slip.id, slip.version, "duplicate", "", "taro", " 　")
    with writing(store) as db:
        ready = waive(db, slip.id, slip.version, "duplicate", "", "taro", "別の月の分と確認")
    assert (slip.status, ready.status) == (Status.HELD, Status.READY)
    assert approved(store, ready, "hana").status is Status.APPROVED


def test_who_made_the_slip_cannot_waive_and_a_waiver_ends_with_its_givers_correction(store: Store) -> None:
    slip = corrected(store, suspected(store), subject="画用紙")
    with pytest.raises(NotAllowed, match="本人"), writing(store) as db:
        waive(db, slip.id, slip.version, "duplicate", "", "hana", "確認")
    with writing(store) as db:
        ready = waive(db, slip.id, slip.version, "duplicate", "", "taro", "確認")
    assert corrected(store, ready, "hana", subject="色紙").status is Status.READY
    with reading(store) as db:
        now = get_slip(db, slip.id)
    assert corrected(store, now, "taro", subject="和紙").status is Status.HELD


def test_a_waiver_ends_when_the_finding_says_something_else(store: Store) -> None:
    slip = suspected(store)
    with writing(store) as db:
        ready = waive(db, slip.id, slip.version, "duplicate", "", "taro", "確認")
    add(store, read_slip(3, amount="10001"))
    with writing(store) as db:
        again = check_again(db, slip.id, ready.version, "hana", FORM, MASTERS, FACTS)
    assert (again.status, again.waivers, len(again.findings)) == (Status.HELD, (), 2)


def test_a_blocking_finding_is_mended_never_waived(store: Store) -> None:
    slip = add(store, read_slip(1, amount="0"))
    with pytest.raises(NotAllowed, match="訂正するか"), writing(store) as db:
        waive(db, slip.id, slip.version, "amount_words", "amount", "taro", "確認")
    with pytest.raises(NotAllowed, match="すでにありません"), writing(store) as db:
        waive(db, slip.id, slip.version, "tax", "", "taro", "確認")


@pytest.mark.parametrize("stage", ["held", "ready", "approved"])
def test_a_slip_is_rejected_for_good_with_a_reason(store: Store, stage: str) -> None:
    slip = add(store, doubtful_slip() if stage == "held" else read_slip())
    if stage == "approved":
        slip = approved(store, slip, "taro")
    assert slip.status == stage
    with pytest.raises(NotAllowed), writing(store) as db:
        reject(db, slip.id, slip.version, "hana", "")
    with writing(store) as db:
        reject(db, slip.id, slip.version, "hana", "対象外の用紙")
        assert get_slip(db, slip.id).status is Status.REJECTED
        assert events_of(db, slip.id)[-1].data["why"] == "対象外の用紙"
    with pytest.raises(Moved):
        corrected(store, slip, amount="1")


def test_history_says_who_changed_what_from_what(store: Store) -> None:
    slip = corrected(store, add(store, doubtful_slip()), amount="10794")
    with reading(store) as db:
        last = events_of(db, slip.id)[-1]
    assert (last.event, last.by) == ("corrected", "hana")
    assert last.data["fields"] == {"amount": {"was": "10793", "now": "10794"}}


def test_what_still_disagrees_with_two_people_keeps_a_slip_from_approval(store: Store) -> None:
    said = Witness("hana", "10001", kind="person")
    against = Witness("qr", "99999", kind="barcode")
    slip = read_slip()
    disputed = Value("10001", (said, against), critical=True)
    ready = add(store, replace(slip, values={**slip.values, "amount": disputed}))
    assert ready.status is Status.READY
    with pytest.raises(NotAllowed, match="金額：読み取り結果が食い違っています"):
        approved(store, ready, "taro")
