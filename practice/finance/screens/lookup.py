"""What the entry screen asks for when a field is left: names, balance, account tail."""

import asyncio

from fastapi import APIRouter, Depends

from practice.finance.draft import hyphenated
from practice.finance.pages import TheSession, TheWorld
from practice.finance.shown import yen
from practice.finance.vouchers import balance_yen


async def take_longer(world: TheWorld) -> None:
    """Look-ups take four times the delay of a page, which the middleware has counted once."""
    await asyncio.sleep(3 * world.traps.delay_s)


router = APIRouter(prefix="/lookup", dependencies=[Depends(take_longer)])
UNKNOWN = "該当なし"


@router.get("/school")
def school(world: TheWorld, _session: TheSession, code: str) -> dict[str, str]:
    known = world.masters.schools.get(code)
    return {"school_name": known.name if known else UNKNOWN}


@router.get("/account")
def account(world: TheWorld, _session: TheSession, code: str, fiscal_year: int, school_code: str) -> dict[str, str]:
    code = hyphenated(code)
    known = world.masters.accounts.get((fiscal_year, code))
    allotment = world.masters.allotments.get((fiscal_year, school_code, code))
    if known is None:
        return {"account_name": UNKNOWN, "balance": ""}
    if allotment is None:
        return {"account_name": known.name, "balance": "－"}
    with world.database.connect() as connection:
        return {"account_name": known.name, "balance": yen(balance_yen(connection, allotment))}


@router.get("/creditor")
def creditor(world: TheWorld, _session: TheSession, code: str) -> dict[str, str]:
    known = world.masters.creditors.get(code)
    if known is None:
        return {"creditor_name": UNKNOWN, "creditor_kana": "", "account_tail": "", "creditor_status": ""}
    return {
        "creditor_name": known.name,
        "creditor_kana": known.kana,
        "account_tail": known.account_tail,
        "creditor_status": known.shown_status,
    }
