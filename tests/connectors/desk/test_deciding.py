"""Approving, waiving, rejecting, answering: who may, who may not, and what then stands in the store."""

import pytest

from connectors.store import decisions, reading, writing
from connectors.store.receipts import receipt_of
from slips.model import Slip
from slips.status import Status
from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import FACTS, SLIP_FORM, written

CLEAN = written("101-0042")
OTHER_ACCOUNT = written("101-0043", account_no="4452944")


def corrected(desk: Desk, slip: Slip, by: str, **fields: str) -> Slip:
    """The slip after somebody corrected it elsewhere."""
    with writing(desk.store) as db:
        return decisions.correct(db, slip.id, slip.version, fields, by, SLIP_FORM, desk.masters, FACTS)


def test_a_supervisor_approves_a_slip_that_nobody_had_to_touch(desk: Desk) -> None:
    slip = desk.lay(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/approve")
    assert "承認しました" in page.text
    assert desk.now(slip).status is Status.APPROVED


def test_a_correction_after_the_approval_makes_it_void(desk: Desk) -> None:
    slip = desk.lay(CLEAN)
    supervisor, clerk = desk.visit("suzuki"), desk.visit("sato")
    supervisor.get(f"/slips/{slip.id}")
    supervisor.send(f"/slips/{slip.id}/approve")
    clerk.get(f"/slips/{slip.id}")
    clerk.send(f"/slips/{slip.id}/values", v__due_on="R8.12.1")
    assert desk.now(slip).status is Status.READY


def test_whoever_typed_a_critical_value_is_offered_no_approval_and_gets_none(desk: Desk) -> None:
    slip = corrected(desk, desk.lay(CLEAN), "suzuki", amount="10793")
    visit = desk.visit("suzuki")
    page = visit.get(f"/slips/{slip.id}").text
    assert f"/slips/{slip.id}/approve" not in page
    assert "あなたは承認できません" in page
    refused = visit.post(f"/slips/{slip.id}/approve", version=str(slip.version))
    assert refused.status_code == 422
    assert "本人は承認できません" in refused.text
    assert desk.now(slip).status is Status.READY


def test_another_supervisor_sees_first_what_was_typed_and_may_approve_it(desk: Desk) -> None:
    slip = corrected(desk, desk.lay(CLEAN), "suzuki", amount="10793")
    visit = desk.visit("tanaka")
    page = visit.get(f"/slips/{slip.id}").text
    assert "人が入力した項目 1件" in page
    visit.send(f"/slips/{slip.id}/approve")
    assert desk.now(slip).status is Status.APPROVED


@pytest.mark.parametrize("login", ["sato", "kanri"])
def test_clerks_and_admins_decide_nothing(desk: Desk, login: str) -> None:
    slip = desk.lay(CLEAN)
    visit = desk.visit(login)
    for action in ("approve", "reject", "waive", "registered", "not-registered"):
        page = visit.get(f"/slips/{slip.id}").text
        assert f"/slips/{slip.id}/{action}" not in page
        fields = {"version": str(slip.version), "reason": "x", "sure": "1", "voucher_no": "R1"}
        refused = visit.post(f"/slips/{slip.id}/{action}", **fields)
        assert refused.status_code == 403
        assert "権限がありません" in refused.text
    assert desk.now(slip) == slip


def test_an_admin_reads_every_slip_and_corrects_none(desk: Desk) -> None:
    slip = desk.lay(CLEAN)
    visit = desk.visit("kanri")
    assert "花里小学校" in visit.get(f"/slips/{slip.id}").text
    assert visit.post(f"/slips/{slip.id}/values", version="2", v__amount="1", o__amount="2").status_code == 403


def test_a_finding_is_let_stand_only_with_a_reason(desk: Desk) -> None:
    slip = desk.lay(OTHER_ACCOUNT)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    assert "理由を入力してください" in visit.send(f"/slips/{slip.id}/waive", reason=" ").text
    page = visit.send(f"/slips/{slip.id}/waive", reason="口座変更届を確認")
    assert "承認待ちになりました" in page.text
    assert "鈴木 明が認めました。理由：口座変更届を確認" in page.text
    assert desk.now(slip).status is Status.READY


def test_whoever_corrected_a_slip_lets_none_of_its_findings_stand(desk: Desk) -> None:
    slip = corrected(desk, desk.lay(OTHER_ACCOUNT), "suzuki", subject="別の件名")
    visit = desk.visit("suzuki")
    assert "このまま認める" not in visit.get(f"/slips/{slip.id}").text
    refused = visit.post(
        f"/slips/{slip.id}/waive", version=str(slip.version), rule="bank", field="account_no", reason="x"
    )
    assert refused.status_code == 422
    assert desk.now(slip) == slip


def test_a_rejection_needs_a_reason_and_ends_the_slip(desk: Desk) -> None:
    slip = desk.lay(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    assert visit.send(f"/slips/{slip.id}/reject").status_code == 422
    page = visit.send(f"/slips/{slip.id}/reject", reason="学校が取り下げ")
    assert "却下しました" in page.text
    assert "理由：学校が取り下げ" in page.text
    assert desk.now(slip).status is Status.REJECTED


def test_an_approval_of_a_version_that_was_not_seen_is_refused(desk: Desk) -> None:
    slip = desk.lay(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    corrected(desk, slip, "sato", due_on="R8.12.1")
    page = visit.send(f"/slips/{slip.id}/approve")
    assert page.status_code == 409
    assert "あなたが開いたあとに変わりました" in page.text
    assert desk.now(slip).status is Status.READY


def test_a_slip_is_checked_again_after_a_master_was_mended(desk: Desk) -> None:
    slip = desk.lay(OTHER_ACCOUNT)
    visit = desk.visit("sato")
    visit.get(f"/slips/{slip.id}")
    assert "もう一度検査しました" in visit.send(f"/slips/{slip.id}/check").text
    assert desk.now(slip).status is Status.HELD


def test_an_unconfirmed_slip_tells_what_happened_and_names_the_key_to_look_for(desk: Desk) -> None:
    slip = desk.lay_unconfirmed(CLEAN)
    page = desk.visit("suzuki").get(f"/slips/{slip.id}").text
    assert "登録されたかどうか分かりません" in page
    assert f'<code class="key">{slip.id}</code>' in page
    assert f"/slips/{slip.id}/values" not in page
    assert f"/slips/{slip.id}/approve" not in page


def test_an_unconfirmed_slip_was_found_under_a_number(desk: Desk) -> None:
    slip = desk.lay_unconfirmed(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    unsure = visit.send(f"/slips/{slip.id}/registered", voucher_no="R08-0012345")
    assert "印を付けてください" in unsure.text
    assert 'value="R08-0012345"' in unsure.text
    assert "伝票番号を入力" in visit.send(f"/slips/{slip.id}/registered", voucher_no="", sure="1").text
    visit.send(f"/slips/{slip.id}/registered", voucher_no="R08-0012345", sure="1")
    assert desk.now(slip).status is Status.POSTED
    with reading(desk.store) as db:
        assert receipt_of(db, slip.id).voucher_no == "R08-0012345"


def test_a_number_that_belongs_to_another_slip_is_not_taken(desk: Desk) -> None:
    desk.lay_posted(written("101-0050", 20), "R08-0000001")
    slip = desk.lay_unconfirmed(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    page = visit.send(f"/slips/{slip.id}/registered", voucher_no="R08-0000001", sure="1")
    assert "すでに別の伝票の登録結果です" in page.text
    assert desk.now(slip).status is Status.UNCONFIRMED


def test_an_unconfirmed_slip_was_not_found_and_is_typed_again(desk: Desk) -> None:
    slip = desk.lay_unconfirmed(CLEAN)
    visit = desk.visit("suzuki")
    visit.get(f"/slips/{slip.id}")
    assert "印を付けてください" in visit.send(f"/slips/{slip.id}/not-registered").text
    assert desk.now(slip).status is Status.UNCONFIRMED
    visit.send(f"/slips/{slip.id}/not-registered", sure="1")
    assert desk.now(slip).status is Status.APPROVED
