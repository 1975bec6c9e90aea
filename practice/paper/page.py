"""Pages of every paper: the marks on each, its seals, and what stands on it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from practice.paper.commuting import FAULTS as APPLICATION_FAULTS
from practice.paper.commuting import Application, made_up_application
from practice.paper.draw import SHEETS, blank, field_rect, filled, form_of, handwritten, is_hand, rect_of
from practice.paper.faults import FAULTS as SLIP_FAULTS
from practice.paper.faults import faulty
from practice.paper.fonts import HAND_FONTS, chosen
from practice.paper.handwriting import PENS, Writer
from practice.paper.invoice.faults import FAULTS as INVOICE_FAULTS
from practice.paper.invoice.faults import layered, mistotalled, struck
from practice.paper.invoice.page import Invoice, invoice
from practice.paper.made_up import Texts, World, in_order, made_up
from practice.paper.marks import Mark, Rect, Words
from practice.paper.pen import Half
from practice.paper.seal import Seal
from practice.paper.ticks import circled, ticked
from slips.form import Form

SEALED = ("school_name", "creditor_name", "amount", "inspector", "holder_kana", "account_name")
INVOICE, APPLICATION, BLANK = "invoice", "commuting-subsidy", "blank"


@dataclass(frozen=True)
class Page:
    """One page of a sample: the marks on it and the canonical texts of its fields.

    seal_places: where the profiles with seals press officers' seals; seals: those that belong on the page, likewise;
    own_seals: those that stand on it under every profile; more: what else its truth says; pictured, layer: what a digital page shows
    as a picture only, and the words that it says but does not show.
    """

    form: str
    marks: tuple[Mark, ...]
    texts: Texts
    fault: str = ""
    handwritten: bool = False
    size_mm: tuple[float, float] = (210.0, 297.0)
    seal_places: tuple[Rect, ...] = ()
    seals: tuple[Seal, ...] = ()
    own_seals: tuple[Seal, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    pictured: tuple[Mark, ...] = ()
    layer: tuple[Words, ...] = ()

    @property
    def truth(self) -> dict[str, Any]:
        """As it stands in the file beside the sample."""
        head = {"form": self.form, "handwritten": self.handwritten, "fault": self.fault}
        return {**head, "fields": self.texts, **self.more}


@dataclass(frozen=True)
class Maker:
    """What pages are made from. embed: only fonts that a PDF can carry; half: which half of the handwritten digits."""

    world: World
    forms: Path
    half: Half
    embed: bool

    def page(self, form: str, seed: int, fault: str = "") -> Page:
        """The page of a form and seed; ValueError for a fault that this paper does not have."""
        if fault and fault not in faults_of(form):
            raise ValueError(f"{form} has no fault {fault!r}; it has {', '.join(faults_of(form)) or 'none'}")
        return PAPERS.get(form, slip_page)(self, form, seed, fault)


def faults_of(form: str) -> tuple[str, ...]:
    """The names of the faults that a paper can have."""
    return {INVOICE: INVOICE_FAULTS, APPLICATION: tuple(APPLICATION_FAULTS), BLANK: ()}.get(form, tuple(SLIP_FAULTS))


def slip_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """A school slip, printed or by hand."""
    form = form_of(name, maker.forms)
    texts = faulty(maker.world, name, seed, fault) if fault else made_up(maker.world, name, seed)
    texts = in_order([f.name for f in form.fields], texts)
    rng = random.Random(f"look/{name}/{seed}")
    marks = blank(form) + filled(form, texts, rng, maker.half, embed=maker.embed)
    places = _seal_places(form, texts, rng)
    return Page(name, marks, texts, fault, is_hand(form), (form.width_mm, form.height_mm), places)


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


def invoice_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """An invoice in its vendor's own layout."""
    sound = invoice(maker.world, seed, maker.embed)
    page = Page(name, sound.sheet.marks, sound.texts, fault, seals=(_firm_seal(sound, seed),), more=_more(sound))
    match fault:
        case "":
            return page
        case "sum_mismatch":
            wrong = mistotalled(sound, seed, maker.embed)
            return replace(page, marks=wrong.sheet.marks, texts=wrong.texts)
        case "hidden_amount":
            if not maker.embed:
                raise ValueError("a hidden text layer stands on a digital page only: --profile digital")
            lying = mistotalled(sound, seed, maker.embed)
            made = layered(sound, lying, seed)
            more = {**page.more, "hidden": {"amount": lying.texts["amount"]}}
            return replace(page, marks=made.marks, pictured=made.pictured, layer=made.layer, more=more)
    target = "amount" if fault == "struck_amount" else "lines.0.amount"
    added, new = struck(sound, seed, target, maker.half)
    more = {**page.more, "struck": {target: sound.texts[target]}}
    return replace(page, marks=page.marks + added, texts=sound.texts | {target: new}, more=more)


def _more(made: Invoice) -> dict[str, Any]:
    return {"basis": made.bill.basis, "implied": list(made.implied), "layout": made.layout.draw.__name__}


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


def application_page(maker: Maker, name: str, seed: int, fault: str) -> Page:
    """An application for a commuting subsidy."""
    form = form_of(name, maker.forms)
    made = made_up_application(maker.world, form, seed)
    if fault:
        made = APPLICATION_FAULTS[fault](made, random.Random(f"{fault}/{name}/{seed}"))
    made = replace(made, texts=in_order([f.name for f in form.fields], made.texts))
    rng = random.Random(f"look/{name}/{seed}")
    marks = blank(form) + _by_applicant(form, made, Writer(chosen(HAND_FONTS, rng), rng.choice(PENS), maker.half, rng))
    seals = (_own_seal(form, made, rng),) if made.sealed else ()
    seats = tuple(seat for seat in SHEETS[name]().seats if rng.random() < 0.6)
    places = tuple((x0 + 4, (y0 + y1) / 2 - 6, x1 - 4, (y0 + y1) / 2 + 6) for x0, y0, x1, y1 in seats)
    size = (form.width_mm, form.height_mm)
    return Page(name, marks, made.texts, fault, True, size, places, own_seals=seals, more=made.more)


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


def blank_page(_maker: Maker, _name: str, _seed: int, _fault: str) -> Page:
    """The back of a sheet."""
    return Page("", (), {}, more={"blank": True})


PAPERS: dict[str, Callable[[Maker, str, int, str], Page]] = {
    **dict.fromkeys(("school-slip", "school-slip-hand"), slip_page),
    APPLICATION: application_page,
    INVOICE: invoice_page,
    BLANK: blank_page,
}
"""Every kind of page that can be drawn."""
