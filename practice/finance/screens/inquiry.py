"""FE2010 伝票照会 and FE2011 一覧."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from practice.finance.fields import Naming, boxes, posted
from practice.finance.finding import Search, found
from practice.finance.masters import DEPARTMENTS
from practice.finance.messages import Message, message
from practice.finance.pages import FormBody, TheSession, TheWorld, page
from practice.finance.searching import CONDITIONS, preset_conditions, understood
from practice.finance.session import Session
from practice.finance.shown import shown_values
from practice.finance.vouchers import STATES, Voucher
from practice.finance.wareki import ERAS, fiscal_year_of, shown_fiscal_year
from practice.finance.world import World

router = APIRouter(prefix="/inquiry")
VOUCHERS_A_PAGE = 20
COLUMNS = ("年度", "起票日", "整理番号", "所属", "学校名", "債権者名", "金額")


@router.get("")
def inquiry_screen(world: TheWorld, session: TheSession, back: int = 0) -> Response:
    typed = session.search if back and session.search else preset_conditions(world.today, session.user)
    return conditions_screen(world, session, typed)


@router.post("")
def search(world: TheWorld, session: TheSession, body: FormBody) -> Response:
    typed = posted(body, CONDITIONS)
    wanted = understood(typed)
    if not isinstance(wanted, Search):
        return conditions_screen(world, session, typed, wanted)
    session.search = typed
    return RedirectResponse("/inquiry/list?page=1", status_code=303)


@router.get("/list")
def list_screen(world: TheWorld, session: TheSession, number: Annotated[int, Query(alias="page")] = 1) -> Response:
    wanted = understood(session.search or preset_conditions(world.today, session.user))
    if not isinstance(wanted, Search):
        return conditions_screen(world, session, session.search, wanted)
    first = max(0, number - 1) * VOUCHERS_A_PAGE
    with world.database.connect() as connection:
        count, vouchers = found(connection, wanted, first, VOUCHERS_A_PAGE)
    return page(
        world,
        "list.html",
        session,
        [] if vouchers else [message("I-001")],
        columns=("伝票番号", *("学校" if column == "学校名" else column for column in COLUMNS), "状態"),
        rows=[_row(voucher) for voucher in vouchers],
        summary=f"全{count}件中\u3000{first + 1}～{first + len(vouchers)}件を表示",
        back=number - 1 if number > 1 else None,
        next=number + 1 if first + len(vouchers) < count else None,
    )


def _row(voucher: Voucher) -> tuple[str, ...]:
    shown = dict(shown_values(voucher.registered))
    return (voucher.voucher_no, *(shown[column] for column in COLUMNS), voucher.state)


def conditions_screen(
    world: World, session: Session, typed: dict[str, str], messages: Sequence[Message] = ()
) -> Response:
    this_year = fiscal_year_of(world.today)
    return page(
        world,
        "inquiry.html",
        session,
        messages,
        naming=Naming(CONDITIONS),
        typed=typed,
        boxes={bound: boxes(bound) for bound in ("drafted_from", "drafted_to")},
        eras=[era.name for era in ERAS],
        years=[(str(year), shown_fiscal_year(year)) for year in (this_year, this_year - 1)],
        states=STATES,
        departments=[(code, f"{code}\u3000{name}") for code, name in DEPARTMENTS.items()],
    )
