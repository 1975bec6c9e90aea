"""After the click: only looking decides. What is not found after `settle_s` seconds is typed again only where the city says so."""

import time

from bots.looking import compare
from connectors.store import Moved, reading, writing
from connectors.store.outbox import queue
from connectors.store.postings import (
    Posting,
    confirm,
    get_posting,
    give_back,
    lost,
    renew,
    take_over,
    to_unconfirmed,
    type_again,
)
from flows import words
from flows.wiring import World, finance_settings, now
from slips.errors import Refused, Unavailable
from slips.model import Entry, Receipt, Search, Voucher
from slips.ports import FinanceSystem
from slips.status import Status
from slips.written import fiscal_year_of

LOOK_AGAIN_S = 2.0


def look_for_lost(world: World, system: str, finance: FinanceSystem) -> int:
    """Takes over what dead workers left: `posting` goes back to approved, `committing` is looked for. Returns how many."""
    with reading(world.store) as db:
        left = [p for p in lost(db, now()) if p.system == system]
    return sum(_taken_over(world, finance, one) for one in left)


def _taken_over(world: World, finance: FinanceSystem, left: Posting) -> bool:
    lease_s = finance_settings(world, left.system).lease_s
    try:
        with writing(world.store) as db:
            ours = take_over(db, left.slip_id, world.worker, lease_s, now())
            if ours.status is Status.POSTING:
                give_back(
                    db,
                    ours.slip_id,
                    world.worker,
                    "前の処理が途中で止まりました。登録の直前より前だったため、登録されていません。",
                )
                return True
    except Moved:
        return False
    look(world, finance, ours, "登録の途中で処理が止まりました。")
    return True


def look(world: World, finance: FinanceSystem, crossed: Posting, why: str) -> None:
    """Decides a slip in `committing` by looking: posted, unconfirmed, or (if the city allows it) approved again.

    Raises Unavailable while the finance system does not answer: the slip stays in `committing` and is looked for again later.
    """
    with reading(world.store) as db:
        if get_posting(db, crossed.slip_id).status is not Status.COMMITTING:
            # The crossing was never written, so the click never happened.
            raise Unavailable(why)
    found = _seen_within(world, finance, crossed)
    try:
        receipt = receipt_of(world, crossed, found) if found else None
    except Refused as strange:
        _to_a_person(world, crossed, str(strange))
        return
    if receipt:
        with writing(world.store) as db:
            confirm(db, receipt, world.worker)
    elif finance_settings(world, crossed.system).after_settling == "type again":
        with writing(world.store) as db:
            type_again(db, crossed.slip_id, world.worker, why + "照会して登録がないことを確かめました。")
    else:
        _to_a_person(world, crossed, why)


def _seen_within(world: World, finance: FinanceSystem, crossed: Posting) -> list[Voucher]:
    """Every voucher under the slip's key, looked for until there is one or the system has had time to settle."""
    chosen = finance_settings(world, crossed.system)
    until = time.monotonic() + chosen.settle_s
    while True:
        try:
            with writing(world.store) as db:
                renew(db, crossed.slip_id, world.worker, chosen.lease_s, now())
        except Moved as taken:
            raise Unavailable("照会に時間がかかりすぎたため、別の処理が照会を引き継ぎます。") from taken
        # Whether the time was up is asked before looking: the last look must lie behind it.
        last = time.monotonic() >= until
        found = finance.find(same_key(world, crossed.entry))
        if found or last:
            return found
        time.sleep(min(LOOK_AGAIN_S, max(0.0, until - time.monotonic())))


def _to_a_person(world: World, crossed: Posting, why: str) -> None:
    with writing(world.store) as db:
        to_unconfirmed(db, crossed.slip_id, world.worker, why)
        queue(db, words.unconfirmed(world, crossed.slip_id))


def same_key(world: World, entry: Entry) -> Search:
    """The search for our own voucher, over both years that can be open."""
    year = fiscal_year_of(world.settings.today())
    return Search((year, year - 1), key=entry.key)


def receipt_of(world: World, claimed: Posting, found: list[Voucher]) -> Receipt:
    """The Receipt for the one voucher that bears our key and says what we typed; Refused when a person must look at it."""
    numbers = "、".join(v.voucher_no for v in found)
    if len(found) > 1:
        raise Refused(
            f"整理番号 {claimed.slip_id} の伝票が {len(found)} 件あります（{numbers}）。二重登録の疑いがあります。"
        )
    voucher = found[0]
    if voucher.state not in finance_settings(world, claimed.system).registered:
        raise Refused(
            f"整理番号 {claimed.slip_id} の伝票 {numbers} は「{voucher.state}」です。どうするか決めてください。"
        )
    if fields := compare(claimed.entry, voucher):
        raise Refused(f"整理番号 {claimed.slip_id} の伝票 {numbers} の内容が違います（{'、'.join(fields)}）。")
    return Receipt(claimed.slip_id, voucher.voucher_no, now(), voucher.values)
