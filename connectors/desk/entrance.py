"""Who is asking: the session cookie, the token that every form must carry, and what a form sent."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response

from connectors.desk.office import Office, TheOffice
from connectors.store import people, reading, writing
from connectors.store.people import Person

COOKIE = "denpyo"
DOOR = "denpyo_door"
"""Cookie of a browser that is not logged in: it ties the log-in form to the browser that asked for it."""
LONGEST_BODY = 1 << 20
MOST_FIELDS = 2000


class NotLoggedIn(Exception):
    """Nobody is behind this request. kept: what its form had typed, to be given back after the log-in."""

    def __init__(self, next_path: str, kept: Mapping[str, str] | None = None) -> None:
        super().__init__("not logged in")
        self.next_path = next_path
        self.kept = kept or {}


class ForeignForm(Exception):
    """The form does not carry our token: another site sent it, or the page is older than the log-in."""


class TooMuch(Exception):
    """More was sent than any of our forms sends."""


class NoRight(Exception):
    """The person's role does not reach here."""


@dataclass(frozen=True)
class Visitor:
    """A logged-in person. csrf: what this session's forms must carry; desks: None for every desk."""

    person: Person
    csrf: str

    @property
    def login(self) -> str:
        return self.person.login

    @property
    def desks(self) -> tuple[str, ...] | None:
        return self.person.desks or None

    def may_see(self, desk: str) -> bool:
        """Slips of other desks do not exist for this person."""
        return self.desks is None or desk in self.desks


Sent = Mapping[str, str]
"""What a form sent: name → untrusted text."""


def csrf_of(token: str) -> str:
    """The forms' token: made from the cookie, which no other site can read, so that nothing need be stored."""
    return hmac.new(token.encode(), b"denpyo form", "sha256").hexdigest()


def cookie_name(office: Office, name: str) -> str:
    """Over TLS the name itself makes browsers refuse a cookie set by a neighbour host."""
    return f"__Host-{name}" if office.secure_cookies else name


def set_cookie(office: Office, response: Response, name: str, value: str) -> None:
    """A cookie for this browser session, out of reach of scripts and of other sites' forms."""
    response.set_cookie(
        cookie_name(office, name), value, path="/", httponly=True, samesite="lax", secure=office.secure_cookies
    )


def drop_cookie(office: Office, response: Response, name: str) -> None:
    response.delete_cookie(
        cookie_name(office, name), path="/", httponly=True, samesite="lax", secure=office.secure_cookies
    )


def token_in(request: Request, office: Office, name: str = COOKIE) -> str:
    return request.cookies.get(cookie_name(office, name), "")


def the_visitor(request: Request, office: TheOffice) -> Visitor:
    """For screens that only show; raises NotLoggedIn."""
    visitor = _visitor_behind(token_in(request, office), office)
    if visitor is None:
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise NotLoggedIn(where)
    return visitor


async def the_form(request: Request) -> Sent:
    """The form's fields, bounded before they are decoded; the last of two with one name counts."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise TooMuch
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as wrong:
        raise TooMuch from wrong
    return dict(pairs)


TheForm = Annotated[Sent, Depends(the_form)]


def the_decider(request: Request, office: TheOffice, form: TheForm) -> Visitor:
    """For everything that changes something: the form's token must fit the session."""
    visitor = _visitor_behind(token_in(request, office), office)
    if visitor is None:
        raise NotLoggedIn(request.url.path, form)
    check_csrf(form, visitor.csrf)
    return visitor


def check_csrf(form: Sent, expected: str) -> None:
    """Raises ForeignForm unless the form carries `expected`."""
    if not hmac.compare_digest(form.get("csrf", "").encode("utf-8", "replace"), expected.encode()):
        raise ForeignForm


TheVisitor = Annotated[Visitor, Depends(the_visitor)]
TheDecider = Annotated[Visitor, Depends(the_decider)]


def new_door() -> str:
    return secrets.token_urlsafe(24)


def _visitor_behind(token: str, office: Office) -> Visitor | None:
    if not token:
        return None
    now, idle_s = datetime.now(UTC), office.idle.total_seconds()
    with reading(office.store) as db:
        person = people.session_person(db, token, now, idle_s)
        stale = person is not None and people.needs_touch(db, token, now)
    if stale:
        with writing(office.store) as db:
            people.touch_session(db, token, now)
    return Visitor(person, csrf_of(token)) if person else None
