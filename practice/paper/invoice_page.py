"""An invoice as a page, sound or faulty."""

import random
from dataclasses import replace
from typing import Any

from practice.paper.invoice.page import Invoice, invoice, mistotalled
from practice.paper.page import HIDDEN, STRUCK, Maker, Page, lying, struck, written_in
from practice.paper.seal import Seal

FAULTS = ("sum_mismatch", STRUCK, "struck_line", HIDDEN)


def invoice_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """An invoice in its vendor's own layout."""
    sound = invoice(maker.world, seed, maker.embed)
    page = Page(name, sound.sheet.marks, sound.texts, fault, seals=(_firm_seal(sound, seed),), more=_more(sound))
    match fault:
        case "sum_mismatch":
            wrong = mistotalled(sound, seed, maker.embed)
            return replace(page, marks=wrong.sheet.marks, texts=wrong.texts)
        case "hidden_amount":
            other = mistotalled(sound, seed, maker.embed)
            return lying(maker, page, other.sheet.marks, other.texts["amount"], seed)
        case "struck_amount":
            return struck(maker, page, "amount", sound.sheet.rooms["amount"], seed)
        case "struck_line":
            return struck(maker, page, "lines.0.amount", sound.sheet.rooms["lines.0.amount"], seed)
    return page


def _more(made: Invoice) -> dict[str, Any]:
    return {
        "font": written_in(made.sheet.marks),
        "basis": made.bill.basis,
        "implied": list(made.implied),
        "layout": made.layout.draw.__name__,
    }


def _firm_seal(made: Invoice, seed: int) -> Seal:
    """Square with the firm's name where it has a legal form, else its owner's round one; over the end of its name."""
    rng = random.Random(f"seal/{seed}")
    name = made.bill.vendor.name
    x, y = made.layout.seal_at
    firm = any(form in name for form in ("会社", "法人"))
    side = rng.uniform(18, 23) if firm else rng.uniform(11, 14)
    x, y = x + rng.uniform(-4, 2), y + rng.uniform(-3, 4)
    place = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    return Seal(f"{name}之印" if firm else name[:2], place, square=firm)
