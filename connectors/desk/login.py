"""Coming in and going out."""

import re
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from connectors.desk import entrance
from connectors.desk.entrance import COOKIE, DOOR, Sent, TheDecider, TheForm, Visitor
from connectors.desk.office import Office, TheOffice, page
from connectors.desk.slip import Said, slip_page
from connectors.store import people, reading, writing
from connectors.store.people import Person

router = APIRouter()

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10
LONGEST_SESSION = timedelta(hours=12)
HOME = "/slips?tab=held"
KEEP = "keep."
"""Prefix of what somebody had typed when their session ended; it comes back as a draft on the same slip."""
NEVER_KEPT = ("csrf", "login", "password", "next")

WRONG = "ユーザー名かパスワードが違います。"
TOO_MANY = "続けて失敗したため、しばらくログインできません。15分ほど待つか、管理者に連絡してください。"
OLD_PAGE = "ログイン画面を開いてから時間がたちました。もう一度入力してください。"
LEFT = "ログアウトしました。"
BACK = "ログインし直しました。入力していた値はそのまま残っていますが、まだ保存していません。確かめて保存してください。"
ENDED = "しばらく操作がなかったため、ログアウトしました。もう一度ログインしてください。"
SAID = {"left": LEFT, "ended": ENDED}
ENDED_KEPT = ENDED + "入力していた値は残っています。ログインすると元の伝票に戻ります。"


@router.get("/login")
def show(request: Request, office: TheOffice, m: str = "") -> Response:
    """The log-in page; `next` is where to go afterwards."""
    return door_page(request, office, request.query_params.get("next", ""), notice=SAID.get(m, ""))


@router.post("/login")
def enter(request: Request, office: TheOffice, form: TheForm) -> Response:
    """Checks the password, at most MOST_FAILURES wrong ones in WINDOW for one login or one address."""
    after, kept = local_path(form.get("next", "")), kept_in(form)
    login = form.get("login", "").strip()
    door = entrance.token_in(request, office, DOOR)
    if not door or form.get("csrf", "") != entrance.csrf_of(door):
        return door_page(request, office, after, kept=kept, login=login, trouble=OLD_PAGE, status=403)
    address = request.client.host if request.client else ""
    now = datetime.now(UTC)
    with reading(office.store) as db:
        blocked = people.failures(db, login, address, now - WINDOW) >= MOST_FAILURES
        person = None if blocked else people.check_password(db, login, form.get("password", ""))
    if person is None:
        if not blocked:
            with writing(office.store) as db:
                people.note_failure(db, login, address, now)
        trouble, status = (TOO_MANY, 429) if blocked else (WRONG, 403)
        return door_page(request, office, after, kept=kept, login=login, trouble=trouble, status=status)
    return _let_in(request, office, person, after, kept)


def _let_in(request: Request, office: Office, person: Person, after: str, kept: Sent) -> Response:
    """Always a new token: whatever cookie the browser came with is worth nothing from here on."""
    before = entrance.token_in(request, office)
    with writing(office.store) as db:
        if before:
            people.close_session(db, before)
        token = people.open_session(db, person.login, datetime.now(UTC), LONGEST_SESSION.total_seconds())
    answer = _where_they_were(office, Visitor(person, entrance.csrf_of(token)), after, kept)
    entrance.set_cookie(office, answer, COOKIE, token)
    entrance.drop_cookie(office, answer, DOOR)
    return answer


def _where_they_were(office: Office, visitor: Visitor, after: str, kept: Sent) -> Response:
    """Back to the slip with what they had typed as a draft: it was not saved, and is not saved by logging in."""
    slip_id = slip_in(after)
    if not kept or not slip_id:
        return RedirectResponse(after or HOME, status_code=303)
    return slip_page(office, visitor, slip_id, Said(form=kept, notice=BACK))


@router.post("/logout")
def leave(request: Request, office: TheOffice, _visitor: TheDecider) -> Response:
    """Ends the session and lets the browser forget the page pictures."""
    with writing(office.store) as db:
        people.close_session(db, entrance.token_in(request, office))
    answer = RedirectResponse("/login?m=left", status_code=303)
    entrance.drop_cookie(office, answer, COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def door_page(
    request: Request,
    office: Office,
    after: str,
    kept: Sent | None = None,
    login: str = "",
    notice: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    """The log-in form, tied to this browser by a cookie of its own."""
    door = entrance.token_in(request, office, DOOR) or entrance.new_door()
    answer = page(
        "login.html",
        status,
        visitor=None,
        csrf=entrance.csrf_of(door),
        next=local_path(after),
        typed=(kept or {}).items(),
        login=login,
        notice=notice,
        trouble=trouble,
    )
    entrance.set_cookie(office, answer, DOOR, door)
    return answer


def kept_in(form: Sent) -> dict[str, str]:
    """What the log-in form carries along from a form whose session had ended."""
    return {name.removeprefix(KEEP): text for name, text in form.items() if name.startswith(KEEP)}


def worth_keeping(form: Sent) -> dict[str, str]:
    """What of a form is carried along: what was typed, never tokens or passwords."""
    return {name: text for name, text in form.items() if name not in NEVER_KEPT}


def local_path(untrusted_path: str) -> str:
    """The path if it stays on this desk, else ""."""
    return untrusted_path if re.fullmatch(r"/[A-Za-z0-9_-][A-Za-z0-9_/?&=.%-]*|/", untrusted_path) else ""


def slip_in(path: str) -> str:
    """The slip's id in a path of one of its pages, else ""."""
    match = re.match(r"/slips/([A-Z0-9]{1,12})(/|$)", path)
    return match[1] if match else ""
