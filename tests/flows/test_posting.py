"""Exactly once, whatever the finance system does: real store, a finance system on paper that fails in one named way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bots.paper import PaperFinance
from connectors.store import reading, writing
from connectors.store.outbox import due
from connectors.store.postings import cross
from connectors.store.receipts import receipt_of
from connectors.store.slips import get_slip
from flows.looking import look_for_lost
from flows.posting import claim, entry_of, leave, post_one
from flows.wiring import World, now
from slips.errors import Unavailable
from slips.model import Entry, Receipt
from slips.status import Status
from tests.bots.finances import (
    CONTROLS,
    ForgetfulFinance,
    GarblingFinance,
    LostAnswerFinance,
    RefusingFinance,
    SilentFinance,
)
from tests.flows.paper import another_worker, entered, texts_of


def status(world: World, slip_id: str) -> Status:
    with reading(world.store) as db:
        return get_slip(db, slip_id).status


def approved(world: World, seed: int = 7) -> str:
    slip = entered(world, texts_of(seed))
    assert slip.status is Status.APPROVED, [f.message for f in slip.findings] + [
        n for n, v in slip.values.items() if not v.settled
    ]
    return slip.id


def post(world: World, finance: PaperFinance, slip_id: str) -> None:
    claimed = claim(world, "practice")
    assert claimed
    assert claimed.slip_id == slip_id
    post_one(world, finance, slip_id)


def ours(finance: PaperFinance, slip_id: str) -> int:
    return sum(v.values.get("key") == slip_id for v in finance.vouchers)


def typing_again(world: World) -> World:
    practice = world.settings.finance["practice"].model_copy(update={"after_settling": "type again"})
    return replace(world, settings=world.settings.model_copy(update={"finance": {"practice": practice}}))


def test_an_approved_slip_becomes_one_voucher_and_a_receipt(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.POSTED
    assert ours(finance, slip_id) == 1
    with reading(world.store) as db:
        assert receipt_of(db, slip_id).voucher_no == finance.vouchers[-1].voucher_no


def test_a_lost_answer_is_looked_up_and_becomes_the_receipt(world: World) -> None:
    slip_id, finance = approved(world), LostAnswerFinance(CONTROLS).opened()
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.POSTED
    assert ours(finance, slip_id) == 1


def test_what_is_not_found_after_the_click_is_asked_of_a_person(world: World) -> None:
    slip_id, finance = approved(world), ForgetfulFinance(CONTROLS).opened()
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.UNCONFIRMED
    with writing(world.store) as db:
        assert [q.notice.kind for q in due(db, now())] == ["unconfirmed"]


def test_what_is_not_found_is_typed_again_only_where_the_city_says_so(world: World) -> None:
    again = typing_again(world)
    slip_id = approved(again)
    post(again, ForgetfulFinance(CONTROLS).opened(), slip_id)
    assert status(again, slip_id) is Status.APPROVED
    finance = PaperFinance(CONTROLS).opened()
    post(again, finance, slip_id)
    assert status(again, slip_id) is Status.POSTED
    assert ours(finance, slip_id) == 1


def test_a_voucher_that_says_something_else_is_never_a_receipt(world: World) -> None:
    slip_id, finance = approved(world), GarblingFinance(CONTROLS).opened()
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.UNCONFIRMED
    assert ours(finance, slip_id) == 1


def test_a_refusal_holds_the_slip_with_a_finding_and_a_notice(world: World) -> None:
    slip_id, finance = approved(world), RefusingFinance(CONTROLS).opened()
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.HELD
    with writing(world.store) as db:
        assert any("E-999" in f.message for f in get_slip(db, slip_id).findings)
        assert [q.notice.kind for q in due(db, now())] == ["refused"]


def test_a_silent_system_leaves_the_slip_approved(world: World) -> None:
    slip_id = approved(world)
    with pytest.raises(Unavailable):
        post(world, SilentFinance(CONTROLS).opened(), slip_id)
    leave(world, slip_id, "no answer")
    assert status(world, slip_id) is Status.APPROVED


def test_a_voucher_under_our_key_is_found_before_typing(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    with reading(world.store) as db:
        entry = entry_of(world, get_slip(db, slip_id))
    finance.enter({**entry.values, "key": entry.key})
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.POSTED
    assert ours(finance, slip_id) == 1


def test_a_cancelled_voucher_under_our_key_needs_a_person(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    with reading(world.store) as db:
        entry = entry_of(world, get_slip(db, slip_id))
    finance.enter({**entry.values, "key": entry.key}, state="取消")
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.HELD
    assert ours(finance, slip_id) == 1


def test_a_colleagues_voucher_that_looks_the_same_holds_the_slip(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    with reading(world.store) as db:
        entry = entry_of(world, get_slip(db, slip_id))
    finance.enter({**entry.values, "key": ""})
    post(world, finance, slip_id)
    assert status(world, slip_id) is Status.HELD
    assert ours(finance, slip_id) == 0


class DyingFinance(PaperFinance):
    """The bot is killed at one moment: before the border, on it, or after the registration."""

    def __init__(self, moment: str) -> None:
        super().__init__(CONTROLS)
        self._moment = moment

    def post(self, entry: Entry, crossing: Callable[[], None]) -> Receipt:
        if self._moment == "before":
            raise KeyboardInterrupt
        crossing()
        if self._moment == "after":
            self.enter({**entry.values, "key": entry.key})
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("moment", "then", "vouchers"),
    [("before", Status.APPROVED, 0), ("between", Status.APPROVED, 0), ("after", Status.POSTED, 1)],
)
def test_whoever_finds_a_dead_workers_slip_only_looks(world: World, moment: str, then: Status, vouchers: int) -> None:
    again = typing_again(world)
    slip_id, finance = approved(again), DyingFinance(moment).opened()
    with pytest.raises(KeyboardInterrupt):
        post(again, finance, slip_id)
    later = another_worker(again)
    assert look_for_lost(later, "practice", finance) == 0, "the lease still lives"
    end_leases(again)
    assert look_for_lost(later, "practice", finance) == 1
    assert status(again, slip_id) is then
    assert ours(finance, slip_id) == vouchers


def test_a_worker_that_lost_its_lease_never_clicks(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    assert claim(world, "practice")
    end_leases(world)
    with pytest.raises(Unavailable):
        post_one(world, finance, slip_id)
    assert ours(finance, slip_id) == 0


def test_a_slip_past_the_border_is_looked_for_and_not_typed_when_it_is_tried_again(world: World) -> None:
    slip_id, finance = approved(world), PaperFinance(CONTROLS).opened()
    assert claim(world, "practice")
    with writing(world.store) as db:
        cross(db, slip_id, world.worker, 30, now())
    post_one(world, finance, slip_id)
    assert status(world, slip_id) is Status.UNCONFIRMED
    assert ours(finance, slip_id) == 0


def test_two_workers_never_hold_one_slip(world: World) -> None:
    slip_id = approved(world)
    first, second = claim(world, "practice"), claim(another_worker(world), "practice")
    assert first
    assert first.slip_id == slip_id
    assert second is None


def end_leases(world: World) -> None:
    """As if the holder had been silent for longer than its lease."""
    from sqlalchemy import update

    from connectors.store import tables

    with writing(world.store) as db:
        db.execute(update(tables.postings).values(lease_until=now() - timedelta(seconds=1)))
