from datetime import timedelta

import pytest

from connectors.store import NotKnown, Store, writing
from connectors.store.columns import now_utc
from connectors.store.outbox import due, due_ids, failed, queue, sent, unsent
from slips.model import Notice

HELD = Notice("held", "保留が1件あります", "伝票 DP1 を確かめてください。", "http://desk/slips/DP1", "minato", "DP1")
SOON = timedelta(seconds=1)
NIGHT = timedelta(hours=12)


def test_a_notice_is_due_at_once_and_gone_when_sent(store: Store) -> None:
    with writing(store) as db:
        assert queue(db, HELD)
        now = now_utc()
        asked = due_ids(db, now)
        first = due(db, now)
        assert asked == [q.id for q in first]
        assert [q.notice for q in first] == [HELD]
        assert due(db, now) == []  # kept from other senders
        sent(db, first[0].id, now)
        assert due(db, now + NIGHT) == []
        assert unsent(db) == []


def test_a_notice_whose_sender_died_is_due_again(store: Store) -> None:
    with writing(store) as db:
        queue(db, HELD)
        now = now_utc()
        assert len(due(db, now, hold_s=120)) == 1
        assert due(db, now + timedelta(seconds=119)) == []
        assert len(due(db, now + timedelta(seconds=121))) == 1


def test_a_notice_that_cannot_be_sent_is_kept_and_tried_less_and_less_often(store: Store) -> None:
    with writing(store) as db:
        queue(db, HELD)
        now = now_utc()
        waits: list[int] = []
        for _ in range(9):
            notice = due(db, now)[0]
            failed(db, notice.id, "connection refused", now)
            wait = unsent(db)[0].next_at - now
            assert due(db, now + wait - SOON) == []
            now, waits = now + wait, [*waits, int(wait.total_seconds())]
        assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
        assert [(q.tries, q.why) for q in unsent(db)] == [(9, "connection refused")]


def test_a_notice_with_a_name_is_queued_once(store: Store) -> None:
    with writing(store) as db:
        assert queue(db, HELD, once="digest 2026-11-20")
        assert not queue(db, HELD, once="digest 2026-11-20")
        assert queue(db, HELD)
        assert queue(db, HELD)
        assert len(due(db, now_utc(), limit=10)) == 3
        assert due(db, now_utc() + NIGHT, limit=1)


def test_an_unknown_notice_cannot_fail(store: Store) -> None:
    with pytest.raises(NotKnown), writing(store) as db:
        failed(db, "none", "why", now_utc())
