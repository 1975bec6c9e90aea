"""FC0020 お知らせ and FC0030 メニュー."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from practice.finance.messages import message
from practice.finance.pages import TheSession, TheWorld, logged_in, page
from practice.finance.session import Session

router = APIRouter()
GROUPS = {"budget": "予算", "revenue": "歳入", "expense": "歳出", "accounts": "決算", "masters": "マスタ"}
EXPENSE_SCREENS = (("/entry", "支出負担行為兼支出命令\u3000起票"), ("/inquiry", "伝票照会"))


@router.get("/notice")
def notice_screen(world: TheWorld, session: Annotated[Session, Depends(logged_in)]) -> Response:
    return page(world, "notice.html", session)


@router.post("/notice")
def notices_confirmed(session: Annotated[Session, Depends(logged_in)]) -> Response:
    session.noticed = True
    return RedirectResponse("/menu", status_code=303)


@router.get("/menu")
@router.get("/menu/{group}")
def menu_screen(world: TheWorld, session: TheSession, group: str = "") -> Response:
    screens = EXPENSE_SCREENS if group == "expense" else ()
    empty = group in GROUPS and not screens
    messages = [message("I-010")] if empty else []
    return page(world, "menu.html", session, messages, groups=GROUPS, group=group, screens=screens)
