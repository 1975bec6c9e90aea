from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.store import Moved, Store, writing
from connectors.store.decisions import say_not_registered, say_registered
from connectors.store.history import events_of
from connectors.store.postings import (
    confirm,
    lost,
)
from connectors.store.receipts import filed, is_filed, receipt_of
from connectors.store.refusals import NotAllowed
from connectors.store.timing import passages
from slips.errors import Refused
from slips.status import Status
from tests.connectors.store.samples import (
    LATER,
    NOW,
    add_approved,
    claim_next,
    claimed,
    committing,
    hire,
    receipt,
    status,
    unconfirmed,
)

SECOND = timedelta(seconds=1)


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
        posting = claim_next(db)
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


def test_a_voucher_is_known_as_ours_in_its_own_system_only(store: Store) -> None:
    slip_id = committing(store)
    with writing(store) as db:
        confirm(db, receipt(slip_id, "R08-1"), "bot")
        assert is_filed(db, "finance", "R08-1")
        assert not is_filed(db, "finance", "R08-2")
        assert not is_filed(db, "other", "R08-1")


def test_every_slips_way_is_told_with_its_moments(store: Store) -> None:
    first, second = committing(store, 1), add_approved(store, 2).id
    with writing(store) as db:
        confirm(db, receipt(first, "R08-1"), "bot")
        told = {p.slip_id: (p.status, p.received_at, p.claimed_at, p.posted_at, p.voucher_no) for p in passages(db)}
    assert told == {
        first: (Status.POSTED, NOW, NOW, NOW, "R08-1"),
        second: (Status.APPROVED, NOW, None, None, ""),
    }
