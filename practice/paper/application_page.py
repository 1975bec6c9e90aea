"""An application for a commuting subsidy as a page, sound or faulty."""

import random
from dataclasses import replace

from practice.paper.commuting import FAULTS as WRITTEN_FAULTS
from practice.paper.commuting import Application, made_up_application
from practice.paper.draw import SHEETS, blank, field_rect, form_of, handwritten, rect_of
from practice.paper.fonts import HAND_FONTS, chosen
from practice.paper.handwriting import PENS, Writer
from practice.paper.made_up import in_order
from practice.paper.marks import Mark
from practice.paper.page import CORRECTED, STRUCK, Maker, Page, corrected_amount, struck, written_in
from practice.paper.seal import Seal
from practice.paper.slip_page import amount_ink
from practice.paper.ticks import circled, ticked
from slips.form import Form

FAULTS = (*WRITTEN_FAULTS, STRUCK, *CORRECTED)


def application_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """An application for a commuting subsidy."""
    form = form_of(name, maker.forms)
    made = made_up_application(maker.world, form, seed)
    if fault in WRITTEN_FAULTS:
        made = WRITTEN_FAULTS[fault](made, random.Random(f"{fault}/{name}/{seed}"))
    made = replace(made, texts=in_order([f.name for f in form.fields], made.texts))
    rng = random.Random(f"look/{name}/{seed}")
    written = _by_applicant(form, made, Writer(chosen(HAND_FONTS, rng), rng.choice(PENS), maker.half, rng))
    seals = (_own_seal(form, made, rng),) if made.sealed else ()
    seats = tuple(seat for seat in SHEETS[name]().seats if rng.random() < 0.6)
    places = tuple((x0 + 4, (y0 + y1) / 2 - 6, x1 - 4, (y0 + y1) / 2 + 6) for x0, y0, x1, y1 in seats)
    size = (form.width_mm, form.height_mm)
    more = {"font": written_in(written), **made.more}
    page = Page(name, blank(form) + written, made.texts, fault, True, size, places, own_seals=seals, more=more)
    if fault == STRUCK:
        return struck(maker, page, "claim_amount", amount_ink(form, page, "claim_amount"), seed)
    if fault in CORRECTED:
        room = field_rect(form, form.by_name["claim_amount"])
        return corrected_amount(maker, page, "claim_amount", room, fault, seed)
    return page


def _by_applicant(form: Form, made: Application, writer: Writer) -> tuple[Mark, ...]:
    """Everything the applicant writes, ticks and circles."""
    marks: list[Mark] = []
    for name, text in made.texts.items():
        field = form.by_name[name]
        if not field.mark:
            marks += handwritten(form, field, made.shown.get(name, text), writer)
    for name, texts in made.marks_of.items():
        field = form.by_name[name]
        draw = ticked if field.mark == "check" else circled
        for option in field.options:
            if option.text in texts:
                marks += draw(rect_of(form, option.box), writer)
    return tuple(marks)


def _own_seal(form: Form, made: Application, rng: random.Random) -> Seal:
    """The applicant's round seal, somewhere in its room."""
    x0, y0, x1, y1 = field_rect(form, form.by_name["applicant_seal"])
    side = rng.uniform(9.5, 11.0)
    x, y = rng.uniform(x0 + 2, min(x1, x0 + 30) - side), rng.uniform(y0, y1 - side)
    return Seal(made.sealed, (x, y, x + side, y + side))
