"""A free layout as a whole: what its sums must bear out before any one figure of it may be called proved.

A figure found by its label or its heading may be read rightly, agree with its neighbours, and still bear a wrong name: behind a lost
line every line bears the number before its own, one tax printed for both rates looks like that of one rate, a total without tax
looks like the amount. Only the chain from all lines over subtotals and taxes to the amount says which is which.
"""

from collections.abc import Iterable, Iterator, Mapping

from slips.equation import Texts, lines
from slips.form import Form
from slips.invoice import bases_of_lines, day_of, lines_with_tax
from slips.tax import legal_taxes, rates_on

UNCOUNTED, UNTAXED, UNNAMED, UNTOLD = "uncounted lines", "total in doubt", "rate in doubt", "with or without tax"
"""Keys of slips.settle.WHY."""
SAYING = ("item", "qty", "unit", "unit_price", "amount")
"""Columns of which any one makes a line."""
RATES = ("10", "8")


def unproved(form: Form, texts: Texts) -> Mapping[str, str]:
    """Field → why the sums as a whole leave it open; {} on a printed form, whose every place is known."""
    if form.layout != "free" or not form.tables:
        return {}
    rows = _rows(form, texts)
    base, taxes = _base(rows, texts), _taxes(texts)
    is_inclusive = _basis(base, sum(taxes.values()), texts)
    is_taxed = is_inclusive is not None or any(lines_with_tax(form, texts))
    open_fields = {} if is_taxed else {"amount": UNTAXED}
    if is_inclusive is None or not _is_named(rows, texts, inclusive=is_inclusive):
        named = [f"{part}_{rate}" for part in ("subtotal", "tax") for rate in RATES]
        open_fields |= dict.fromkeys((*named, *(f"{p}rate" for _, p in lines(form))), UNNAMED)
    if not _is_counted(form, rows, base, taxes, texts):
        open_fields |= {f"{p}{c}": UNCOUNTED for p, c in _cells(form)}
    if base not in (_line_total(rows, texts), _reckoned_total(rows, texts)):
        # Many vendors print each subtotal twice, with tax and without; only lines of the same basis say which of them was found.
        open_fields = {f"subtotal_{rate}": UNTOLD for rate in RATES} | open_fields
    return {name: why for name, why in open_fields.items() if name in form.by_name}


def _cells(form: Form) -> Iterator[tuple[str, str]]:
    for table in form.tables:
        for row in range(table.rows):
            yield from ((f"{table.name}.{row}.", column) for column in table.columns)


def _rows(form: Form, texts: Texts) -> list[str]:
    """Name prefix of each line that says anything but its rate (which is told of every line, even of one that is none)."""
    return [p for _, p in lines(form) if any(texts.get(p + c) for c in SAYING)]


def _is_counted(form: Form, rows: list[str], base: int | None, taxes: Mapping[str, int], texts: Texts) -> bool:
    """Whether all lines together come to what is printed under them, from the first line on and without a gap.

    What is printed under them must itself be a part of the amount; where no amount was read, its taxes must be its own.
    """
    amount, tax = _figure(texts, "amount"), sum(taxes.values())
    if base is None or rows != [p for _, p in lines(form)][: len(rows)] or _has_tax_among(rows, texts):
        return False
    if amount is not None and _reach(form, amount, texts):
        return True
    if amount is None:
        reaches = bool(taxes) and any(_is_named(rows, texts, inclusive=basis) for basis in (True, False))
    else:
        reaches = amount in (base, base + tax)
    wanted = (base, base - tax)
    return reaches and (_line_total(rows, texts) in wanted or _reckoned_total(rows, texts) in wanted)


def _has_tax_among(rows: list[str], texts: Texts) -> bool:
    """Whether a line may be the tax itself, printed under the goods in the same table: lines and tax come to the amount as well."""
    amounts = {p: _figure(texts, p + "amount") or 0 for p in rows}
    total = sum(amounts.values())
    named = {texts.get(p + "rate", "") for p in rows}
    single = len(named) == 1 and "" not in named
    return any(_is_tax_of(total - yen, yen, p, texts, single=single) for p, yen in amounts.items() if yen)


def _is_tax_of(rest: int, yen: int, row: str, texts: Texts, *, single: bool) -> bool:
    """Of one rate; where it stands alone and the lines name no single rate, of any mixture of rates."""
    legal = [legal_taxes(rest, share) for share in rates_on(day_of(texts)).values()]
    if texts.get(row + "qty", "1") == "1" and any(yen in taxes for taxes in legal):
        return True
    is_alone = not any(texts.get(row + column) for column in ("qty", "unit_price"))
    return is_alone and not single and _is_possible(rest, yen, texts, inclusive=False)


def _reach(form: Form, amount: int, texts: Texts) -> bool:
    """Whether all lines, with the tax that follows from them, come to the amount, whatever is printed between them."""
    shares = rates_on(day_of(texts))
    for bases in bases_of_lines(form, texts):
        least = sum(yen + min(legal_taxes(yen, shares[rate])) for rate, yen in bases.items())
        most = sum(yen + max(legal_taxes(yen, shares[rate])) for rate, yen in bases.items())
        if least <= amount <= most:
            return True
    return False


def _line_total(rows: list[str], texts: Texts) -> int | None:
    """All amounts added up; None where a line has none that can be read."""
    return _total(_figure(texts, p + "amount") for p in rows)


def _reckoned_total(rows: list[str], texts: Texts) -> int | None:
    """The same with quantity × price where both were read: one amount misread or not read at all does not lose a line."""
    return _total(_reckoned(p, texts) for p in rows)


def _reckoned(row: str, texts: Texts) -> int | None:
    qty, price = _figure(texts, row + "qty"), _figure(texts, row + "unit_price")
    return _figure(texts, row + "amount") if qty is None or price is None else qty * price


def _total(figures: Iterable[int | None]) -> int | None:
    read = list(figures)
    return sum(f for f in read if f is not None) if read and None not in read else None


def _base(rows: list[str], texts: Texts) -> int | None:
    """What the taxes are reckoned from: the subtotals that are printed, else the lines."""
    printed = [figure for rate in RATES if (figure := _figure(texts, f"subtotal_{rate}")) is not None]
    return sum(printed) if printed else _line_total(rows, texts)


def _taxes(texts: Texts) -> dict[str, int]:
    found = {rate: _figure(texts, f"tax_{rate}") for rate in RATES}
    return {rate: tax for rate, tax in found.items() if tax is not None}


def _basis(base: int | None, tax: int, texts: Texts) -> bool | None:
    """Whether the base contains the tax, as the amount says; None where amount, base and tax do not fit together.

    A total without tax beside its tax is no amount: the tax must be one that the amount may contain.
    """
    amount = _figure(texts, "amount")
    if not base or not amount or not tax:
        return None
    if base == amount:
        return True if _is_possible(base, tax, texts, inclusive=True) else None
    return False if base + tax == amount and _is_possible(base, tax, texts, inclusive=False) else None


def _is_possible(base: int, tax: int, texts: Texts, *, inclusive: bool) -> bool:
    """Whether the tax lies between that of the lowest and that of the highest rate in force."""
    legal = [legal_taxes(base, share, inclusive=inclusive) for share in rates_on(day_of(texts)).values()]
    return min(map(min, legal)) - 1 <= tax <= max(map(max, legal)) + 1  # two rates are two roundings


def _is_named(rows: list[str], texts: Texts, *, inclusive: bool) -> bool:
    """Whether each tax is one of its own rate, and no rate has only one of the two that belong together."""
    shares = rates_on(day_of(texts))
    for rate in RATES:
        tax, base = _figure(texts, f"tax_{rate}"), _base_of(rate, rows, texts)
        printed = tax is not None or texts.get(f"subtotal_{rate}")
        if printed and (
            tax is None
            or base is None
            or rate not in shares
            or tax not in legal_taxes(base, shares[rate], inclusive=inclusive)
        ):
            return False
    return True


def _base_of(rate: str, rows: list[str], texts: Texts) -> int | None:
    """The rate's printed subtotal, else its lines."""
    if texts.get(f"subtotal_{rate}"):
        return _figure(texts, f"subtotal_{rate}")
    return _line_total([p for p in rows if texts.get(p + "rate", rate) in ("", rate)], texts)


def _figure(texts: Texts, field: str) -> int | None:
    try:
        return int(texts[field])
    except (KeyError, ValueError):
        return None
