"""A school slip as a page, printed or by hand, sound or faulty."""

import random

from practice.paper.draw import SHEETS, blank, field_rect, filled, form_of, is_hand, rect_of, written
from practice.paper.faults import FAULTS as WRITTEN_FAULTS
from practice.paper.faults import faulty
from practice.paper.fonts import width_mm
from practice.paper.made_up import Texts, in_order, made_up
from practice.paper.marks import Mark, Rect, Words
from practice.paper.page import CORRECTED, HIDDEN, STRUCK, Maker, Page, corrected_amount, lying, struck, written_in
from slips.form import Form

SEALED = ("school_name", "creditor_name", "amount", "inspector", "holder_kana", "account_name")
FAULTS = (*WRITTEN_FAULTS, STRUCK, HIDDEN, *CORRECTED)


def slip_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """The slip of a form and seed."""
    form = form_of(name, maker.forms)
    texts = faulty(maker.world, name, seed, fault) if fault in WRITTEN_FAULTS else made_up(maker.world, name, seed)
    texts = in_order([f.name for f in form.fields], texts)
    marks, rng = _marks(maker, form, texts, seed)
    places = _seal_places(form, texts, rng)
    more = {"font": written_in(marks[len(blank(form)) :])}
    page = Page(name, marks, texts, fault, is_hand(form), (form.width_mm, form.height_mm), places, more=more)
    if fault in CORRECTED:
        return corrected_amount(maker, page, "amount", field_rect(form, form.by_name["amount"]), fault, seed)
    match fault:
        case "struck_amount":
            return struck(maker, page, "amount", amount_ink(form, page, "amount"), seed)
        case "hidden_amount":
            said = in_order([f.name for f in form.fields], faulty(maker.world, name, seed, "sum_mismatch"))
            return lying(maker, page, _marks(maker, form, said, seed)[0], said["amount"], seed)
    return page


def _marks(maker: Maker, form: Form, texts: Texts, seed: int) -> tuple[tuple[Mark, ...], random.Random]:
    """The marks of a filled slip, and the chance that drew them."""
    rng = random.Random(f"look/{form.name}/{seed}")
    return blank(form) + filled(form, texts, rng, maker.half, embed=maker.embed), rng


def amount_ink(form: Form, page: Page, name: str) -> Rect:
    """Where the figures of an amount stand: at the right end of its boxes, or of its room if it is printed."""
    field = form.by_name[name]
    x0, y0, x1, y1 = rect_of(form, field.box)
    middle, high = (y0 + y1) / 2, (y1 - y0) * 0.35
    if field.cells:
        return (x1 - (x1 - x0) / field.cells * len(page.texts[name]), middle - high, x1 - 1.0, middle + high)
    text = written(field, page.texts[name])
    printed = next(mark for mark in page.marks if isinstance(mark, Words) and mark.text == text)
    return (printed.x - width_mm(text, printed.font, printed.size_pt), middle - 2.5, printed.x, middle + 2.5)


def _seal_places(form: Form, texts: Texts, rng: random.Random) -> tuple[Rect, ...]:
    """Seals over three fields, and in some of the seats where they belong."""
    over = [_over(field_rect(form, form.by_name[name]), rng) for name in rng.sample(SEALED, 3) if name in texts]
    seats = [seat for seat in SHEETS[form.name]().seats if rng.random() < 0.6]
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in seats]
    return (*over, *((x - 5.5, y - 5.5, x + 5.5, y + 5.5) for x, y in middles))


def _over(rect: Rect, rng: random.Random) -> Rect:
    """Where a seal falls on a field: over the end of its text, 11 to 16 mm high."""
    x0, y0, x1, y1 = rect
    side = rng.uniform(11, 16)
    x = x0 + min(rng.uniform(12, 40), (x1 - x0) * 0.8)
    middle = (y0 + y1) / 2
    return (x - side / 2, middle - side / 2, x + side / 2, middle + side / 2)
