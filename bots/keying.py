"""Rows of a worksheet that put something on the screen: wait until idle, type, leave, read back, bounded retry, stop.

What stands there already is not typed again.
"""

from collections.abc import Callable
from datetime import date

from bots.formats import era_parts
from bots.system import Step
from bots.walk import Spot, Walk
from slips.errors import Refused

ATTEMPTS = 3
"""How often a value is typed before the field counts as one that does not keep it."""


def _until(spot: Spot, stands: Callable[[], bool], put: Callable[[], None]) -> None:
    """Puts until it stands; Refused when the field does not keep it."""
    for _ in range(ATTEMPTS):
        if stands():
            return
        put()
        spot.leave()
    if not stands():
        raise Refused(f"{spot.step.where}: 「{spot.step.target}」に入力した値が画面に残りません。")


def fill(walk: Walk, step: Step) -> None:
    """Types into the box beside the target; what comes back may be written otherwise (commas) but must mean the same."""
    walk.typed |= set(step.names)
    spot, text, wanted = walk.spot(step, "control"), walk.written(step, step.value), walk.wanted(step)

    def stands() -> bool:
        return walk.understood(step.value, spot.part(1)[0]["value"]) == wanted

    _until(spot, stands, lambda: spot.located().fill(text))


def password(walk: Walk, step: Step) -> None:
    """Typed, never read back, never logged."""
    walk.spot(step, "control").located().fill(walk.values["password"])


def fill_date(walk: Walk, step: Step) -> None:
    """A 和暦 date: era from a list, then year, month and day in three boxes; empty boxes mean no date."""
    walk.typed |= set(step.names)
    spot, wanted = walk.spot(step, "control"), walk.wanted(step)
    parts = era_parts(date.fromisoformat(wanted)) if wanted else ("", "", "", "")

    def stands() -> bool:
        era, year, month, day = (state["value"] for state in spot.part(4))
        shown = f"{era}{year}年{month}月{day}日" if year or month or day else ""
        return walk.understood(step.value, shown) == wanted

    def put() -> None:
        for offset, (part, state) in enumerate(zip(parts, spot.part(4), strict=True)):
            if offset == 0 and part and part != state["value"]:
                spot.located(offset, 4).select_option(index=_option(spot, state["options"], part))
            elif offset and part != state["value"]:
                spot.located(offset, 4).fill(part)

    _until(spot, stands, put)


def select(walk: Walk, step: Step) -> None:
    """Chooses the list's row with exactly this text."""
    walk.typed |= set(step.names)
    spot, text = walk.spot(step, "control"), walk.written(step, step.value)
    index = _option(spot, spot.part(1)[0]["options"], text)
    _until(
        spot,
        lambda: spot.part(1)[0]["value"] == text,
        lambda: _ignore(spot.located().select_option(index=index)),
    )


def _ignore(_: object) -> None:
    """Playwright tells what it selected; the screen is asked instead."""


def _option(spot: Spot, options: list[str], text: str) -> int:
    if text not in options:
        raise Refused(f"{spot.step.where}: 「{spot.step.target}」の一覧に、選ぶべき項目がありません。")
    return options.index(text)


def check(walk: Walk, step: Step) -> None:
    """Ticks the box with these words."""
    walk.spot(step, "box").located().check()


def warnings(walk: Walk, step: Step) -> None:
    """Warnings that the system's file allows are acknowledged; any other stops."""
    walk.no_strange_warning(step)
    if walk.warnings:
        walk.evidence.words("warnings", list(walk.warnings))
        check(walk, step)
