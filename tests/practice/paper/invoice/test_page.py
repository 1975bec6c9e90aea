"""What an invoice says holds, its truth is what is printed, and nothing on it runs into anything else."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from practice.paper.fonts import ink_mm, width_mm
from practice.paper.invoice.fitting import FITTING
from practice.paper.invoice.judging import JUDGING
from practice.paper.invoice.page import Invoice, invoice, layout_of
from practice.paper.invoice.varied import VARIED
from practice.paper.made_up import World
from practice.paper.marks import Line, Rect, Words
from slips.written import canonical

SEEDS = (*range(2_000, 2_060), *range(4_000, 4_080), *range(12_000, 12_060))
KINDS = {
    "amount": "money", "unit_price": "money", "invoiced_on": "date", "invoice_no": "code", "registration_no": "code",
    "account_no": "digits", "holder_kana": "kana", "qty": "digits",
}  # fmt: skip
PAGE: Rect = (5, 5, 205, 292)


@pytest.fixture(scope="module")
def invoices(world: World) -> list[Invoice]:
    return [invoice(world, seed, embed=False) for seed in SEEDS]


def test_judging_layouts_are_drawn_for_judging_seeds_only() -> None:
    fitting = {layout_of(seed) for seed in range(0, 5_000, 7)}
    judging = {layout_of(seed) for seed in range(5_000, 15_000, 7)}
    assert (fitting, judging) == ({*FITTING, *VARIED}, set(JUDGING))
    assert not fitting & judging
    assert min(len(fitting), len(judging)) >= 5


def test_lines_taxes_and_total_add_up(invoices: list[Invoice]) -> None:
    for made in invoices:
        bill = made.bill
        for rate in bill.rates:
            assert bill.subtotals[rate] == sum(row.amount for row in bill.rows if row.rate == rate)
            exact = bill.subtotals[rate] * int(rate) / (100 + (int(rate) if bill.basis == "inclusive" else 0))
            assert abs(bill.taxes[rate] - exact) < 1
        assert bill.total == sum(bill.subtotals.values()) + (bill.tax if bill.basis == "exclusive" else 0)
        assert all(row.qty * row.unit_price == row.amount for row in bill.rows if row.qty)


def test_invoices_are_of_every_kind(invoices: list[Invoice]) -> None:
    lengths = {len(made.bill.rows) for made in invoices}
    assert min(lengths) == 1
    assert max(lengths) >= 15
    assert {made.bill.rates for made in invoices} >= {("10",), ("10", "8")}
    assert {made.bill.basis for made in invoices} == {"exclusive", "inclusive"}
    assert any(len(row.item) == 2 for made in invoices for row in made.bill.rows)
    assert any(mark.text == "〃" for made in invoices for mark in _words(made))
    assert any(not row.qty for made in invoices for row in made.bill.rows)


def test_some_vendors_are_in_no_master(invoices: list[Invoice], world: World) -> None:
    known = {c.name for c in world.masters.creditors.values()}
    strangers = [made for made in invoices if made.bill.vendor.name not in known]
    assert 0 < len(strangers) < len(invoices) / 2


def test_every_registration_number_has_a_valid_check_digit(invoices: list[Invoice]) -> None:
    for number in filter(None, (made.bill.vendor.registration_no for made in invoices)):
        base = [int(c) for c in reversed(number[2:])]
        assert int(number[1]) == 9 - sum(p * (1 + n % 2) for n, p in enumerate(base)) % 9


def test_the_truth_is_canonical(invoices: list[Invoice]) -> None:
    for made in invoices:
        for name, text in made.texts.items():
            kind = KINDS.get(name.rpartition(".")[2], "money" if name.startswith(("subtotal", "tax")) else "text")
            assert canonical(kind, text) == text, name


def test_what_the_truth_says_is_printed_or_called_implied(invoices: list[Invoice]) -> None:
    for made in invoices:
        printed = "".join(mark.text for mark in _words(made)).replace(",", "")
        for name in ("amount", "issuer_name", "addressee", "invoice_no", "account_no"):
            assert made.texts[name] in printed
        assert all(name.endswith(".rate") for name in made.implied)
        assert {"invoiced_on", "lines.0.item", "lines.0.amount"} <= set(made.texts)


def test_everything_stands_on_the_page(invoices: list[Invoice]) -> None:
    for made in invoices:
        for x0, y0, x1, y1 in map(_ink, _words(made)):
            assert PAGE[0] < x0 < x1 < PAGE[2], made.layout.draw.__name__
            assert PAGE[1] < y0 < y1 < PAGE[3], made.layout.draw.__name__


def test_no_text_runs_into_another_or_through_a_rule(invoices: list[Invoice]) -> None:
    for seed, made in zip(SEEDS, invoices, strict=True):
        texts = [(mark.text, _ink(mark)) for mark in _words(made)]
        for (left, a), (right, b) in combinations(texts, 2):
            assert not _meet(a, b), (seed, made.layout.draw.__name__, left, right)
        for text, rect in texts:
            assert not any(_meet(rect, rule) for rule in _rules(made)), (seed, made.layout.draw.__name__, text)


def _words(made: Invoice) -> Iterator[Words]:
    return (mark for mark in made.sheet.marks if isinstance(mark, Words) and mark.text.strip())


def _rules(made: Invoice) -> Iterator[Rect]:
    lines = (mark for mark in made.sheet.marks if isinstance(mark, Line))
    return ((min(m.x0, m.x1), min(m.y0, m.y1), max(m.x0, m.x1), max(m.y0, m.y1)) for m in lines)


def _ink(mark: Words) -> Rect:
    wide = width_mm(mark.text, mark.font, mark.size_pt)
    x = mark.x - {"left": 0.0, "middle": wide / 2, "right": wide}[mark.align]
    left, top, right, bottom = ink_mm(mark.text, mark.font, mark.size_pt)
    return (x + left, mark.y + top, x + right, mark.y + bottom)


def _meet(a: Rect, b: Rect) -> bool:
    slack = 0.05
    return min(a[2], b[2]) - max(a[0], b[0]) > -slack and min(a[3], b[3]) - max(a[1], b[1]) > -slack
