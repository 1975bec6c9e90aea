"""Rows of a worksheet that move: to a page, through a button, into a window, a frame or a dialog."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from bots.seen import squeezed
from bots.system import Step
from bots.walk import LOOKS, PAUSE_MS, Walk
from slips.errors import Refused, Unavailable


def goto(walk: Walk, step: Step) -> None:
    answer = walk.page.goto(urljoin(walk.url, walk.written(step, step.target)), wait_until="domcontentloaded")
    if answer is not None and answer.status >= 500:
        raise Unavailable(f"{step.where}: 財務会計システムが応答しません（HTTP {answer.status}）。")


@contextmanager
def _led_on(walk: Walk, step: Step) -> Iterator[None]:
    """A row after which another screen is named must bring a new page: the old one must never be read for it."""
    if not (step.leads_on and walk.system.screens.page_loads):
        yield
        if not walk.page.is_closed():
            walk.look()
        return
    with walk.here.expect_navigation(wait_until="domcontentloaded"):
        yield


def click(walk: Walk, step: Step) -> None:
    """Presses what bears these words. `commit` is the same press; it stands apart so that it is never done twice."""
    spot = walk.spot(step, "press").located()
    with _led_on(walk, step):
        spot.click()


def popup(walk: Walk, step: Step) -> None:
    """Presses what opens a window; the next rows happen in it."""
    spot = walk.spot(step, "press").located()
    with walk.page.expect_popup() as opened:
        spot.click()
    walk.windows.append(opened.value)


def back(walk: Walk, _: Step) -> None:
    """The window closes; the next rows happen in the one before."""
    window = walk.windows.pop()
    if not window.is_closed():
        window.wait_for_event("close")


def frame(walk: Walk, step: Step) -> None:
    """The next rows happen in the frame of this name; without a target, in the whole page again."""
    walk.frame = None
    for _ in range(LOOKS if step.target else 0):
        if found := walk.page.frame(name=step.target):
            walk.frame = found
            return
        walk.page.wait_for_timeout(PAUSE_MS)
    if step.target:
        raise Refused(f"{step.where}: 画面に「{step.target}」という枠（フレーム）がありません。")


def idle(walk: Walk, _: Step) -> None:
    walk.look()


def dialog(walk: Walk, step: Step) -> None:
    """Announces a box with these words before the row that raises it, and how to answer it."""
    walk.dialogs.expected[squeezed(step.target)] = step.value == "ok"
