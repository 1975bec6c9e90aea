"""Every kind of page that can be drawn, and the faults that each can have."""

from collections.abc import Callable

from practice.paper import application_page, invoice_page, slip_page
from practice.paper.page import Maker, Page

INVOICE, BLANK = "invoice", "blank"


def blank_page(_maker: Maker, _name: str, _seed: int, _fault: str) -> Page:
    """The back of a sheet."""
    return Page("", (), {}, more={"blank": True})


PAPERS: dict[str, Callable[[Maker, str, int, str], Page]] = {
    "school-slip": slip_page.slip_page,
    "school-slip-hand": slip_page.slip_page,
    "commuting-subsidy": application_page.application_page,
    INVOICE: invoice_page.invoice_page,
    BLANK: blank_page,
}
FAULTS_OF: dict[str, tuple[str, ...]] = {
    "school-slip": slip_page.FAULTS,
    "school-slip-hand": slip_page.FAULTS,
    "commuting-subsidy": application_page.FAULTS,
    INVOICE: invoice_page.FAULTS,
    BLANK: (),
}


def page_of(maker: Maker, form: str, seed: int, fault: str = "") -> Page:
    """The page of a paper and seed; ValueError for a fault that this paper does not have."""
    if fault and fault not in FAULTS_OF[form]:
        raise ValueError(f"{form} has no fault {fault!r}; it has {', '.join(FAULTS_OF[form]) or 'none'}")
    return PAPERS[form](maker, form, seed, fault)
