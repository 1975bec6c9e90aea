from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from connectors.store import Store, reading, writing
from connectors.store.claims import duplicates, release_claims, take_claims
from connectors.store.decisions import check_again, reject
from connectors.store.judging import add_judged
from connectors.store.postings import claim_for_posting, confirm
from connectors.store.scans import add_scan
from connectors.store.slips import get_slip
from connectors.store.tables import claims
from slips.form import Form
from slips.status import Status
from tests.connectors.store.samples import (
    FACTS,
    FORM,
    LEASE_S,
    MASTERS,
    NOW,
    add,
    add_approved,
    entry_of,
    fix,
    hire,
    read_slip,
    receipt,
    scan,
)

WITHOUT_CHECK: Form = replace(FORM, rules=())


def test_a_claim_is_taken_by_one_slip_and_nothing_is_taken_where_one_is_gone(store: Store) -> None:
    first, second = add(store, read_slip(1, slip_no="")), add(store, read_slip(2, slip_no=""))
    with writing(store) as db:
        assert take_claims(db, first.id, [("invoice", "a/1"), ("slip_no", "x")]) == []
        assert take_claims(db, first.id, [("invoice", "a/1"), ("slip_no", "x")]) == []
        assert take_claims(db, second.id, [("invoice", "a/2"), ("slip_no", "x")]) == [("slip_no", "x", first.id)]
        release_claims(db, first.id)
        assert take_claims(db, second.id, [("invoice", "a/1"), ("slip_no", "x")]) == []
        assert take_claims(db, second.id, []) == []


def test_a_second_slip_with_the_same_slip_number_is_held_and_names_the_first(store: Store) -> None:
    first = add(store, read_slip(1))
    second = add(store, read_slip(2, slip_no="1"))
    assert (first.status, second.status) == (Status.READY, Status.HELD)
    assert [(f.rule, f.severity, first.id in f.message) for f in second.findings] == [("duplicate", "B", True)]


def test_a_taken_claim_holds_a_slip_even_where_the_form_asks_for_no_such_check(store: Store) -> None:
    first = add(store, read_slip(1))
    with writing(store) as db:
        add_scan(db, scan(2))
        second = add_judged(db, read_slip(2, slip_no="1"), "reader", WITHOUT_CHECK, MASTERS, FACTS)
    assert second.status is Status.HELD
    assert first.id in second.findings[0].message


def test_the_same_creditor_and_amount_only_hold_until_somebody_has_looked(store: Store) -> None:
    first = add(store, read_slip(1))
    second = add(store, read_slip(2, amount="10001"))
    with reading(store) as db:
        assert [(d.slip_id, d.certain) for d in duplicates(db, second)] == [(first.id, False)]
    assert [(f.rule, f.severity) for f in second.findings] == [("duplicate", "H")]


def test_a_rejected_slip_gives_its_claims_to_the_next(store: Store) -> None:
    hire(store, "hana")
    first, second = add(store, read_slip(1)), add(store, read_slip(2, slip_no="1"))
    with writing(store) as db:
        reject(db, first.id, first.version, "hana", "別紙で処理済み")
        again = check_again(db, second.id, second.version, "hana", FORM, MASTERS, FACTS)
    assert (again.status, again.findings) == (Status.READY, ())


def test_a_corrected_slip_leaves_its_old_number_to_others(store: Store) -> None:
    hire(store, "hana")
    first = add(store, read_slip(1))
    with writing(store) as db:
        assert fix(db, first, "hana", slip_no="9").status is Status.READY
    assert add(store, read_slip(2, slip_no="1")).status is Status.READY
    assert add(store, read_slip(3, slip_no="9")).status is Status.HELD


def test_a_posted_slip_keeps_its_claims_for_ever(store: Store) -> None:
    slip = add_approved(store)
    with writing(store) as db:
        claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of)
        confirm(db, receipt(slip.id), "bot")
        assert get_slip(db, slip.id).status is Status.POSTED
    with pytest.raises(DBAPIError, match="kept for ever"), writing(store) as db:
        release_claims(db, slip.id)
    assert add(store, read_slip(2, slip_no="1")).status is Status.HELD


def test_claims_cannot_be_turned_to_another_slip(store: Store) -> None:
    add(store, read_slip(1))
    second = add(store, read_slip(2))
    with writing(store) as db:
        db.execute(delete(claims).where(claims.c.slip_id == second.id))
    with pytest.raises(DBAPIError, match="taken or released"), writing(store) as db:
        db.execute(update(claims).values(slip_id=second.id))
