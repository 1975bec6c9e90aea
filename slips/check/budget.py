"""Year, account, balance (domain.md 1.10, checks 1, 2, 3, 4, 5)."""

from collections.abc import Iterator
from datetime import date

from slips.check.rule import Facts, day, yen
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip
from slips.written import fiscal_year_of


def fiscal_year(slip: Slip, _form: Form, _masters: Masters, facts: Facts) -> Iterator[Finding]:
    """1: goods belong to the year of delivery (地方自治法施行令143条). 2: the old year closes on 31 May (自治法235条の5)."""
    year = yen(slip, "fiscal_year")
    delivered = day(slip, "delivered_on") or day(slip, "inspected_on")
    if year is None or delivered is None:
        return
    if fiscal_year_of(delivered) != year:
        yield Finding(
            "fiscal_year",
            "fiscal_year",
            "B",
            "納品日・検収日の属する年度と、伝票の年度が違います。年度を確かめてください。",
        )
    drafted = day(slip, "drafted_on")
    if drafted and not date(year, 4, 1) <= drafted <= date(year + 1, 5, 31):
        yield Finding(
            "fiscal_year", "drafted_on", "B", "起票日が、この年度の執行できる期間（4月1日〜翌年5月31日）の外です。"
        )
    if facts.today > date(year + 1, 5, 31):
        yield Finding(
            "fiscal_year",
            "fiscal_year",
            "B",
            "この年度は出納閉鎖後です。過年度支出として扱うか、会計課に確かめてください。",
        )


def account(slip: Slip, _form: Form, masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """3: the account exists and is active in that year, and its 節 number is valid in that year (施行規則15条2項)."""
    code, year = slip.text("account_code"), yen(slip, "fiscal_year")
    if not code or year is None:
        return
    known = masters.accounts.get((code, year))
    if known is None:
        yield Finding(
            "account",
            "account_code",
            "B",
            "科目コードがこの年度の科目マスタにありません。コードと年度を確かめてください。",
        )
    elif not known.active:
        yield Finding(
            "account", "account_code", "B", "この科目は使用できません（停止中）。正しい科目に直してください。"
        )
    levels = code.split("-")
    if len(levels) < 6:
        return
    setsu = levels[5]
    rows = [
        s for s in masters.setsu if s.setsu == setsu and s.first_fy <= year and (s.last_fy is None or year <= s.last_fy)
    ]
    if not rows:
        yield Finding(
            "account",
            "account_code",
            "B",
            f"節「{setsu}」はこの年度の節にありません（旧番号の可能性）。科目を確かめてください。",
        )
    elif known and not any(s.name in known.name for s in rows):
        yield Finding(
            "account",
            "account_code",
            "B",
            f"節「{setsu}」の名称が科目マスタと合いません（旧番号の可能性）。科目を確かめてください。",
        )


def balance(slip: Slip, _form: Form, masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """4: the school has an allotment on the account. 5: the amount is within what is left of it."""
    year, amount = yen(slip, "fiscal_year"), yen(slip, "amount")
    school, code = slip.text("school_code"), slip.text("account_code")
    if year is None or amount is None or not school or not code or (code, year) not in masters.accounts:
        return
    if school not in masters.schools:
        yield Finding("balance", "school_code", "B", "学校コードがマスタにありません。コードを確かめてください。")
        return
    available = masters.allotments.get((year, school, code))
    if available is None:
        yield Finding(
            "balance",
            "account_code",
            "B",
            "この学校には、この科目の予算配当がありません。学校と科目を確かめてください。",
        )
    elif amount > available:
        yield Finding(
            "balance",
            "amount",
            "B",
            f"金額が配当残額（{available:,}円）を超えています。配当替えをするか、金額を確かめてください。",
        )
