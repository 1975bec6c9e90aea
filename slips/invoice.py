"""Equations on an invoice of any layout (domain.md 2(b)): what vendors print differs, so each is set up only from what is there.

Subtotals may be printed without their tax or with it; which of the two, the total says.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from slips.equation import Equation, Texts, lines, number
from slips.form import Form
from slips.tax import legal_taxes, rates_on

CHEAPEST = 200
"""Yen: 2 % of it is more than all roundings of a tax together."""


def invoice_rows(form: Form, texts: Texts) -> Iterator[Equation]:
    """Quantity × unit price = amount, on each line that has all three."""
    for row, prefix in lines(form):
        fields = (prefix + "qty", prefix + "unit_price", prefix + "amount")
        figures = _numbers(texts, fields)
        if figures:
            qty, price, amount = figures
            yield Equation(f"line {row + 1}: quantity x unit price", fields, qty * price, amount)


def lines_by_rate(form: Form, texts: Texts) -> Iterator[Equation]:
    """Σ amounts of a tax rate = that rate's subtotal, or, of lines without tax, the subtotal less its tax.

    Not set up where a line has no readable amount, or where some lines name a rate and others do not.
    """
    rows = _rows(form, texts)
    amounts = _numbers(texts, tuple(p + "amount" for p in rows)) if rows else None
    if amounts is None or any(not texts.get(p + "rate") for p in rows):
        return
    for rate, target in _of_each_rate("subtotal", texts):
        own = [(p, amount) for p, amount in zip(rows, amounts, strict=True) if texts[p + "rate"] == rate]
        subtotal, total = number(texts, target), sum(amount for _, amount in own)
        fields = (*(p + c for p, amount in own if amount for c in ("amount", "rate")), target)
        tax = f"tax_{rate}"
        with_tax = _numbers(texts, (tax,))
        if total != subtotal and with_tax and total + with_tax[0] == subtotal:
            yield Equation(f"sum of lines and tax at {rate} %", (*fields, tax), subtotal, subtotal)
        else:
            yield Equation(f"sum of lines at {rate} %", fields, total, subtotal)


def tax_by_rate(_form: Form, texts: Texts) -> Iterator[Equation]:
    """The tax of a rate follows from its subtotal. It bears witness only for a figure of which no other digit would do as well.

    One that fails is no equation here: slips.check says so in its own words.
    """
    basis = _is_inclusive(texts)
    if basis is None:
        return
    for rate, base in _of_each_rate("subtotal", texts):
        share, tax = rates_on(day_of(texts)).get(rate), f"tax_{rate}"
        figures = _numbers(texts, (base, tax))
        if share is None or figures is None or figures[1] not in legal_taxes(figures[0], share, inclusive=basis):
            continue
        net, due = figures
        telling = tuple(f for f in (base, tax) if _is_telling(f == base, net, due, share, inclusive=basis))
        if telling:
            yield Equation(f"tax at {rate} %", telling, due, due)


def _is_telling(of_base: bool, base: int, tax: int, share: Fraction, *, inclusive: bool) -> bool:
    """Whether any one misread digit would break the equation: roundings leave the last digits of a base, and often of a tax, open."""
    others = _one_digit_off(base if of_base else tax)
    pairs = ((o, tax) if of_base else (base, o) for o in others)
    return not any(t in legal_taxes(b, share, inclusive=inclusive) for b, t in pairs)


def _one_digit_off(figure: int) -> Iterator[int]:
    digits = str(figure)
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield int(digits[:place] + other + digits[place + 1 :])


def invoice_total(form: Form, texts: Texts) -> Iterator[Equation]:
    """Subtotals + taxes = amount, or subtotals that contain their taxes = amount; without subtotals, lines (+ taxes) = amount.

    Not set up where a part of the sum is missing: a rate that lines name but no subtotal does.
    """
    amount = _numbers(texts, ("amount",))
    if not amount:
        return
    taxes = _figures(texts, tuple(name for _, name in _of_each_rate("tax", texts)))
    parts = _figures(texts, tuple(name for _, name in _of_each_rate("subtotal", texts)))
    named = {texts.get(p + "rate") for p in _rows(form, texts)} - {None, ""}
    if not parts:
        parts = _line_amounts(form, texts)
    elif not named <= {name.rpartition("_")[2] for name in parts}:
        return
    if not parts:
        return
    without, all_of_it = sum(parts.values()), sum(parts.values()) + sum(taxes.values())
    if all_of_it != amount[0] and without == amount[0]:
        yield Equation("total, tax within", (*parts, "amount"), without, amount[0])
    elif taxes or all_of_it == amount[0]:
        yield Equation("total", (*parts, *taxes, "amount"), all_of_it, amount[0])


def lines_with_tax(form: Form, texts: Texts) -> Iterator[Equation]:
    """Σ lines + the tax that follows from them = amount, whatever is printed between them; only where that tax needs no rounding.

    With a rounding the last digit of a line would be open. One that fails is no equation.
    """
    amounts, amount = _line_amounts(form, texts), _numbers(texts, ("amount",))
    if not amounts or not amount:
        return
    shares = rates_on(day_of(texts))
    for bases in bases_of_lines(form, texts):
        taxes = [yen * shares[rate] for rate, yen in bases.items()]
        if all(tax.denominator == 1 for tax in taxes) and sum(bases.values()) + sum(taxes) == amount[0]:
            yield Equation("lines with their tax", (*amounts, "amount"), amount[0], amount[0])


def bases_of_lines(form: Form, texts: Texts) -> list[dict[str, int]]:
    """Σ lines by rate; where not all lines name theirs, each rate that may be that of all of them."""
    amounts, rows, known = _line_amounts(form, texts), _rows(form, texts), rates_on(day_of(texts))
    named = [texts.get(p + "rate") for p in rows]
    if not amounts or not all(rate in known for rate in named):
        return [{rate: sum(amounts.values())} for rate in known] if amounts else []
    bases: dict[str, int] = {}
    for row, rate in zip(rows, named, strict=True):
        bases[rate or ""] = bases.get(rate or "", 0) + amounts[row + "amount"]
    return [bases]


def rate_of_lines(form: Form, texts: Texts) -> Iterator[Equation]:
    """Where no subtotal is printed and a tax of one rate only: that tax follows from all lines, so each of them bears that rate.

    A line so cheap that the other rate would give the same tax is not borne out. One that fails is no equation.
    """
    taxes, rows = _of_each_rate("tax", texts), _rows(form, texts)
    amounts, amount = _line_amounts(form, texts), _numbers(texts, ("amount",))
    if _of_each_rate("subtotal", texts) or len(taxes) != 1 or not amounts or not amount:
        return
    ((rate, name),) = taxes
    share, tax, total = rates_on(day_of(texts)).get(rate), int(texts[name]), sum(amounts.values())
    inclusive = total == amount[0]
    if share is None or (not inclusive and total + tax != amount[0]) or {texts.get(p + "rate") for p in rows} != {rate}:
        return
    if tax in legal_taxes(total, share, inclusive=inclusive):
        telling = tuple(p + "rate" for p in rows if amounts[p + "amount"] >= CHEAPEST)
        yield Equation(f"tax at {rate} % of all lines", telling, tax, tax)


def is_inclusive(texts: Texts) -> bool:
    """Whether the subtotals contain their tax, as the total says."""
    return bool(_is_inclusive(texts))


def _is_inclusive(texts: Texts) -> bool | None:
    amount = _numbers(texts, ("amount",))
    parts = _figures(texts, tuple(name for _, name in _of_each_rate("subtotal", texts)))
    taxes = _figures(texts, tuple(name for _, name in _of_each_rate("tax", texts)))
    if not amount or not parts:
        return None
    if sum(parts.values()) == amount[0]:
        return True
    return False if sum(parts.values()) + sum(taxes.values()) == amount[0] else None


def _line_amounts(form: Form, texts: Texts) -> dict[str, int]:
    """Amount of every line; {} where one cannot be read."""
    fields = tuple(p + "amount" for p in _rows(form, texts))
    return dict(zip(fields, _numbers(texts, fields) or (), strict=False)) if fields else {}


def _rows(form: Form, texts: Texts) -> list[str]:
    """Name prefix of each line that says anything."""
    columns = ("item", "qty", "unit_price", "amount")
    return [p for _, p in lines(form) if any(texts.get(p + c) for c in columns)]


def _of_each_rate(part: str, texts: Texts) -> list[tuple[str, str]]:
    """(rate, field) of the subtotals or taxes that the slip has."""
    return [(rate, f"{part}_{rate}") for rate in ("10", "8") if texts.get(f"{part}_{rate}")]


def _numbers(texts: Texts, fields: tuple[str, ...]) -> tuple[int, ...] | None:
    """All these numbers; None where one is missing or is no number."""
    try:
        return tuple(int(texts[f]) for f in fields)
    except (KeyError, ValueError):
        return None


def _figures(texts: Texts, fields: tuple[str, ...]) -> Mapping[str, int]:
    figures = _numbers(texts, fields)
    return dict(zip(fields, figures, strict=True)) if figures else {}


def day_of(texts: Texts) -> date | None:
    """The invoice's day; None where it is not known."""
    try:
        return date.fromisoformat(texts.get("invoiced_on", ""))
    except ValueError:
        return None
