"""What a row of a worksheet can ask for: one small function an action; none of them decides what happens next."""

from collections.abc import Callable
from dataclasses import dataclass

from bots import keying, moving, reading
from bots.system import Step
from bots.walk import Walk


@dataclass(frozen=True)
class Action:
    """run: does the row. one_name: its value is exactly one {name}; choices: the only values it takes."""

    run: Callable[[Walk, Step], None]
    needs_target: bool = True
    needs_value: bool = False
    one_name: bool = False
    choices: tuple[str, ...] = ()


def run(walk: Walk, steps: tuple[Step, ...]) -> None:
    """The rows in order; each that names a screen must be on it, each is logged, an unannounced dialog stops."""
    for step in steps:
        if step.screen:
            walk.arrive(step, step.screen)
        if step.action not in READING:
            walk.touched()
        ACTIONS[step.action].run(walk, step)
        walk.no_surprise(step)
        walk.evidence.note(step)


READING = frozenset({"read", "compare", "expect"})

ACTIONS: dict[str, Action] = {
    "goto": Action(moving.goto),
    "click": Action(moving.click),
    "popup": Action(moving.popup),
    "back": Action(moving.back, needs_target=False),
    "frame": Action(moving.frame, needs_target=False),
    "idle": Action(moving.idle, needs_target=False),
    "fill": Action(keying.fill, needs_value=True),
    "fill_date": Action(keying.fill_date, needs_value=True, one_name=True),
    "password": Action(keying.password, needs_value=True, one_name=True),
    "select": Action(keying.select, needs_value=True),
    "check": Action(keying.check),
    "warnings": Action(keying.warnings),
    "dialog": Action(moving.dialog, needs_value=True, choices=("ok", "cancel")),
    "expect": Action(reading.expect, needs_target=False),
    "compare": Action(reading.compare, needs_value=True, one_name=True),
    "read": Action(reading.read_value, needs_value=True, one_name=True),
    "read_table": Action(reading.read_table, needs_value=True),
    "commit": Action(moving.click),
}
