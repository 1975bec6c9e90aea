from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.store import Moved, NotKnown, Store, reading, writing
from connectors.store.scans import (
    Arrived,
    add_arrival,
    add_scan,
    all_scan_ids,
    answered,
    arrivals_to_answer,
    claim_scan,
    fail_scan,
    finish_scan,
    get_scan,
    progress,
    renew_scan,
    scan_of_original,
    scans_waiting,
    unknown_arrivals,
)
from connectors.store.slips import add_slip
from tests.connectors.store.samples import LATER, LEASE_S, NOW, read_slip, scan


def test_the_same_bytes_twice_are_one_scan_and_the_first_name_stays(store: Store) -> None:
    with writing(store) as db:
        assert add_scan(db, scan())
        assert not add_scan(db, replace(scan(), untrusted_name="again.pdf", desk="kita"))
        assert get_scan(db, scan().id) == scan()
        assert scans_waiting(db, NOW) == [scan()]


def test_two_readers_never_have_one_scan(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        assert claim_scan(db, scan().id, "a", LEASE_S, NOW)
        assert not claim_scan(db, scan().id, "b", LEASE_S, NOW)
        assert scans_waiting(db, NOW) == []


def test_a_scan_whose_reader_was_killed_goes_on_and_the_dead_reader_can_no_longer_finish_it(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        claim_scan(db, scan().id, "dead", LEASE_S, NOW)
        assert scans_waiting(db, LATER) == [scan()]
        assert claim_scan(db, scan().id, "living", LEASE_S, LATER)
        assert progress(db, scan().id).tries == 2
    with pytest.raises(Moved), writing(store) as db:
        finish_scan(db, scan().id, "dead", (), (1,), LATER)
    with writing(store) as db:
        finish_scan(db, scan().id, "living", (), (1,), LATER)
        assert progress(db, scan().id).state == "read"


def test_a_slow_reader_keeps_its_scan_as_long_as_nobody_else_has_begun(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        claim_scan(db, scan().id, "slow", LEASE_S, NOW)
        renew_scan(db, scan().id, "slow", LEASE_S, LATER)
        assert scans_waiting(db, LATER) == []
        finish_scan(db, scan().id, "slow", (), (1, 2), LATER + timedelta(hours=1))
        assert progress(db, scan().id).blank_pages == (1, 2)


def test_a_scan_is_read_together_with_its_slips_or_not_at_all(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        claim_scan(db, scan().id, "reader", LEASE_S, NOW)
    with pytest.raises(ValueError, match="1 slips named, 0 stored"), writing(store) as db:
        finish_scan(db, scan().id, "reader", [read_slip().id], (), NOW)
    with writing(store) as db:
        add_slip(db, read_slip(), "reader")
        finish_scan(db, scan().id, "reader", [read_slip().id], (2,), NOW)
        assert progress(db, scan().id).slip_ids == (read_slip().id,)


def test_a_scan_that_cannot_be_read_says_why_and_is_not_tried_again(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        claim_scan(db, scan().id, "reader", LEASE_S, NOW)
        fail_scan(db, scan().id, "reader", "damaged", NOW)
        assert (progress(db, scan().id).state, progress(db, scan().id).reason) == ("failed", "damaged")
        assert scans_waiting(db, LATER) == []
        assert not claim_scan(db, scan().id, "reader", LEASE_S, LATER)


def test_every_dropped_file_is_answered_once_also_a_repeat(store: Store) -> None:
    first = Arrived("20261120-1-scan0001.pdf", scan().id, "minato", "scan0001.pdf", NOW)
    again = Arrived("20261120-2-scan0001.pdf", scan().id, "kita", "scan0001.pdf", LATER, repeated=True)
    with writing(store) as db:
        add_scan(db, scan())
        assert add_arrival(db, first)
        assert not add_arrival(db, first)  # the run that noted it died before it could say so
        assert add_arrival(db, replace(again, repeated=False))
        assert arrivals_to_answer(db) == []  # nothing is known yet
        claim_scan(db, scan().id, "reader", LEASE_S, NOW)
        fail_scan(db, scan().id, "reader", "empty", NOW)
        assert [(arrived, p.reason) for arrived, p in arrivals_to_answer(db)] == [(first, "empty"), (again, "empty")]
        assert answered(db, first.id, NOW)
        assert not answered(db, first.id, NOW)
        assert unknown_arrivals(db, ["never noted", first.id, again.id]) == ["never noted"]
        assert unknown_arrivals(db, []) == []
        assert all_scan_ids(db) == [scan().id]
        assert [arrived for arrived, _ in arrivals_to_answer(db)] == [again]


def test_a_scan_nobody_has_taken_is_not_known(store: Store) -> None:
    with pytest.raises(NotKnown), reading(store) as db:
        get_scan(db, "0" * 64)


def test_an_original_of_which_a_masked_copy_is_kept_is_known_by_its_keyed_hash(store: Store) -> None:
    masked = replace(scan(), original_hmac="ab" * 32)
    with writing(store) as db:
        add_scan(db, masked)
        add_scan(db, scan(2))
        add_scan(db, scan(3))
    with reading(store) as db:
        assert scan_of_original(db, "ab" * 32) == masked
        assert scan_of_original(db, "cd" * 32) is None
        assert scan_of_original(db, "") is None, "originals that are kept as they are have none"
        assert get_scan(db, scan(2).id).original_hmac == ""
