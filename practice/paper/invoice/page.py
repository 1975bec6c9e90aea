"""An invoice as a page: which layout a seed gets, what is drawn, and the canonical texts of what is printed on it."""

import random
from dataclasses import dataclass, replace

from practice.paper.invoice.bill import Bill, made_up_bill
from practice.paper.invoice.fitting import FITTING
from practice.paper.invoice.judging import JUDGING
from practice.paper.invoice.layout import Layout
from practice.paper.invoice.look import look_for
from practice.paper.invoice.varied import VARIED
from practice.paper.made_up import Texts, World
from practice.paper.sheet import Sheet
from slips.written import canonical

FIRST_VARIED_SEED, FIRST_JUDGING_SEED = 4_000, 5_000
_OFF = (-10_000, -1_000, -900, 900, 1_000, 9_000, 10_000)


@dataclass(frozen=True)
class Invoice:
    """One drawn invoice. texts: what is printed, canonically, dittos and marks taken for what they mean; implied: those of them
    that no figure or word of the page says literally; rate: what a line's mark or the only rate of the page says."""

    bill: Bill
    layout: Layout
    sheet: Sheet
    texts: Texts
    implied: tuple[str, ...]


def layout_of(seed: int) -> Layout:
    """Seeds below FIRST_JUDGING_SEED see only the layouts for fitting, from FIRST_VARIED_SEED on the varied ones; the others only
    those for judging."""
    layouts = FITTING if seed < FIRST_VARIED_SEED else VARIED if seed < FIRST_JUDGING_SEED else JUDGING
    return layouts[random.Random(f"invoice layout/{seed}").randrange(len(layouts))]


def invoice(world: World, seed: int, embed: bool) -> Invoice:
    """The invoice of a seed."""
    layout = layout_of(seed)
    return drawn_invoice(made_up_bill(world, seed, layout.basis, layout.most_rows), layout, seed, embed)


def drawn_invoice(bill: Bill, layout: Layout, seed: int, embed: bool) -> Invoice:
    """A bill drawn in a layout, in the seed's look."""
    sheet = layout.draw(bill, look_for(random.Random(f"invoice look/{seed}"), embed))
    said = _texts(bill)
    rates = {name for name in said if name.endswith(".rate")}
    texts = {name: text for name, text in said.items() if name in sheet.rooms or name in rates}
    return Invoice(bill, layout, sheet, texts, tuple(name for name in texts if name not in sheet.rooms))


def mistotalled(sound: Invoice, seed: int, embed: bool) -> Invoice:
    """The same invoice asking for more or less than its lines and taxes come to."""
    total = sound.bill.total
    wrong = random.Random(f"mistotalled/{seed}").choice([total + off for off in _OFF if total + off > 0])
    return drawn_invoice(replace(sound.bill, total=wrong), sound.layout, seed, embed)


def _texts(bill: Bill) -> Texts:
    """Everything the invoice could say, canonically."""
    v = bill.vendor
    texts = {
        "issuer_name": v.name,
        "addressee": bill.addressee,
        "invoice_no": bill.invoice_no,
        "invoiced_on": bill.invoiced_on.isoformat(),
        "registration_no": v.registration_no,
        "amount": str(bill.total),
        "bank_name": v.bank_name,
        "branch_name": v.branch_name,
        "account_type": v.account_type,
        "account_no": v.account_no,
        "holder_kana": canonical("kana", v.holder_kana) or "",
    }
    for rate in bill.rates:
        texts |= {f"subtotal_{rate}": str(bill.subtotals[rate]), f"tax_{rate}": str(bill.taxes[rate])}
    for number, row in enumerate(bill.rows):
        cells = {"item": "".join(row.item), "rate": row.rate, "amount": str(row.amount)}
        if row.qty:
            cells |= {"qty": str(row.qty), "unit": row.unit, "unit_price": str(row.unit_price)}
        texts |= {f"lines.{number}.{column}": text for column, text in cells.items()}
    return {name: text for name, text in texts.items() if text}
