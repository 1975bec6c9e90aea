"""What stands on a page, as a person sees it: labels in cells, words on buttons, headings, messages, tables."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypedDict

from playwright.sync_api import BrowserContext, Frame, Locator, Page, Selectors

Kind = Literal["control", "press", "box"]
"""What can be filled in or chosen from; what can be pressed; what can be ticked."""


class State(TypedDict):
    """What stands in a control; options: what a list offers."""

    value: str
    options: list[str]


_SOURCE = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
_ENGINE = f"""(() => {{ {_SOURCE}
return {{ queryAll: (root, wanted) => spots(root, JSON.parse(wanted)).flat(),
          query: (root, wanted) => spots(root, JSON.parse(wanted)).flat()[0] }}; }})()"""
# Once a document instead of once a question: parsing the source was a tenth of an entry's work.
_QUESTIONS = f"""(() => {{ {_SOURCE}
Object.defineProperty(window, "denpyoSeen", {{ value: {{ look, leave, pairs, states, candidates, tables }} }}); }})()"""


def teach(selectors: Selectors) -> None:
    """Makes `seen=…` known to a Playwright; in a world of its own, so that a page's scripts cannot interfere."""
    selectors.register("seen", _ENGINE, content_script=True)


def prepare(context: BrowserContext) -> None:
    """Every page of this context can be asked."""
    context.add_init_script(_QUESTIONS)


def ask(page: Page | Frame, question: str, **wanted: Any) -> Any:
    """The answer of one of the functions in seen.js."""
    return page.evaluate(f"(wanted) => window.denpyoSeen.{question}(wanted)", wanted)


def wait_for_idle(page: Page | Frame, busy: Sequence[str]) -> None:
    """Until the page is loaded and none of the busy words stands on it; Playwright's TimeoutError when it never is."""
    page.wait_for_function("(wanted) => window.denpyoSeen.look(wanted).idle", arg={"busy": list(busy)})


def locate(page: Page | Frame, wanted: dict[str, str]) -> Locator:
    return page.locator("seen=" + json.dumps(wanted, ensure_ascii=False))


def nearest(page: Page | Frame, wanted: dict[str, str]) -> list[str]:
    """The three likeliest names on the page, for a person to choose from; nothing heals itself."""
    names = ask(page, "candidates", kind=wanted["kind"], header=wanted["header"])
    return get_close_matches(wanted["label"], sorted({n.strip() for n in names if n.strip()}), n=3, cutoff=0.1)


def squeezed(text: str) -> str:
    """Without any blank, as labels are compared."""
    return "".join(text.split())
