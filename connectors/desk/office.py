"""What every screen works with, and how a screen becomes a page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connectors.desk import words
from connectors.store import Store
from slips.check import Facts
from slips.form import Form
from slips.masters import Masters

HERE = Path(__file__).parent

PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.globals["severity"] = words.SEVERITY


@dataclass(frozen=True)
class Office:
    """The desk's surroundings.

    masters, facts: asked anew for every decision, so that a new master or a new day counts at once.
    pages: (scan id, page number) → the aligned page as JPEG, None where it is not there.
    desks: the names of all desks, to choose from. idle: how long a log-in lasts without a click. secure_cookies: cookies travel over TLS only.
    """

    store: Store
    forms: Mapping[str, Form]
    masters: Callable[[], Masters]
    facts: Callable[[], Facts]
    pages: Callable[[str, int], Path | None]
    desks: Callable[[], Collection[str]]
    idle: timedelta
    secure_cookies: bool


def the_office(request: Request) -> Office:
    """The Office that this application was made with."""
    office: Office = request.app.state.office
    return office


TheOffice = Annotated[Office, Depends(the_office)]


def page(template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A template filled in. Everything shown is escaped."""
    return HTMLResponse(PAGES.get_template(template).render(shown), status_code=status)
