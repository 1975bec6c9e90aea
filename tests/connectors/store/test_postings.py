import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connectors.store import Db, Moved, NotKnown, Store, reading, writing
from connectors.store.decisions import say_not_registered, say_registered, waive
from connectors.store.history import events_of
from connectors.store.postings import (
    Posting,
    claim_for_posting,
    confirm,
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
from connectors.store.receipts import filed, receipt_of
from connectors.store.refusals import NotAllowed
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
    entry_of,
    hire,
    read_slip,
    receipt,
)

SECOND = timedelta(seconds=1)


def claim(db: Db, worker: str = "bot", now: datetime = NOW) -> Posting | None:
    return claim_for_posting(db, "finance", ["slip"], worker, LEASE_S, now, entry_of)


def claimed(store: Store, number: int = 1, worker: str = "bot") -> str:
    """A slip in `worker`'s hands."""
    slip = add_approved(store, number)
    with writing(store) as db:
        assert claim(db, worker) is not None
    return slip.id


def committing(store: Store, number: int = 1) -> str:
    slip_id = claimed(store, number)
    with writing(store) as db:
        cross(db, slip_id, "bot", LEASE_S, NOW)
    return slip_id


def unconfirmed(store: Store) -> str:
    slip_id = committing(store)
    with writing(store) as db:
        to_unconfirmed(db, slip_id, "bot", "no answer")
    return slip_id


def status(store: Store, slip_id: str) -> Status:
    with reading(store) as db:
        return get_slip(db, slip_id).status


def test_only_approved_slips_of_this_system_are_claimed_oldest_approval_first(store: Store) -> None:
    first, second = add_approved(store, 1), add_approved(store, 2)
    add(store, read_slip(3))
    with writing(store) as db:
        assert claim_for_posting(db, "other", ["other form"], "bot", LEASE_S, NOW, entry_of) is None
        taken = [claim(db), claim(db), claim(db)]
    assert [p and p.slip_id for p in taken] == [first.id, second.id, None]


def test_the_entry_that_will_be_typed_is_kept_with_the_claim(store: Store) -> None:
    slip = add_approved(store)
    with writing(store) as db:
        posting = claim(db)
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
                posting = claim(db, worker)
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
        taken = [claim(db), claim(db)]
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
        posting = claim(db, "bot", LATER)
    assert posting is not None
    assert (posting.slip_id, posting.tries, posting.crossed_at) == (slip_id, 2, None)


def test_a_receipt_ends_the_story_and_may_be_told_twice(store: Store) -> None:
    slip_id = committing(store)
    with writing(store) as db:
        confirm(db, receipt(slip_id), "bot")
        confirm(db, receipt(slip_id), "bot")
        assert receipt_of(db, slip_id) == receipt(slip_id)
        assert [e.event for e in events_of(db, slip_id)] == [
            "read", "judged", "approved", "posting", "committing", "posted",
        ]  # fmt: skip
        assert lost(db, LATER) == []
    assert status(store, slip_id) is Status.POSTED


def test_a_voucher_found_before_typing_is_a_receipt_too(store: Store) -> None:
    slip_id = claimed(store)
    with writing(store) as db:
        confirm(db, receipt(slip_id), "bot")
    assert status(store, slip_id) is Status.POSTED


def test_the_worker_that_clicked_may_still_prove_it_after_others_gave_up(store: Store) -> None:
    slip_id = unconfirmed(store)
    with writing(store) as db:
        confirm(db, receipt(slip_id), "bot")
    assert status(store, slip_id) is Status.POSTED


def test_one_voucher_is_never_the_receipt_of_two_slips(store: Store) -> None:
    first, second = committing(store, 1), committing(store, 2)
    with writing(store) as db:
        confirm(db, receipt(first), "bot")
    with pytest.raises(Refused, match="R08-0000001"), writing(store) as db:
        confirm(db, receipt(second), "bot")
    with pytest.raises(Moved), writing(store) as db:
        confirm(db, receipt(first, "R08-0000002"), "bot")
    assert status(store, second) is Status.COMMITTING


def test_a_slip_that_nobody_is_posting_gets_no_receipt(store: Store) -> None:
    slip = add_approved(store)
    with pytest.raises(Moved), writing(store) as db:
        confirm(db, receipt(slip.id), "bot")


def test_what_the_finance_system_said_no_to_is_held_until_another_person_lets_it_stand(store: Store) -> None:
    hire(store, "hana")
    slip_id = claimed(store)
    with writing(store) as db:
        hold(db, slip_id, "bot", "同じ債権者・金額の伝票が登録されています。")
        held = get_slip(db, slip_id)
        assert [f.rule for f in open_findings(held)] == ["finance"]
        ready = waive(db, slip_id, held.version, "finance", "", "hana", "別件と確認")
    assert (held.status, ready.status) == (Status.HELD, Status.READY)


def test_an_unconfirmed_slip_waits_for_a_person_who_has_looked(store: Store) -> None:
    hire(store, "hana")
    slip_id = unconfirmed(store)
    with pytest.raises(NotAllowed), writing(store) as db:
        say_registered(db, slip_id, "  ", "hana", NOW)
    with pytest.raises(NotAllowed), writing(store) as db:
        say_registered(db, slip_id, "R08-1", "nobody", NOW)
    with writing(store) as db:
        say_registered(db, slip_id, " R08-0000009 ", "hana", NOW)
        assert [(f.voucher_no, f.confirmed_by) for f in filed(db)] == [("R08-0000009", "hana")]
    assert status(store, slip_id) is Status.POSTED
    with pytest.raises(Moved), writing(store) as db:
        say_not_registered(db, slip_id, "hana")


def test_a_person_cannot_give_a_slip_the_voucher_of_another(store: Store) -> None:
    hire(store, "hana")
    other = committing(store, 2)
    with writing(store) as db:
        confirm(db, receipt(other), "bot")
    slip_id = unconfirmed(store)
    with pytest.raises(NotAllowed, match="別の伝票"), writing(store) as db:
        say_registered(db, slip_id, "R08-0000001", "hana", NOW)


def test_a_slip_that_a_person_did_not_find_is_typed_again_under_its_key(store: Store) -> None:
    hire(store, "hana")
    slip_id = unconfirmed(store)
    with writing(store) as db:
        say_not_registered(db, slip_id, "hana")
        posting = claim(db)
    assert posting is not None
    assert posting.entry.key == slip_id


def test_the_filing_page_pairs_numbers_newest_first(store: Store) -> None:
    first, second = committing(store, 1), committing(store, 2)
    with writing(store) as db:
        confirm(db, receipt(first, "R08-1"), "bot")
        confirm(db, replace(receipt(second, "R08-2"), confirmed_at=LATER), "bot")
        assert [(f.slip_no, f.voucher_no, f.desk) for f in filed(db)] == [
            ("2", "R08-2", "minato"),
            ("1", "R08-1", "minato"),
        ]
        assert [f.slip_id for f in filed(db, since=LATER)] == [second]
        assert filed(db, ["kita"]) == []
