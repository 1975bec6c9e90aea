"""What can be wrong with a slip: one small function per rule of domain.md 1.10, named in a form's `rules`."""

from slips.check.budget import account, balance, fiscal_year
from slips.check.money import amount_words, sums, tax
from slips.check.order import date_order
from slips.check.paper import corrected, text_layer
from slips.check.payee import bank, creditor, duplicate, registration_no
from slips.check.rule import Duplicate, Facts, Rule
from slips.check.subsidy import other_subsidy, pass_period, subsidy
from slips.check.writing import encodable
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip

RULES: dict[str, Rule] = {
    "fiscal_year": fiscal_year,
    "account": account,
    "balance": balance,
    "sums": sums,
    "tax": tax,
    "amount_words": amount_words,
    "date_order": date_order,
    "creditor": creditor,
    "bank": bank,
    "registration_no": registration_no,
    "duplicate": duplicate,
    "encodable": encodable,
    "subsidy": subsidy,
    "pass_period": pass_period,
    "other_subsidy": other_subsidy,
}
ALWAYS: tuple[Rule, ...] = (corrected, text_layer)
"""What no form can leave out."""

__all__ = ["RULES", "Duplicate", "Facts", "check"]


def check(slip: Slip, form: Form | None, masters: Masters, facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a slip: what the paper betrays, then the form's rules in their order; a page that is none of our forms is one finding."""
    if form is None:
        return (
            Finding(
                "form",
                "",
                "B",
                "登録されている様式のどれでもありません。用紙を確かめ、対象外なら「却下」してください。",
            ),
        )
    rules = (*ALWAYS, *(RULES[name] for name in form.rules))
    return tuple(finding for rule in rules for finding in rule(slip, form, masters, facts))
