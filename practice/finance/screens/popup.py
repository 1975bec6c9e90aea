"""FE1020 科目検索 and FE1030 債権者検索, which write back into the window that opened them."""

import unicodedata

from fastapi import APIRouter, Response

from practice.finance.fields import Naming, posted
from practice.finance.masters import Creditor
from practice.finance.messages import message
from practice.finance.pages import FormBody, TheSession, TheWorld, page
from practice.finance.session import Session
from practice.finance.shown import yen
from practice.finance.vouchers import balance_yen
from practice.finance.world import World

router = APIRouter(prefix="/popup")
ACCOUNT_CONTROLS = ("name",)
CREDITOR_CONTROLS = ("code", "kana", "name", "group", "page", "back", "next")
GROUPS = ("業者", "職員", "個人")
CREDITORS_A_PAGE = 10


@router.get("/account")
def account_screen(world: TheWorld, session: TheSession, fiscal_year: int, school_code: str) -> Response:
    return _accounts(world, session, fiscal_year, school_code, "")


@router.post("/account")
def accounts_found(
    world: TheWorld, session: TheSession, body: FormBody, fiscal_year: int, school_code: str
) -> Response:
    return _accounts(world, session, fiscal_year, school_code, posted(body, ACCOUNT_CONTROLS)["name"])


def _accounts(world: World, session: Session, fiscal_year: int, school_code: str, name: str) -> Response:
    rows = []
    with world.database.connect() as connection:
        for allotment in world.masters.allotments_of(fiscal_year, school_code):
            account = world.masters.accounts[fiscal_year, allotment.account_code]
            if name in account.name:
                balance = balance_yen(connection, allotment)
                rows.append((account.code, account.name, yen(allotment.allotted_yen), yen(balance)))
    messages = [] if rows else [message("I-001")]
    naming = Naming(ACCOUNT_CONTROLS)
    return page(world, "popup_account.html", session, messages, naming=naming, name=name, rows=rows)


@router.get("/creditor")
def creditor_screen(world: TheWorld, session: TheSession) -> Response:
    naming = Naming(CREDITOR_CONTROLS)
    typed = dict.fromkeys(CREDITOR_CONTROLS, "") | {"group": GROUPS[0]}
    return page(world, "popup_creditor.html", session, naming=naming, typed=typed, groups=GROUPS, rows=None)


@router.post("/creditor")
def creditors_found(world: TheWorld, session: TheSession, body: FormBody) -> Response:
    typed = posted(body, CREDITOR_CONTROLS)
    found = [creditor for creditor in world.masters.creditors.values() if _fits(creditor, typed)]
    turned = -1 if typed["back"] else 1 if typed["next"] else -10_000  # 検索 itself begins at the first page
    last = max(0, (len(found) - 1) // CREDITORS_A_PAGE)
    shown = int(typed["page"]) if typed["page"].isdecimal() else 0
    number = min(last, max(0, shown + turned))
    first = number * CREDITORS_A_PAGE
    rows = found[first : first + CREDITORS_A_PAGE]
    return page(
        world,
        "popup_creditor.html",
        session,
        [] if rows else [message("I-001")],
        naming=Naming(CREDITOR_CONTROLS),
        typed=typed | {"page": str(number)},
        groups=GROUPS,
        rows=rows,
        count=f"全{len(found)}件中\u3000{first + 1}～{first + len(rows)}件",
        is_first=number == 0,
        is_last=number == last,
    )


def _fits(creditor: Creditor, typed: dict[str, str]) -> bool:
    kana = unicodedata.normalize("NFKC", typed["kana"])
    return (
        typed["code"] in ("", creditor.code)
        and creditor.kana.startswith(kana)
        and typed["name"] in creditor.name
        and typed["group"] in ("", creditor.group)
    )
