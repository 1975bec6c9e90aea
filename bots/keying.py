"""Rows of a worksheet that put something on the screen: wait until idle, type, leave, read back, bounded retry, stop."""

from datetime import date

from playwright.sync_api import Locator

from bots.formats import era_parts
from bots.system import Step
from bots.walk import Walk
from slips.errors import Refused

ATTEMPTS = 3
"""How often a value is typed before the field counts as one that does not keep it."""


def fill(walk: Walk, step: Step) -> None:
    """Wait, type, leave, read back; a value that does not stay stops the entry. What stands there already is not retyped."""
    walk.typed |= set(step.names)
    box, text, wanted = _numbered(walk, step), walk.written(step, step.value), walk.wanted(step)
    for _attempt in range(ATTEMPTS):
        if walk.understood(step.value, box.input_value()) == wanted:
            return
        box.fill(text)
        box.blur()
        walk.look()
    if walk.understood(step.value, box.input_value()) != wanted:
        raise Refused(f"{step.where}: 「{step.target}」に入力した値が画面に残りません。")


def password(walk: Walk, step: Step) -> None:
    """Typed, never read back, never logged."""
    _numbered(walk, step).fill(walk.values["password"])


def _numbered(walk: Walk, step: Step, size: int = 1) -> Locator:
    """「金額 #2」 is the second box in the cell beside 金額."""
    spot = walk.spot(step, "control")
    _, _, number = step.target.partition(" #")
    if not number and spot.count() != size:
        raise Refused(f"{step.where}: 「{step.target}」の入力欄が{spot.count()}個あります。")
    return spot.nth((int(number or 1) - 1) * size)


def fill_date(walk: Walk, step: Step) -> None:
    """A 和暦 date: era from a list, then year, month and day in three boxes; empty boxes mean no date."""
    walk.typed |= set(step.names)
    spot = walk.spot(step, "control")
    first = 4 * (int(step.target.partition(" #")[2] or 1) - 1)
    boxes = [spot.nth(first + i) for i in range(4)]
    wanted = walk.wanted(step)
    day = date.fromisoformat(wanted) if wanted else None
    for _attempt in range(ATTEMPTS):
        if _date_in(walk, step, spot, first) == wanted:
            return
        if day:
            boxes[0].select_option(label=era_parts(day)[0])
        for box, text in zip(boxes[1:], era_parts(day)[1:] if day else ("", "", ""), strict=True):
            box.fill(text)
        boxes[3].blur()
        walk.look()
    if _date_in(walk, step, spot, first) != wanted:
        raise Refused(f"{step.where}: 「{step.target}」に入力した日付が画面に残りません。")


def _date_in(walk: Walk, step: Step, spot: Locator, first: int) -> str:
    texts: list[str] = spot.evaluate_all("all => all.map(e => e.options ? e.selectedOptions[0]?.text ?? '' : e.value)")
    era, *boxes = texts[first : first + 4]
    if len(boxes) != 3:
        raise Refused(f"{step.where}: 「{step.target}」が元号・年・月・日の4つの欄になっていません。")
    return walk.understood(step.value, f"{era}{boxes[0]}年{boxes[1]}月{boxes[2]}日") if any(boxes) else ""


def select(walk: Walk, step: Step) -> None:
    """Chooses the list's row with exactly this text."""
    walk.typed |= set(step.names)
    box, text = _numbered(walk, step), walk.written(step, step.value)
    options: list[str] = box.evaluate("e => [...e.options].map(o => o.text)")
    if text not in options:
        raise Refused(f"{step.where}: 「{step.target}」の一覧に、選ぶべき項目がありません。")
    for _attempt in range(ATTEMPTS):
        if _chosen(box) == text:
            return
        box.select_option(index=options.index(text))
        box.blur()
        walk.look()
    if _chosen(box) != text:
        raise Refused(f"{step.where}: 「{step.target}」で選んだ項目が画面に残りません。")


def _chosen(box: Locator) -> str:
    return str(box.evaluate("e => e.selectedOptions[0]?.text ?? ''"))


def check(walk: Walk, step: Step) -> None:
    walk.spot(step, "box").check()


def warnings(walk: Walk, step: Step) -> None:
    """Warnings that the system's file allows are acknowledged; any other is for a person."""
    messages = walk.system.messages
    strange = [w for w in walk.warnings if not any(w.startswith(code) for code in messages.allowed)]
    if strange:
        walk.evidence.words("messages", strange)
        raise Refused(f"{step.where}: {walk.system.title}の警告 {walk.named(strange)}")
    if walk.warnings:
        walk.evidence.words("warnings", list(walk.warnings))
        check(walk, step)
