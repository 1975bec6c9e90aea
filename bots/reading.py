"""Rows of a worksheet that read the screen: expectations, comparisons, values, lists over several pages."""

import re

from bots.moving import click
from bots.seen import ask, squeezed
from bots.system import Step
from bots.walk import Walk
from slips.errors import Refused, Unavailable

COLUMN = re.compile(r"(\S+?)=\{(\w+)\}")
"""One column of a list in a row's value: 伝票番号={voucher_no}"""


def expect(walk: Walk, step: Step) -> None:
    """With a target: what stands beside it; without: words anywhere on the page."""
    if not walk.is_given(step):
        return
    if step.target:
        agrees = walk.understood(step.value, walk.shown(step)) == walk.wanted(step)
    else:
        agrees = squeezed(walk.written(step, step.value)) in walk.look()["text"]
    if not agrees:
        raise Refused(f"{step.where}: 画面「{walk.screen}」の「{step.target or '表示'}」が、あるべき値と違います。")


def compare(walk: Walk, step: Step) -> None:
    """One field of the confirm screen against the entry; all that differ are named together before the commit."""
    if walk.is_given(step) and walk.understood(step.value, walk.shown(step)) != walk.wanted(step):
        walk.differing.extend(step.names)


def read_value(walk: Walk, step: Step) -> None:
    walk.seen[step.names[0]] = walk.read_as(step.value, walk.shown(step))


def read_table(walk: Walk, step: Step) -> None:
    """Every page of a list. The system's own count must agree with the rows read, or somebody changed it meanwhile."""
    walk.rows = []
    while True:
        seen, table = walk.look(), _table(walk, step)
        if table is None and squeezed(walk.system.results.none) in seen["text"] and not walk.rows:
            return
        walk.rows += [_row(walk, step, row) for row in table or ()]
        total = _total(walk, step, seen["text"])
        if not _next_page(walk, step):
            break
    if len(walk.rows) != total or len({tuple(row.items()) for row in walk.rows}) != total:
        raise Unavailable(f"{step.where}: 一覧の件数（{total}件）と読み取った行（{len(walk.rows)}行）が合いません。")


def _table(walk: Walk, step: Step) -> list[dict[str, str]] | None:
    tables: list[list[dict[str, str]]] = ask(walk.here, "tables", heading=step.target)
    if len(tables) > 1:
        raise Refused(f"{step.where}: 「{step.target}」の列がある表が{len(tables)}つあります。")
    return tables[0] if tables else None


def _row(walk: Walk, step: Step, shown: dict[str, str]) -> dict[str, str]:
    try:
        return {name: walk.read_as(f"{{{name}}}", shown[squeezed(head)]) for head, name in COLUMN.findall(step.value)}
    except KeyError as missing:
        raise Refused(f"{step.where}: 一覧に{missing}の列がありません。") from None


def _total(walk: Walk, step: Step, text: str) -> int:
    before, after = (re.escape(squeezed(part)) for part in walk.system.results.count)
    match = re.search(f"{before}([0-9,]+){after}", text)
    if not match:
        raise Unavailable(f"{step.where}: 一覧の件数が表示されていません。")
    return int(match[1].replace(",", ""))


def _next_page(walk: Walk, step: Step) -> bool:
    """Goes on to the next page; False on the last one."""
    wanted = {"label": walk.system.results.next, "kind": "press", "within": "", "header": walk.system.screens.header}
    if not ask(walk.here, "states", **wanted):
        return False
    onward = Step(step.sheet, step.row, "click", walk.system.results.next, leads_on=True)
    click(walk, onward)
    walk.arrive(onward, walk.screen)
    return True
