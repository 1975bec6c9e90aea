"""FC0010 ログイン and logging out."""

import secrets

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from practice.finance.audit import note_alone
from practice.finance.fields import Naming, posted
from practice.finance.messages import TEXTS, Message, message
from practice.finance.pages import COOKIE, FormBody, TheWorld, page
from practice.finance.world import World

router = APIRouter()
CONTROLS = ("number", "password")


@router.get("/")
def root() -> Response:
    return RedirectResponse("/login", status_code=303)


@router.get("/login")
def login_screen(world: TheWorld, m: str = "") -> Response:
    code = f"I-{m}"
    return _screen(world, [message(code)] if code in TEXTS else [])


@router.post("/login")
def log_in(world: TheWorld, body: FormBody) -> Response:
    typed = posted(body, CONTROLS)
    user = world.users.get(typed["number"])
    if user is None or not secrets.compare_digest(typed["password"].encode(), world.password.encode()):
        note_alone(world.database, user.number if user else "", "login-refused")
        return _screen(world, [message("E-001")])
    session, replaced = world.sessions.begin(user)
    if replaced:
        note_alone(world.database, user.number, "session-replaced")
    note_alone(world.database, user.number, "login")
    answer = RedirectResponse("/notice", status_code=303)
    answer.set_cookie(COOKIE, session.id, httponly=True, samesite="lax")
    return answer


@router.get("/logout")
def log_out(request: Request, world: TheWorld) -> Response:
    ended = world.sessions.end(request.cookies.get(COOKIE, ""))
    if ended is not None:
        note_alone(world.database, ended.user.number, "logout")
    return RedirectResponse("/login?m=904", status_code=303)


def _screen(world: World, messages: list[Message]) -> Response:
    return page(world, "login.html", None, messages, naming=Naming(CONTROLS))
