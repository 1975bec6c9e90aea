import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.store import Moved, NotKnown, Store, reading, writing
from connectors.store.decisions import waive
from connectors.store.postings import (
    claim_for_posting,
    cross,
    get_posting,
    give_back,
    hold,
    lost,
    renew,
    take_over,
    to_unconfirmed,
    type_again,
)
from connectors.store.slips import get_slip
from slips.errors import Refused
from slips.model import Entry, Slip
from slips.standing import open_findings
from slips.status import Status
from tests.connectors.store.samples import (
    LATER,
    LEASE_S,
    NOW,
    add,
    add_approved,
    claim_next,
    claimed,
    committing,
    entry_of,
    hire,
    read_slip,
    status,
)

SECOND = timedelta(seconds=1)


def test_only_approved_slips_of_this_system_are_claimed_oldest_approval_first(store: Store) -> None:
    first, second = add_approved(store, 1), add_approved(store, 2)
    add(store, read_slip(3))
    with writing(store) as db:
        assert claim_for_posting(db, "other", ["other form"], "bot", LEASE_S, NOW, entry_of) is None
        taken = [claim_next(db), claim_next(db), claim_next(db)]
    assert [p and p.slip_id for p in taken] == [first.id, second.id, None]


def test_the_entry_that_will_be_typed_is_kept_with_the_claim(store: Store) -> None:
    slip = add_approved(store)
    with writing(store) as db:
        posting = claim_next(db)
        assert posting is not None
        assert posting == get_posting(db, slip.id)
    assert posting.entry == entry_of(slip)
    assert (posting.status, posting.worker, posting.crossed_at) == (Status.POSTING, "bot", None)
    assert posting.lease_until == LATER - SECOND
    with reading(store) as db, pytest.raises(NotKnown):
        get_posting(db, "DPnone")


def test_two_workers_never_have_one_slip(store: Store) -> None:
    for number in range(1, 7):
        add_approved(store, number)
    taken: list[tuple[str, str]] = []
    at_once = threading.Barrier(3)

    def drain(worker: str) -> None:
        at_once.wait()
        while True:
            with writing(store) as db:
                posting = claim_next(db, worker)
            if posting is None:
                return
            taken.append((posting.slip_id, worker))

    threads = [threading.Thread(target=drain, args=(f"bot {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len({slip_id for slip_id, _ in taken}) == 6


def test_an_entry_for_another_version_of_the_slip_is_never_claimed(store: Store) -> None:
    slip = add_approved(store)

    def stale(slip: Slip) -> Entry:
        return replace(entry_of(slip), slip_version=slip.version - 1)

    with pytest.raises(ValueError, match="not for this slip"), writing(store) as db:
        claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, stale)
    assert status(store, slip.id) is Status.APPROVED


def test_a_slip_that_makes_no_entry_is_held_and_does_not_stop_the_others(store: Store) -> None:
    first, second = add_approved(store, 1), add_approved(store, 2)

    def picky(slip: Slip) -> Entry:
        if slip.id == first.id:
            raise Refused("使えない文字があります。")
        return entry_of(slip)

    with writing(store) as db:
        posting = claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, picky)
    assert posting is not None
    assert posting.slip_id == second.id
    with reading(store) as db:
        held = get_slip(db, first.id)
    assert (held.status, held.findings[-1].message) == (Status.HELD, "使えない文字があります。")


def test_the_border_is_written_down_and_gives_a_full_lease_for_the_click(store: Store) -> None:
    slip_id = claimed(store)
    with writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, NOW + SECOND)
        posting = get_posting(db, slip_id)
    assert (posting.status, posting.crossed_at) == (Status.COMMITTING, NOW + SECOND)
    assert posting.lease_until == NOW + SECOND + timedelta(seconds=LEASE_S)


def test_the_border_is_crossed_once(store: Store) -> None:
    slip_id = committing(store)
    with pytest.raises(Moved), writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, NOW)


def test_a_lease_that_has_ended_cannot_be_renewed_or_crossed_even_if_nobody_took_over(store: Store) -> None:
    slip_id = claimed(store)
    with writing(store) as db:
        renew(db, slip_id, "bot", LEASE_S, NOW + SECOND)
        renew(db, slip_id, "bot", LEASE_S, LATER - SECOND)
    late = LATER - SECOND + timedelta(seconds=LEASE_S)
    with pytest.raises(Moved), writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, late)
    with pytest.raises(Moved), writing(store) as db:
        renew(db, slip_id, "bot", LEASE_S, late)
    assert status(store, slip_id) is Status.POSTING


def test_nobody_else_crosses_or_gives_back_what_a_worker_holds(store: Store) -> None:
    slip_id = claimed(store)
    with pytest.raises(Moved), writing(store) as db:
        cross(db, slip_id, "other", LEASE_S, NOW)
    with pytest.raises(Moved), writing(store) as db:
        give_back(db, slip_id, "other")
    with pytest.raises(Moved), writing(store) as db:
        take_over(db, slip_id, "other", LEASE_S, NOW)


def test_what_was_given_back_is_claimed_again_after_those_with_fewer_tries(store: Store) -> None:
    first = claimed(store, 1)
    second = add_approved(store, 2)
    with writing(store) as db:
        give_back(db, first, "bot", "system closed")
        taken = [claim_next(db), claim_next(db)]
    assert [(p.slip_id, p.tries) for p in taken if p] == [(second.id, 1), (first, 2)]


def test_a_slip_that_may_have_been_registered_is_not_given_back(store: Store) -> None:
    slip_id = committing(store)
    with pytest.raises(Moved), writing(store) as db:
        give_back(db, slip_id, "bot")


def test_a_dead_workers_slips_are_found_and_taken_over_by_one(store: Store) -> None:
    typing, clicked = claimed(store, 1), committing(store, 2)
    with writing(store) as db:
        assert lost(db, NOW) == []
        assert [(p.slip_id, p.status) for p in lost(db, LATER)] == [
            (typing, Status.POSTING),
            (clicked, Status.COMMITTING),
        ]
        assert take_over(db, clicked, "audit 1", LEASE_S, LATER).worker == "audit 1"
    with pytest.raises(Moved), writing(store) as db:
        take_over(db, clicked, "audit 2", LEASE_S, LATER)
    with pytest.raises(Moved), writing(store) as db:
        to_unconfirmed(db, clicked, "bot")
    with writing(store) as db:
        to_unconfirmed(db, clicked, "audit 1", "not found")
        take_over(db, typing, "audit 1", LEASE_S, LATER)
        give_back(db, typing, "audit 1", "worker died")
        assert lost(db, LATER + timedelta(days=1)) == []
    assert (status(store, clicked), status(store, typing)) == (Status.UNCONFIRMED, Status.APPROVED)


def test_a_city_that_allows_it_types_again_what_was_looked_for_and_not_found(store: Store) -> None:
    slip_id = committing(store)
    with writing(store) as db:
        take_over(db, slip_id, "audit", LEASE_S, LATER)
        type_again(db, slip_id, "audit", "not found in 30 s")
        posting = claim_next(db, "bot", LATER)
    assert posting is not None
    assert (posting.slip_id, posting.tries, posting.crossed_at) == (slip_id, 2, None)


def test_one_slip_can_be_asked_for_by_its_id(store: Store) -> None:
    add_approved(store, 1)
    second = add_approved(store, 2)
    with writing(store) as db:
        posting = claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of, only=second.id)
        again = claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of, only=second.id)
    assert posting is not None
    assert (posting.slip_id, again) == (second.id, None)


def test_what_the_finance_system_said_no_to_is_held_until_another_person_lets_it_stand(store: Store) -> None:
    hire(store, "hana")
    slip_id = claimed(store)
    with writing(store) as db:
        hold(db, slip_id, "bot", "同じ債権者・金額の伝票が登録されています。")
        held = get_slip(db, slip_id)
        assert [f.rule for f in open_findings(held)] == ["finance"]
        ready = waive(db, slip_id, held.version, "finance", "", "hana", "別件と確認")
    assert (held.status, ready.status) == (Status.HELD, Status.READY)
