"""Accounts of the desk, their sessions, and how often somebody has tried to get in."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from connectors.store import history, tables
from connectors.store.columns import now_utc
from connectors.store.refusals import NotAllowed, NotKnown

Role = Literal["clerk", "supervisor", "admin"]
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
TOUCH_EVERY = timedelta(seconds=60)
REMEMBERED = timedelta(days=1)
_hasher = PasswordHasher()


@dataclass(frozen=True)
class Person:
    """An account. desks: the folders whose slips this person sees; () for every desk."""

    login: str
    display_name: str
    role: Role
    desks: tuple[str, ...]
    disabled: bool
    created_at: datetime

    @property
    def sees(self) -> tuple[str, ...] | None:
        """The desks to ask the store for: None for all of them."""
        return self.desks or None


def add_person(
    db: Connection,
    login: str,
    display_name: str,
    role: Role,
    password: str,
    desks: Collection[str] = (),
    by: str = "denpyo",
) -> Person:
    """A new account. NotAllowed for a login that is taken or badly written, or a password that is too short."""
    if not LOGIN.fullmatch(login):
        raise NotAllowed("ログイン名は半角の小文字・数字・._- で2〜32文字にしてください。")
    if db.execute(select(tables.people.c.login).where(tables.people.c.login == login)).first():
        raise NotAllowed("そのログイン名はすでに使われています。")
    person = Person(login, display_name, role, tuple(desks), False, now_utc())
    row = {**vars(person), "desks": list(desks), "password_hash": _hashed(password)}
    db.execute(insert(tables.people).values(row))
    history.append(db, "account added", by, data={"login": login, "role": role, "desks": list(desks)})
    return person


def get_person(db: Connection, login: str) -> Person:
    """The account, also a disabled one; NotKnown when there is none."""
    row = db.execute(select(tables.people).where(tables.people.c.login == login)).first()
    if row is None:
        raise NotKnown("there is no such account")
    return _person(row)


def all_people(db: Connection) -> list[Person]:
    """Every account, by login."""
    return [_person(row) for row in db.execute(select(tables.people).order_by(tables.people.c.login))]


def set_disabled(db: Connection, login: str, disabled: bool, by: str) -> None:
    """Closes an account and its sessions, or opens it again."""
    get_person(db, login)
    db.execute(update(tables.people).where(tables.people.c.login == login).values(disabled=disabled))
    _close_all(db, login)
    history.append(db, "account disabled" if disabled else "account enabled", by, data={"login": login})


def set_password(db: Connection, login: str, password: str, by: str) -> None:
    """A new password; everybody who is logged in with the old one is out."""
    get_person(db, login)
    db.execute(update(tables.people).where(tables.people.c.login == login).values(password_hash=_hashed(password)))
    _close_all(db, login)
    history.append(db, "password changed", by, data={"login": login})


def check_password(db: Connection, untrusted_login: str, untrusted_password: str) -> Person | None:
    """The person, or None for a wrong password, no such account or a disabled one: all three take the same work."""
    known = LOGIN.fullmatch(untrusted_login) is not None
    query = select(tables.people).where(tables.people.c.login == untrusted_login)
    row = db.execute(query).first() if known else None
    right = _verified(row.password_hash if row else _nobody(), untrusted_password[:LONGEST_PASSWORD])
    return _person(row) if row and right and not row.disabled else None


def open_session(db: Connection, login: str, now: datetime, lasts_s: float) -> str:
    """A new session's token, to be kept in a cookie; the store keeps only its hash. Sessions that have ended are swept out."""
    token = secrets.token_urlsafe(32)
    rows = tables.sessions
    db.execute(delete(rows).where(rows.c.expires_at <= now))
    expires_at = now + timedelta(seconds=lasts_s)
    db.execute(
        insert(rows).values(token_sha256=_sha(token), login=login, opened_at=now, seen_at=now, expires_at=expires_at)
    )
    return token


def session_person(db: Connection, untrusted_token: str, now: datetime, idle_s: float) -> Person | None:
    """Who is behind the token; None when the session has ended, was idle too long, or the account was disabled."""
    rows, idle_since = tables.sessions, now - timedelta(seconds=idle_s)
    living = (rows.c.token_sha256 == _sha(untrusted_token), rows.c.expires_at > now, rows.c.seen_at > idle_since)
    query = select(tables.people).join(rows, rows.c.login == tables.people.c.login)
    row = db.execute(query.where(*living, tables.people.c.disabled.is_(False))).first()
    return _person(row) if row else None


def needs_touch(db: Connection, untrusted_token: str, now: datetime) -> bool:
    """Has the session not been marked as seen for a minute? Asked first, so that reading pages writes little."""
    rows = tables.sessions
    query = select(rows.c.login).where(
        rows.c.token_sha256 == _sha(untrusted_token), rows.c.seen_at <= now - TOUCH_EVERY
    )
    return db.execute(query).first() is not None


def touch_session(db: Connection, untrusted_token: str, now: datetime) -> None:
    """Somebody is still at the desk."""
    rows = tables.sessions
    db.execute(update(rows).where(rows.c.token_sha256 == _sha(untrusted_token)).values(seen_at=now))


def close_session(db: Connection, untrusted_token: str) -> None:
    """Logs out; an unknown token is no error."""
    db.execute(delete(tables.sessions).where(tables.sessions.c.token_sha256 == _sha(untrusted_token)))


def note_failure(db: Connection, untrusted_login: str, address: str, now: datetime) -> None:
    """Somebody could not get in. The login is kept only as a hash: people type passwords into the wrong box."""
    rows = tables.attempts
    db.execute(delete(rows).where(rows.c.at <= now - REMEMBERED))
    row = {"id": secrets.token_hex(8), "login_sha256": _sha(untrusted_login), "address": address, "at": now}
    db.execute(insert(rows).values(row))


def failures(db: Connection, untrusted_login: str, address: str, since: datetime) -> int:
    """How often this login, or anybody from this address, failed since then (at most a day is remembered)."""
    rows = tables.attempts
    same = or_(rows.c.login_sha256 == _sha(untrusted_login), rows.c.address == address)
    return db.execute(select(func.count()).select_from(rows).where(same, rows.c.at > since)).scalar_one()


def _close_all(db: Connection, login: str) -> None:
    db.execute(delete(tables.sessions).where(tables.sessions.c.login == login))


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise NotAllowed(f"パスワードは{SHORTEST_PASSWORD}文字以上にしてください。")
    return _hasher.hash(password)


def _verified(password_hash: str, untrusted_password: str) -> bool:
    try:
        return _hasher.verify(password_hash, untrusted_password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash that nothing fits, so that an unknown login costs as much as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _sha(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _person(row: Row[Any]) -> Person:
    return Person(row.login, row.display_name, row.role, tuple(row.desks), row.disabled, row.created_at)
