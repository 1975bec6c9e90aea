import multiprocessing

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from connectors.store import Db, Store, open_store, reading, writing
from connectors.store.history import Head, append, events_of, head, verify_chain, verify_slips
from connectors.store.postings import claim_for_posting, confirm
from connectors.store.tables import history, receipts, slips
from tests.connectors.store.samples import LEASE_S, NOW, add, add_approved, doubtful_slip, entry_of, receipt


def forced(db: Db, table: str) -> None:
    """Takes the table's guards away, as somebody with the database's own password could."""
    if db.dialect.name == "postgresql":
        db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    found = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"), {"t": table})
    for name in found.scalars().all():
        db.execute(text(f"DROP TRIGGER {name}"))


def three_rows(store: Store) -> None:
    with writing(store) as db:
        for number in range(3):
            append(db, "tried", "hana", data={"number": number, "text": "髙𠮷\x00\ud800"})


def append_ten(url: str, name: str) -> None:
    store = open_store(url)
    for number in range(10):
        with writing(store) as db:
            append(db, "tried", name, data={"number": number})
    store.close()


def test_a_slip_has_its_story_in_order(store: Store) -> None:
    slip = add_approved(store)
    with reading(store) as db:
        story = [(e.event, e.by, e.data.get("to", "")) for e in events_of(db, slip.id)]
        assert verify_chain(db) == []
        assert verify_slips(db) == []
    assert story == [("read", "reader", ""), ("judged", "reader", "ready"), ("approved", "rule:clean", "approved")]


def test_an_empty_history_is_in_order(store: Store) -> None:
    with reading(store) as db:
        assert (verify_chain(db), verify_slips(db), head(db)) == ([], [], Head(0, ""))


def test_the_chain_stays_whole_with_processes_writing_at_once(store: Store, store_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=append_ten, args=(store_url, f"w{n}")) for n in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    with reading(store) as db:
        assert (head(db).seq, verify_chain(db)) == (20, [])


@pytest.mark.parametrize("table", ["history", "receipts", "approvals"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = 'x'"])
def test_what_was_written_cannot_be_changed_or_deleted(store: Store, table: str, statement: str) -> None:
    slip = add_approved(store)
    column = {"history": "event", "receipts": "voucher_no", "approvals": "approved_by"}[table]
    with writing(store) as db:
        claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of)
        confirm(db, receipt(slip.id), "bot")
    with pytest.raises(DBAPIError, match="append-only"), writing(store) as db:
        db.execute(text(statement.format(table, column)))


def test_postgres_does_not_let_the_history_be_emptied(store: Store, kind: str) -> None:
    three_rows(store)
    if kind == "postgres":
        with pytest.raises(DBAPIError, match="append-only"), writing(store) as db:
            db.execute(text("TRUNCATE history"))
    with reading(store) as db:
        assert head(db).seq == 3


def test_a_row_changed_in_the_database_itself_is_found(store: Store) -> None:
    three_rows(store)
    with writing(store) as db:
        forced(db, "history")
        db.execute(update(history).where(history.c.seq == 2).values(by="taro"))
        assert verify_chain(db) == ["history: row 2 was changed after it was written"]


def test_a_row_taken_out_of_the_middle_is_found(store: Store) -> None:
    three_rows(store)
    with writing(store) as db:
        forced(db, "history")
        db.execute(delete(history).where(history.c.seq == 2))
        assert verify_chain(db) == ["history: rows 2 to 2 are missing"]


def test_a_row_rewritten_with_a_fitting_hash_no_longer_fits_the_next(store: Store) -> None:
    three_rows(store)
    with writing(store) as db:
        forced(db, "history")
        rows = db.execute(history.select().order_by(history.c.seq)).all()
        db.execute(delete(history))
        db.execute(insert(history), [dict(zip(history.c.keys(), rows[0], strict=True))])
        append(db, "forged", "taro")
        db.execute(insert(history), [dict(zip(history.c.keys(), rows[2], strict=True))])
        assert verify_chain(db) == ["history: row 3 does not follow from the row before it"]


def test_a_history_cut_short_or_written_anew_is_found_by_a_head_noted_elsewhere(store: Store) -> None:
    three_rows(store)
    with writing(store) as db:
        noted = head(db)
        assert verify_chain(db, [noted]) == []
        forced(db, "history")
        db.execute(delete(history).where(history.c.seq == 3))
        assert verify_chain(db) == []
        assert verify_chain(db, [noted]) == ["history: row 3, written down on its day, is gone"]
        append(db, "forged", "taro")
        assert verify_chain(db, [noted]) == ["history: row 3 is not the one that was written down on its day"]


def test_a_slip_changed_or_deleted_behind_our_back_no_longer_fits_its_history(store: Store) -> None:
    changed, deleted = add(store, doubtful_slip(1)), add(store, doubtful_slip(2))
    with writing(store) as db:
        db.execute(update(slips).where(slips.c.id == changed.id).values(slip_values={}, version=9))
        forced(db, "slips")
        db.execute(text("DELETE FROM makers"))
        db.execute(delete(slips).where(slips.c.id == deleted.id))
        assert verify_slips(db) == [f"slip {changed.id}: is not as its history says", f"slip {deleted.id}: is gone"]


def test_a_receipt_changed_behind_our_back_no_longer_fits_its_history(store: Store) -> None:
    slip = add_approved(store)
    with writing(store) as db:
        claim_for_posting(db, "finance", ["slip"], "bot", LEASE_S, NOW, entry_of)
        confirm(db, receipt(slip.id), "bot")
        assert verify_slips(db) == []
        forced(db, "receipts")
        db.execute(update(receipts).values(voucher_no="R08-9999999"))
        assert verify_slips(db) == [f"receipt {slip.id}: is not as its history says"]
        db.execute(delete(receipts))
        assert verify_slips(db) == [f"receipt {slip.id}: is gone"]
