"""Slips that are wrong on purpose, each in one named way, so that every check has something to find."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from practice.paper.goods import PURCHASES
from practice.paper.made_up import (
    Texts,
    World,
    amount_texts,
    creditor_texts,
    kind_of,
    line_texts,
    made_up,
    slip_no,
)

Fault = Callable[[World, Texts, random.Random], Texts]


def faulty(world: World, form: str, seed: int, fault: str) -> Texts:
    """The slip of this seed with one fault. duplicate_invoice: the invoice of the faultless slip of seed - 1 once more."""
    base = seed - 1 if fault == "duplicate_invoice" else seed
    texts = made_up(world, form, base)
    texts["slip_no"] = slip_no(form, texts["school_code"], seed)
    return FAULTS[fault](world, texts, random.Random(f"{fault}/{form}/{seed}"))


def _sum_mismatch(_world: World, texts: Texts, rng: random.Random) -> Texts:
    """The amount, in figures and in words, is not what the lines and taxes come to."""
    return texts | amount_texts(int(texts["amount"]) + rng.choice((900, 1_000, 9_000, 10_000)))


def _stopped_creditor(world: World, texts: Texts, rng: random.Random) -> Texts:
    kept = {name: text for name, text in texts.items() if name != "registration_no"}
    return kept | creditor_texts(rng.choice(world.sellers("stopped")))


def _over_balance(world: World, texts: Texts, rng: random.Random) -> Texts:
    """A school whose account has little left buys more than that."""
    poor = [a for a in world.allotted() if 1_000 <= a[2] <= 150_000]
    school, account, left_yen = rng.choice(poor)
    dear = max(PURCHASES[kind_of(account.account_code)].goods, key=lambda good: good.price_yen[1] * good.most)
    price = dear.price_yen[1]
    lines = line_texts([(dear, left_yen // price + rng.randint(2, 5), price)], int)
    kept = {name: text for name, text in texts.items() if not name.startswith(("lines.", "subtotal_", "tax_"))}
    place = {
        "school_code": school.school_code,
        "school_name": school.name,
        "account_code": account.account_code,
        "account_name": account.name,
    }
    return kept | lines | place


def _old_setsu(_world: World, texts: Texts, _rng: random.Random) -> Texts:
    """修繕料 under 節 11, its number until FY2019."""
    root = texts["account_code"].rsplit("-", 2)[0]
    project = texts["account_name"].split(" ")[0]
    return texts | {"account_code": f"{root}-11-06", "account_name": f"{project} 需用費 修繕料"}


def _inactive_account(world: World, texts: Texts, rng: random.Random) -> Texts:
    closed = [
        a for _, a in sorted(world.masters.accounts.items()) if a.fiscal_year == world.fiscal_year and not a.active
    ]
    account = rng.choice(closed)
    return texts | {"account_code": account.account_code, "account_name": account.name}


def _date_disorder(_world: World, texts: Texts, rng: random.Random) -> Texts:
    """Inspected before it was delivered."""
    inspected = date.fromisoformat(texts["delivered_on"]) - timedelta(days=rng.randint(1, 4))
    return texts | {"inspected_on": inspected.isoformat(), "ordered_on": (inspected - timedelta(days=5)).isoformat()}


def _future_date(world: World, texts: Texts, rng: random.Random) -> Texts:
    return texts | {"drafted_on": (world.today + timedelta(days=rng.randint(5, 20))).isoformat()}


def _bad_registration_no(_world: World, texts: Texts, rng: random.Random) -> Texts:
    """One digit changed, so that the check digit does not fit; never 0 for 9, which it cannot tell apart."""
    number = texts.get("registration_no", "T7000012050002")
    place = rng.randrange(2, 14)
    digit = str((int(number[place]) % 9 + rng.randint(1, 7)) % 9)
    return texts | {"registration_no": number[:place] + digit + number[place + 1 :]}


def _unknown_branch(_world: World, texts: Texts, _rng: random.Random) -> Texts:
    return texts | {"branch_code": "997", "branch_name": "花里市役所前"}


def _words_mismatch(_world: World, texts: Texts, rng: random.Random) -> Texts:
    return texts | {"amount_words": str(int(texts["amount"]) + rng.choice((-900, 1_000, 10_000)))}


def _outside_cp932(_world: World, texts: Texts, rng: random.Random) -> Texts:
    """鷗 is in every print font and in no Shift_JIS: the finance system cannot hold it."""
    return texts | {"description": f"{rng.choice(('3学年', '図書室', '全学年'))}用、森鷗外の作品を授業で使用するため"}


def _blank_amount(_world: World, texts: Texts, _rng: random.Random) -> Texts:
    return {name: text for name, text in texts.items() if name not in ("amount", "amount_words")}


def _duplicate_invoice(world: World, texts: Texts, _rng: random.Random) -> Texts:
    """The same invoice comes again, drafted anew on the business day under a new slip number."""
    return texts | {"drafted_on": world.today.isoformat()}


FAULTS: dict[str, Fault] = {
    "sum_mismatch": _sum_mismatch,
    "stopped_creditor": _stopped_creditor,
    "over_balance": _over_balance,
    "old_setsu": _old_setsu,
    "inactive_account": _inactive_account,
    "date_disorder": _date_disorder,
    "future_date": _future_date,
    "bad_registration_no": _bad_registration_no,
    "unknown_branch": _unknown_branch,
    "words_mismatch": _words_mismatch,
    "duplicate_invoice": _duplicate_invoice,
    "outside_cp932": _outside_cp932,
    "blank_amount": _blank_amount,
}
