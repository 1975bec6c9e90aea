"""A made-up application for a commuting subsidy: a family, its way to school, its pass, and what the city's rule gives for it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from practice.paper.commuting_sheet import AGREED, CONSENTS
from practice.paper.made_up import Texts, World
from slips.form import Form
from slips.subsidy import claimable
from slips.written import canonical

_FAMILIES = (
    ("青木", "アオキ"), ("石川", "イシカワ"), ("岩田", "イワタ"), ("大野", "オオノ"), ("岡本", "オカモト"), ("木村", "キムラ"),
    ("近藤", "コンドウ"), ("坂井", "サカイ"), ("清水", "シミズ"), ("杉浦", "スギウラ"), ("高木", "タカギ"), ("中島", "ナカジマ"),
    ("長谷川", "ハセガワ"), ("林", "ハヤシ"), ("平野", "ヒラノ"), ("水野", "ミズノ"), ("村瀬", "ムラセ"), ("渡辺", "ワタナベ"),
)  # fmt: skip
_PARENTS = (
    ("秀樹", "ヒデキ"), ("智子", "トモコ"), ("健司", "ケンジ"), ("美香", "ミカ"), ("和也", "カズヤ"), ("真由美", "マユミ"),
    ("隆", "タカシ"), ("裕子", "ユウコ"), ("正人", "マサト"), ("京子", "キョウコ"),
)  # fmt: skip
_CHILDREN = (
    ("葵", "アオイ"), ("大和", "ヤマト"), ("結衣", "ユイ"), ("蓮", "レン"), ("陽菜", "ヒナ"), ("悠斗", "ユウト"),
    ("咲良", "サクラ"), ("湊", "ミナト"), ("莉子", "リコ"), ("翔太", "ショウタ"),
)  # fmt: skip
_TOWNS = (
    "下条町",
    "上条町",
    "川添町",
    "緑ヶ丘",
    "中川原町",
    "大野原町",
    "桜木町",
    "松葉町",
    "花里町",
    "本町",
    "みどり台",
)
_LINES = ("花里市営バス", "尾北鉄道", "東尾バス", "花里モノレール", "尾北鉄道犬塚線", "三和交通バス")
_STOPS = (
    "花里駅",
    "市役所前",
    "下条",
    "川添橋",
    "緑ヶ丘団地",
    "桜木公園",
    "大野原",
    "みどり台中央",
    "松葉町二丁目",
    "本町通",
    "犬塚",
    "上条神社",
)
_SHORTER = {1: 100, 3: 95, 6: 90, 12: 85}
"""Months of a pass → its price in hundredths of as many single months."""


@dataclass(frozen=True)
class Application:
    """texts: canonical; shown: how those are written that are kept otherwise (furigana with small kana, a gap in names);
    marks_of: the options that are ticked or circled, by field; sealed: has the applicant pressed a seal?"""

    texts: Texts
    shown: Mapping[str, str]
    marks_of: Mapping[str, tuple[str, ...]]
    sealed: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def made_up_application(world: World, form: Form, seed: int) -> Application:
    """The application of one seed: everything on it holds."""
    rng = random.Random(f"{form.name}/{seed}")
    family, parent, child = rng.choice(_FAMILIES), rng.choice(_PARENTS), rng.choice(_CHILDREN)
    school = rng.choice([s for _, s in sorted(world.masters.schools.items())])
    grade = rng.randint(1, 6 if school.kind == "小学校" else 3)
    shown = {f"{who}_kana": f"{family[1]}　{given[1]}" for who, given in (("guardian", parent), ("student", child))}
    shown["holder_kana"] = shown["guardian_kana"]
    shown |= {"guardian_name": f"{family[0]}　{parent[0]}", "student_name": f"{family[0]}　{child[0]}"}
    texts = {
        **{name: canonical("kana", kana) or "" for name, kana in shown.items() if name.endswith("kana")},
        "guardian_name": family[0] + parent[0],
        "student_name": family[0] + child[0],
        **_home(rng),
        "grade": str(grade),
        "student_birth": _birth(world, grade + (0 if school.kind == "小学校" else 6), rng).isoformat(),
        "school_code": school.school_code,
        "school_name": school.name,
        **_legs(rng),
        **_pass(world, form, rng),
        **_bank(world, rng),
        **{name: AGREED for name, _ in CONSENTS},
        "applicant_seal": "あり",
    }
    marked = ("pass_months", "other_subsidy", "account_type", *(name for name, _ in CONSENTS))
    return Application(texts, shown, {name: (texts[name],) for name in marked}, family[0])


def _home(rng: random.Random) -> Texts:
    town = rng.randrange(len(_TOWNS))
    return {
        "postal_code": f"4850{town + 10:03d}",
        "address": f"花里市{_TOWNS[town]}{rng.randint(1, 5)}丁目{rng.randint(1, 30)}番地{rng.choice(('', 'の2', 'の5'))}",
        "phone": rng.choice(("0568-{a}-{b:04d}", "090-{c}-{b:04d}")).format(
            a=rng.randint(20, 89), b=rng.randint(0, 9999), c=rng.randint(1000, 9999)
        ),
    }


def _birth(world: World, years_at_school: int, rng: random.Random) -> date:
    """Six years old on 1 April of the first year at school (学校教育法17条: 2 April to 1 April)."""
    first = date(world.fiscal_year - years_at_school - 6, 4, 2)
    return first + timedelta(days=rng.randrange(365))


def _legs(rng: random.Random) -> Texts:
    count = rng.choice((1, 1, 2, 2, 3))
    lines, stops = rng.sample(_LINES, count), rng.sample(_STOPS, count + 1)
    cells: Texts = {}
    for row, line in enumerate(lines):
        cells |= {f"legs.{row}.operator": line, f"legs.{row}.from": stops[row], f"legs.{row}.to": stops[row + 1]}
    return cells


def _pass(world: World, form: Form, rng: random.Random) -> Texts:
    months = rng.choice((1, 3, 3, 6, 6, 12))
    price = rng.randrange(300, 3_800) * 10 * months * _SHORTER[months] // 1_000 * 10
    third = price // 3
    other = rng.randrange(100, third, 100) if third > 1_000 and rng.random() < 0.3 else 0
    starts = date(world.fiscal_year, rng.randint(4, max(4, world.today.month - 1)), rng.choice((1, 1, 8, 10)))
    texts = {
        "applied_on": (world.today - timedelta(days=rng.randint(0, 14))).isoformat(),
        "pass_from": starts.isoformat(),
        "pass_until": (_months_later(starts, months) - timedelta(days=1)).isoformat(),
        "pass_months": str(months),
        "pass_price": str(price),
        "other_subsidy": "あり" if other else "なし",
        "claim_amount": str(claimable(form.parameters, price, months, other)),
    }
    return texts | ({"other_subsidy_amount": str(other)} if other else {})


def _months_later(on: date, months: int) -> date:
    years, month = divmod(on.month - 1 + months, 12)
    return date(on.year + years, month + 1, on.day)


def _bank(world: World, rng: random.Random) -> Texts:
    """An account at a bank and branch that the city knows, as people keep them."""
    creditors = [c for _, c in sorted(world.masters.creditors.items()) if c.bank_code]
    near = rng.choice(creditors)
    return {
        "bank_code": near.bank_code,
        "bank_name": near.bank_name,
        "branch_code": near.branch_code,
        "branch_name": near.branch_name,
        "account_type": rng.choice(("普通", "普通", "普通", "普通", "当座")),
        "account_no": f"{rng.randint(100_000, 9_999_999):07d}",
    }


def _without(made: Application, name: str) -> Application:
    texts = {key: text for key, text in made.texts.items() if key != name}
    marks_of = {key: options for key, options in made.marks_of.items() if key != name}
    return Application(texts, made.shown, marks_of, made.sealed)


def _unticked_consent(made: Application, rng: random.Random) -> Application:
    return _without(made, rng.choice(CONSENTS)[0])


def _missing_seal(made: Application, _rng: random.Random) -> Application:
    return Application(_without(made, "applicant_seal").texts, made.shown, made.marks_of)


def _claim_too_high(made: Application, rng: random.Random) -> Application:
    """More than the rule gives: the whole third, a wrong rounding, a thousand more."""
    more = int(made.texts["claim_amount"]) + rng.choice((100, 1_000, 2_000, 10_000))
    return Application(made.texts | {"claim_amount": str(more)}, made.shown, made.marks_of, made.sealed)


def _both_ticked(made: Application, _rng: random.Random) -> Application:
    """あり and なし are both ticked: nobody can say which is meant."""
    bare = _without(made, "other_subsidy")
    ticks = {**bare.marks_of, "other_subsidy": ("あり", "なし")}
    return Application(bare.texts, made.shown, ticks, made.sealed, {"unclear": ["other_subsidy"]})


FAULTS: dict[str, Callable[[Application, random.Random], Application]] = {
    "unticked_consent": _unticked_consent,
    "missing_seal": _missing_seal,
    "claim_too_high": _claim_too_high,
    "both_ticked": _both_ticked,
}
