"""Pages in Shift_JIS, and who asks for them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.templating import Jinja2Templates

from practice.finance.audit import note_alone
from practice.finance.masters import DEPARTMENTS
from practice.finance.messages import Message
from practice.finance.session import Ended, Session
from practice.finance.wareki import fiscal_year_of, shown_date, shown_fiscal_year
from practice.finance.world import World

HERE = Path(__file__).parent
TEMPLATES = Jinja2Templates(directory=HERE / "templates")
COOKIE = "ZAIMUSESSID"


class NoticeFirst(Exception):
    """The clerk has not confirmed the notices yet."""


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def logged_in(request: Request) -> Session:
    """The session of this request. Raises Ended."""
    world = world_of(request)
    try:
        return world.sessions.touch(request.cookies.get(COOKIE, ""))
    except Ended as ended:
        if ended.user:
            note_alone(world.database, ended.user, "session-expired")
        raise


def clerk(request: Request) -> Session:
    """The session of a clerk who has confirmed the notices. Raises Ended or NoticeFirst."""
    session = logged_in(request)
    if not session.noticed:
        raise NoticeFirst
    return session


async def form_body(request: Request) -> bytes:
    return await request.body()


TheWorld = Annotated[World, Depends(world_of)]
TheSession = Annotated[Session, Depends(clerk)]
FormBody = Annotated[bytes, Depends(form_body)]


def page(
    world: World, template: str, session: Session | None, messages: Sequence[Message] = (), **context: object
) -> Response:
    """Renders a template in cp932, with the header's values where somebody is logged in."""
    header = []
    if session is not None:
        user = session.user
        header = [
            ("年度", shown_fiscal_year(fiscal_year_of(world.today))),
            ("所属", f"{user.department_code}\u3000{DEPARTMENTS[user.department_code]}"),
            ("職員", f"{user.number}\u3000{user.name}"),
            ("業務日付", shown_date(world.today)),
        ]
    text = TEMPLATES.get_template(template).render(header=header, messages=messages, **context)
    # what cp932 lacks was refused, and is only echoed: as the same text that the browser sent
    return Response(text.encode("cp932", "xmlcharrefreplace"), headers={"Content-Type": "text/html; charset=Shift_JIS"})
