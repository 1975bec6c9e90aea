"""Pages for when something is wrong: what happened, what is safe, what to do next. The log gets a number to find it by, no contents."""

import logging
import secrets
import traceback
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from connectors.desk.entrance import ForeignForm, NoRight, NotLoggedIn, TooMuch, token_in
from connectors.desk.login import ENDED_KEPT, door_page, worth_keeping
from connectors.desk.office import Office, page
from connectors.store import Moved, NotAllowed, NotKnown
from slips.errors import Unavailable, Unconfirmed

log = logging.getLogger("denpyo.desk")

NOTHING_CHANGED = "何も変わっていません。"
TO_LIST = ("/slips?tab=held", "一覧に戻る")


def add_handlers(app: FastAPI) -> None:
    """Every error of ours as a page in Japanese."""
    app.add_exception_handler(NotLoggedIn, _to_login)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Unconfirmed, _unconfirmed)
    app.add_exception_handler(HTTPException, _http)
    unknown: tuple[type[Exception], ...] = (NotKnown, RequestValidationError)
    for kind in unknown:
        app.add_exception_handler(kind, _not_found)
    refused: tuple[type[Exception], ...] = (ForeignForm, NoRight, NotAllowed, Moved, TooMuch)
    for kind in refused:
        app.add_exception_handler(kind, _refused)


def told(status: int, what: str, safe: str, next_step: str, reference: str = "") -> Response:
    """One page for every trouble."""
    back, back_label = TO_LIST
    return page(
        "trouble.html",
        status,
        visitor=None,
        what=what,
        safe=safe,
        next_step=next_step,
        back=back,
        back_label=back_label,
        reference=reference,
    )


async def _to_login(request: Request, ended: Exception) -> Response:
    """A page that was asked for comes after the log-in; a form that was sent comes back as a draft."""
    assert isinstance(ended, NotLoggedIn)  # noqa: S101 - for the type checker; the handler is registered for nothing else
    office: Office = request.app.state.office
    if request.method != "POST":
        said = {"m": "ended"} if token_in(request, office) else {}
        return RedirectResponse(f"/login?{urlencode({'next': ended.next_path, **said})}", status_code=303)
    return door_page(request, office, ended.next_path, kept=worth_keeping(ended.kept), notice=ENDED_KEPT, status=401)


async def _not_found(_request: Request, _error: Exception) -> Response:
    return told(
        404,
        "見つかりません",
        "この番号の伝票がないか、あなたの担当する受付の伝票ではありません。" + NOTHING_CHANGED,
        "番号を確かめるか、一覧から開いてください。",
    )


async def _refused(_request: Request, error: Exception) -> Response:
    if isinstance(error, NoRight):
        return told(
            403, "この操作をする権限がありません", NOTHING_CHANGED, "権限のある人に頼むか、管理者に連絡してください。"
        )
    if isinstance(error, ForeignForm):
        return told(
            403,
            "この画面からの操作は受け付けられません",
            NOTHING_CHANGED + "ほかのサイトから送られたか、画面が古くなっています。",
            "一覧から伝票を開き直して、もう一度操作してください。",
        )
    if isinstance(error, TooMuch):
        return told(
            413,
            "送られた内容が大きすぎるか、読み取れません",
            NOTHING_CHANGED,
            "画面を開き直して、もう一度操作してください。",
        )
    if isinstance(error, NotAllowed):
        return told(422, error.reason, NOTHING_CHANGED, "一覧から伝票を開き直してください。")
    return told(
        409, "ほかの人が先に変更しました", NOTHING_CHANGED, "一覧から伝票を開き直し、今の内容を確かめてください。"
    )


async def _unavailable(_request: Request, error: Exception) -> Response:
    return told(
        503,
        "いま処理が混み合っているか、データベースにつながりません",
        "この操作は行われていません。保存済みのデータは無事です。",
        "少し待って、もう一度操作してください。続くときは管理者に番号を伝えてください。",
        _logged(error),
    )


async def _unconfirmed(_request: Request, error: Exception) -> Response:
    return told(
        503,
        "保存できたかどうか分かりません",
        "保存されたか、されていないかのどちらかで、途中までということはありません。",
        "同じ操作をくり返さず、伝票を開いて今の内容を確かめてください。",
        _logged(error),
    )


async def _http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    if status == 404:
        return await _not_found(request, error)
    if status == 405:
        return told(405, "この画面は直接開けません", NOTHING_CHANGED, "一覧から開いてください。")
    return told(status, "この操作は受け付けられません", NOTHING_CHANGED, "一覧から開き直してください。")


def broken(error: Exception) -> Response:
    """The page for an error that nobody foresaw."""
    return told(
        500,
        "思わぬ不具合が起きました",
        "保存済みのデータは無事です。いまの操作は保存されていません。",
        "一覧から伝票を開いて今の内容を確かめ、管理者に下の番号を伝えてください。",
        _logged(error),
    )


def _logged(error: Exception) -> str:
    """The kind of error and where, under a number; its message may hold what stood on a slip, so it stays out."""
    reference = secrets.token_hex(4)
    where = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-4:]))
    log.error("trouble %s: %s in %s", reference, type(error).__name__, where)
    return reference
