"""Equations on a slip: when one holds, each number in it has been witnessed by all the others.

An equation that fails proves nothing about any one number: it becomes a Finding (slips.check), not a voice against.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from slips.commuting import claims, other_subsidies, pass_periods
from slips.equation import Equation, Texts, lines, number
from slips.form import Form
from slips.invoice import invoice_rows, invoice_total, lines_by_rate, lines_with_tax, rate_of_lines, tax_by_rate
from slips.written import fiscal_year_of


def equations(form: Form, texts: Texts) -> list[Equation]:
    """Every equation of the form's `sums` and `totals` that these texts allow; those with an unreadable number are left out."""
    return [*(e for name in form.sums for e in SUMS[name](form, texts)), *_totals(form, texts)]


def _totals(form: Form, texts: Texts) -> Iterator[Equation]:
    """The form's own additions."""
    for each in form.totals:
        if not texts.get(each.total):
            continue
        try:
            added = sum(number(texts, f) for f in each.parts)
            yield Equation(f"total {each.total}", (*each.parts, each.total), added, number(texts, each.total))
        except ValueError:
            continue


def _rows(form: Form, texts: Texts) -> Iterator[Equation]:
    """Quantity × unit price = amount, on each line that says anything."""
    for row, prefix in lines(form):
        fields = (prefix + "qty", prefix + "unit_price", prefix + "amount")
        if not any(texts.get(f) for f in fields):
            continue
        try:
            qty, price, amount = (number(texts, f) for f in fields)
        except ValueError:
            continue
        yield Equation(f"line {row + 1}: quantity x unit price", fields, qty * price, amount)


def _subtotals(form: Form, texts: Texts) -> Iterator[Equation]:
    """Σ amounts of a tax rate = that rate's subtotal. Rows without a word on them count as 0, and are witnessed as empty."""
    empty = [
        p + "amount" for _, p in lines(form) if not any(texts.get(p + c) for c in ("rate", "amount", "unit_price"))
    ]
    for rate in ("10", "8"):
        target = f"subtotal_{rate}"
        amounts = [p + "amount" for _, p in lines(form) if texts.get(p + "rate") == rate]
        if target in form.by_name and (amounts or texts.get(target)):
            try:
                total = sum(number(texts, f) for f in amounts)
                fields = (*amounts, *empty, target)
                yield Equation(f"sum of lines at {rate} %", fields, total, number(texts, target))
            except ValueError:
                continue


def _total(form: Form, texts: Texts) -> Iterator[Equation]:
    """Subtotals + taxes = amount."""
    parts = tuple(f for f in ("subtotal_10", "tax_10", "subtotal_8", "tax_8") if f in form.by_name)
    if not texts.get("amount"):
        return
    try:
        yield Equation("total", (*parts, "amount"), sum(number(texts, f) for f in parts), number(texts, "amount"))
    except ValueError:
        return


def _words(_form: Form, texts: Texts) -> Iterator[Equation]:
    """Amount in words = amount in figures."""
    if texts.get("amount_words") and texts.get("amount"):
        try:
            yield Equation(
                "amount in words", ("amount_words", "amount"), number(texts, "amount_words"), number(texts, "amount")
            )
        except ValueError:
            return


def _fiscal_year(_form: Form, texts: Texts) -> Iterator[Equation]:
    """The year that is charged = the year of the delivery (令143条). Many days have one year, so only the year is borne out."""
    try:
        delivered = date.fromisoformat(texts.get("delivered_on", ""))
        yield Equation("year of delivery", ("fiscal_year",), fiscal_year_of(delivered), number(texts, "fiscal_year"))
    except ValueError:
        return


SUMS: Mapping[str, Callable[[Form, Texts], Iterator[Equation]]] = {
    "subsidy": claims,
    "pass_period": pass_periods,
    "other_subsidy": other_subsidies,
    "rows": _rows,
    "subtotals": _subtotals,
    "total": _total,
    "words": _words,
    "fiscal_year": _fiscal_year,
    "invoice_rows": invoice_rows,
    "lines_by_rate": lines_by_rate,
    "tax_by_rate": tax_by_rate,
    "rate_of_lines": rate_of_lines,
    "lines_with_tax": lines_with_tax,
    "invoice_total": invoice_total,
}

__all__ = ["SUMS", "Equation", "equations", "lines", "number"]
