from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.store import NotAllowed, NotKnown, Store, reading, writing
from connectors.store import people as people_module
from connectors.store.history import events_of, verify_chain
from connectors.store.people import (
    Person,
    add_person,
    all_people,
    check_password,
    close_session,
    failures,
    get_person,
    needs_touch,
    note_failure,
    open_session,
    session_person,
    set_disabled,
    set_password,
    touch_session,
)
from connectors.store.tables import attempts, people, sessions
from tests.connectors.store.samples import NOW, PASSWORD, hire

HOUR_S = 3600.0
MINUTE = timedelta(minutes=1)


def who(store: Store, token: str, later: timedelta = timedelta(0)) -> Person | None:
    with reading(store) as db:
        return session_person(db, token, NOW + later, idle_s=600)


def test_a_person_gets_in_with_the_right_password_only(store: Store) -> None:
    hire(store, "hana", role="supervisor")
    with reading(store) as db:
        person = check_password(db, "hana", PASSWORD)
        assert person == get_person(db, "hana")
        assert check_password(db, "hana", PASSWORD + "x") is None
        assert check_password(db, "taro", PASSWORD) is None
        assert check_password(db, "x' OR 1=1 \x00", PASSWORD) is None
    assert person is not None
    assert (person.role, person.desks, person.sees) == ("supervisor", (), None)


def test_an_unknown_login_and_a_disabled_account_take_the_same_work_as_a_known_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(store, "hana", "taro")
    asked: list[str] = []
    verified = people_module._verified

    def counted(password_hash: str, untrusted_password: str) -> bool:
        asked.append(password_hash.rsplit("$", 2)[0])
        return verified(password_hash, untrusted_password)

    monkeypatch.setattr(people_module, "_verified", counted)
    people_module._nobody.cache_clear()  # another test may have made it with other parameters
    with writing(store) as db:
        set_disabled(db, "taro", True, "admin")
        for login in ("hana", "taro", "nobody", "x' OR 1=1 \x00"):
            assert check_password(db, login, "wrong password") is None
    assert len(asked) == 4
    assert len(set(asked)) == 1  # the same parameters of Argon2


def test_the_password_itself_is_nowhere_in_the_store(store: Store) -> None:
    hire(store, "hana")
    with reading(store) as db:
        assert db.execute(select(people.c.password_hash)).scalar_one().startswith("$argon2id$")


@pytest.mark.parametrize("login", ["", "a", "Hana", "花", "rule:x", "a b", "a" * 33])
def test_a_login_that_could_be_mistaken_for_something_else_is_refused(store: Store, login: str) -> None:
    with pytest.raises(NotAllowed, match="ログイン名"):
        hire(store, login)


def test_a_login_is_given_once_and_a_password_is_long(store: Store) -> None:
    hire(store, "hana")
    with pytest.raises(NotAllowed, match="すでに"):
        hire(store, "hana")
    with pytest.raises(NotAllowed, match="10文字以上"), writing(store) as db:
        add_person(db, "taro", "太郎", "clerk", "short")
    with reading(store) as db, pytest.raises(NotKnown):
        get_person(db, "taro")


def test_a_persons_desks_come_back(store: Store) -> None:
    with writing(store) as db:
        added = add_person(db, "hana", "花", "clerk", PASSWORD, ["minato", "kita"])
        assert all_people(db) == [added]
        assert added.sees == ("minato", "kita")


def test_a_session_ends_by_itself_after_its_time_and_when_idle(store: Store) -> None:
    hire(store, "hana")
    with writing(store) as db:
        token = open_session(db, "hana", NOW, HOUR_S)
        assert token not in str(db.execute(select(sessions)).all())
    assert who(store, token) is not None
    assert who(store, token, 11 * MINUTE) is None
    assert who(store, "forged") is None
    with writing(store) as db:
        assert not needs_touch(db, token, NOW)
        assert needs_touch(db, token, NOW + 9 * MINUTE)
        touch_session(db, token, NOW + 9 * MINUTE)
    assert who(store, token, 11 * MINUTE) is not None
    with writing(store) as db:
        touch_session(db, token, NOW + 59 * MINUTE)
    assert who(store, token, 60 * MINUTE) is None
    with writing(store) as db:
        open_session(db, "hana", NOW + 61 * MINUTE, HOUR_S)
        assert len(db.execute(select(sessions)).all()) == 1


def test_logging_out_a_new_password_and_a_closed_account_end_sessions(store: Store) -> None:
    hire(store, "hana")
    with writing(store) as db:
        tokens = [open_session(db, "hana", NOW, HOUR_S) for _ in range(3)]
        close_session(db, tokens[0])
        close_session(db, "unknown")
    assert [bool(who(store, token)) for token in tokens] == [False, True, True]
    with writing(store) as db:
        set_password(db, "hana", "新しい合言葉です123", "hana")
        assert check_password(db, "hana", PASSWORD) is None
        assert check_password(db, "hana", "新しい合言葉です123") is not None
        token = open_session(db, "hana", NOW, HOUR_S)
    assert who(store, tokens[1]) is None
    with writing(store) as db:
        set_disabled(db, "hana", True, "admin")
        assert check_password(db, "hana", "新しい合言葉です123") is None
    assert who(store, token) is None
    with writing(store) as db:
        set_disabled(db, "hana", False, "admin")
        assert check_password(db, "hana", "新しい合言葉です123") is not None
        assert (verify_chain(db), events_of(db, "hana")) == ([], [])


def test_failures_count_by_login_and_by_address_and_are_forgotten_after_a_day(store: Store) -> None:
    with writing(store) as db:
        note_failure(db, "hana", "10.0.0.1", NOW)
        note_failure(db, "my-password-in-the-wrong-box\ud800", "10.0.0.1", NOW + MINUTE)
        assert failures(db, "hana", "10.0.0.9", NOW - MINUTE) == 1
        assert failures(db, "other", "10.0.0.1", NOW - MINUTE) == 2
        assert failures(db, "other", "10.0.0.1", NOW) == 1
        assert "wrong-box" not in str(db.execute(select(attempts)).all())
        note_failure(db, "taro", "10.0.0.2", NOW + timedelta(days=2))
        assert len(db.execute(select(attempts)).all()) == 1
