"""Who is logged in: one session a user, ended by a second login, by idleness or by logging out."""

import secrets
import threading
import time
from dataclasses import dataclass, field

from practice.finance.draft import Draft
from practice.finance.masters import DEPARTMENTS
from practice.finance.messages import Message


@dataclass(frozen=True)
class User:
    number: str
    name: str
    department_code: str
    role: str

    @property
    def may_handle(self) -> bool:
        """May cancel and return vouchers."""
        return self.role == "staff"


@dataclass(frozen=True)
class Entry:
    """What stands behind a confirm screen: the controls as typed and as understood, and the warnings it shows."""

    typed: dict[str, str]
    draft: Draft
    warnings: tuple[Message, ...]


@dataclass
class Session:
    """What the server remembers of one logged-in window."""

    id: str
    user: User
    seen_at: float
    noticed: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)  # by the confirm screen's token
    search: dict[str, str] = field(default_factory=dict)


class Ended(Exception):
    """There is no such session any more; `code` is the message that the login page shows."""

    def __init__(self, code: str, user: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.user = user


class Sessions:
    """All open sessions; idle_s in seconds."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s
        self._open: dict[str, Session] = {}
        self._replaced: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, user: User) -> tuple[Session, bool]:
        """A new session, and whether it ended an older one of the same user."""
        with self._lock:
            older = [session.id for session in self._open.values() if session.user.number == user.number]
            for id_ in older:
                del self._open[id_]
                self._replaced.add(id_)
            session = Session(secrets.token_hex(16), user, time.monotonic())
            self._open[session.id] = session
            return session, bool(older)

    def touch(self, id_: str) -> Session:
        """The session, its idle time starting anew. Raises Ended."""
        with self._lock:
            session = self._open.get(id_)
            if session is None:
                raise Ended("I-902" if id_ in self._replaced else "I-903")
            now = time.monotonic()
            if now - session.seen_at > self._idle_s:
                del self._open[id_]
                raise Ended("I-901", session.user.number)
            session.seen_at = now
            return session

    def end(self, id_: str) -> Session | None:
        """Ends the session; None when there was none."""
        with self._lock:
            return self._open.pop(id_, None)


def users_from(text: str) -> dict[str, User]:
    """Users from `number:name:department:role,…`. ValueError when a part is not of that shape."""
    users = {}
    for part in text.split(","):
        number, name, department_code, role = part.split(":")
        if role not in ("draft", "staff"):
            raise ValueError(f"role of {number} must be draft or staff")
        if department_code not in DEPARTMENTS:
            raise ValueError(f"department of {number} must be one of {', '.join(DEPARTMENTS)}")
        users[number] = User(number, name, department_code, role)
    return users
