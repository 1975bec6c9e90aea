from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from connectors.store import Db, Moved, NotKnown, Store, reading, writing
from connectors.store.migrations.versions import r0002_guards
from connectors.store.moves import move
from connectors.store.scans import add_scan
from connectors.store.slips import add_slip, count_by_status, get_slip, save_slip, slip_row, slips_in
from connectors.store.tables import slips
from slips.model import Slip, Value, Witness
from slips.status import MOVES, Status, may_move
from tests.connectors.store.samples import add, add_approved, doubtful_slip, read_slip, scan


@contextmanager
def refused(store: Store, says: str) -> Iterator[Db]:
    """A transaction that the database itself refuses."""
    with pytest.raises(DBAPIError, match=says), writing(store) as db:
        yield db


def with_text(slip: Slip, **said: str) -> Slip:
    return replace(slip, values={**slip.values, **{n: Value(t, settled=True) for n, t in said.items()}})


def test_a_slip_comes_back_as_it_was_added(store: Store) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        added = add_slip(db, read_slip(), "reader")
        assert added == read_slip()
        assert get_slip(db, added.id) == added


@pytest.mark.parametrize("again", [read_slip(), replace(read_slip(), id="DPother")])
def test_a_key_and_a_page_are_used_once(store: Store, again: Slip) -> None:
    with writing(store) as db:
        add_scan(db, scan())
        add_slip(db, read_slip(), "reader")
        with pytest.raises(Moved):
            add_slip(db, again, "reader")


def test_an_unknown_slip_is_not_known(store: Store) -> None:
    with reading(store) as db, pytest.raises(NotKnown):
        get_slip(db, "DPnone")
    with reading(store) as db, pytest.raises(NotKnown):
        slip_row(db, "DPnone")


def test_a_list_shows_what_the_slip_says_without_opening_it(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with reading(store) as db:
        row = slip_row(db, slip.id)
        assert slips_in(db, [Status.HELD]) == [row]
    assert (row.amount, row.creditor_code, row.school_code, row.slip_no) == (10793, "20001234", "101", "1")
    assert (row.desk, row.status, row.held_reasons, row.due_on) == ("minato", Status.HELD, 1, None)


def test_a_value_that_is_no_number_and_no_date_leaves_its_column_empty(store: Store) -> None:
    odd = {"amount": "9" * 30, "due_on": "2026-13-01", "creditor_code": "\x00", "school_code": "x" * 300}
    with writing(store) as db:
        add_scan(db, scan())
        slip = add_slip(db, with_text(read_slip(), **odd), "reader")
        row = slip_row(db, slip.id)
        assert (row.amount, row.due_on, row.creditor_code, len(row.school_code)) == (None, None, "", 64)
        better = save_slip(db, with_text(slip, due_on="2026-12-10", amount="12"), 1, "hana", "corrected")
        row = slip_row(db, better.id)
        assert (row.amount, row.due_on) == (12, date(2026, 12, 10))


def test_a_list_holds_only_the_desks_asked_for_oldest_first(store: Store) -> None:
    first, second = add(store, doubtful_slip(1), "kita"), add(store, doubtful_slip(2), "minato")
    with reading(store) as db:
        assert [r.id for r in slips_in(db, [Status.HELD])] == [first.id, second.id]
        assert [r.id for r in slips_in(db, [Status.HELD], ["minato"])] == [second.id]
        assert slips_in(db, [Status.HELD], []) == []
        assert slips_in(db, [Status.READY]) == []
        assert [r.id for r in slips_in(db, [Status.HELD], limit=1, offset=1)] == [second.id]
        assert count_by_status(db)[Status.HELD] == 2
        assert count_by_status(db, ["kita"])[Status.HELD] == 1


def test_of_two_who_save_over_the_same_version_the_second_is_told(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with writing(store) as db:
        saved = save_slip(db, with_text(slip, amount="1"), slip.version, "hana", "corrected")
        assert saved.version == slip.version + 1
    with pytest.raises(Moved), writing(store) as db:
        save_slip(db, with_text(slip, amount="2"), slip.version, "taro", "corrected")
    with reading(store) as db:
        assert get_slip(db, slip.id).text("amount") == "1"


def test_of_two_who_move_a_slip_the_second_is_told(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with writing(store) as db:
        move(db, slip.id, Status.HELD, Status.REJECTED, "hana", "二重")
    with pytest.raises(Moved), writing(store) as db:
        move(db, slip.id, Status.HELD, Status.REJECTED, "taro")


def test_a_move_that_needs_a_lease_or_is_none_cannot_be_asked_for(store: Store) -> None:
    slip = add_approved(store)
    for new in (Status.POSTING, Status.POSTED, Status.REJECTED):
        with pytest.raises(ValueError, match=r"to p|no move"), writing(store) as db:
            move(db, slip.id, Status.APPROVED, new, "hana")


def test_a_slip_that_is_being_typed_cannot_be_saved(store: Store) -> None:
    slip = add_approved(store)
    with writing(store) as db:
        db.execute(update(slips).where(slips.c.id == slip.id).values(status="posting"))
    with pytest.raises(Moved), writing(store) as db:
        save_slip(db, with_text(slip, amount="1"), slip.version, "hana", "corrected")


def test_the_guards_in_the_database_know_the_same_moves_as_the_program() -> None:
    guards = {Status(old): frozenset(map(Status, news.split())) for old, news in r0002_guards.MOVES}
    assert guards == {old: news for old, news in MOVES.items() if news}


def test_the_database_itself_refuses_every_move_that_is_not_in_the_table(store: Store) -> None:
    slip = add(store, doubtful_slip())
    with writing(store) as db:
        moved = 0
        for old, new in product(Status, Status):
            if old is not new and not may_move(old, new):
                moved += _status_forced(db, slip.id, old, new)
    assert moved == 0


def _status_forced(db: Db, slip_id: str, old: Status, new: Status) -> bool:
    """Puts the slip to `old` past the guards, tries `new` with them, and puts all back."""
    sqlite = db.dialect.name == "sqlite"
    guard = "slips_move_by_the_table"
    kept = db.execute(text("SELECT sql FROM sqlite_master WHERE name = :g"), {"g": guard}).scalar() if sqlite else ""
    nested = db.begin_nested()
    try:
        for name in ("slips_move_by_the_table", "slips_need_approval", "slips_need_a_receipt"):
            db.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else " ON slips")))
        db.execute(update(slips).where(slips.c.id == slip_id).values(status=old.value))
        db.exec_driver_sql(
            kept or f"CREATE TRIGGER {guard} BEFORE UPDATE ON slips FOR EACH ROW EXECUTE FUNCTION {guard}()"
        )
        inner = db.begin_nested()
        try:
            db.execute(update(slips).where(slips.c.id == slip_id).values(status=new.value))
        except DBAPIError as error:
            assert "there is no such move" in str(error)  # noqa: PT017 - either outcome is put back below
            inner.rollback()
            return False
        return True
    finally:
        nested.rollback()


def test_the_database_itself_keeps_values_versions_keys_and_rows(store: Store) -> None:
    slip = add_approved(store)
    mine = slips.c.id == slip.id
    with refused(store, "a change of values is a new version") as db:
        db.execute(update(slips).where(mine).values(slip_values={}))
    with refused(store, "no approval of this version") as db:
        db.execute(update(slips).where(mine).values(slip_values={}, version=slip.version + 1))
    with refused(store, "keeps its key") as db:
        db.execute(update(slips).where(mine).values(page=7))
    with refused(store, "never deleted") as db:
        db.execute(text("DELETE FROM slips"))
    with writing(store) as db:
        db.execute(update(slips).where(mine).values(status="posting"))
        db.execute(update(slips).where(mine).values(status="committing"))
    with refused(store, "not open to correction") as db:
        db.execute(update(slips).where(mine).values(slip_values={}, version=slip.version + 1))
    with refused(store, "no receipt for this slip") as db:
        db.execute(update(slips).where(mine).values(status="posted"))


def test_the_database_itself_asks_for_an_approval_of_this_version(store: Store) -> None:
    slip = add(store, read_slip())
    assert slip.status is Status.READY
    with refused(store, "no approval of this version") as db:
        db.execute(update(slips).where(slips.c.id == slip.id).values(status="approved"))


def test_witnesses_keep_their_order_and_their_boxes(store: Store) -> None:
    seen = (Witness("b", "2", 0.5, (0.1, 0.2, 0.3, 0.4)), Witness("a", "1", kind="person", retired="why"))
    with writing(store) as db:
        add_scan(db, scan())
        add_slip(db, replace(read_slip(), values={"amount": Value("2", seen)}), "reader")
        assert get_slip(db, read_slip().id).values["amount"].witnesses == seen
