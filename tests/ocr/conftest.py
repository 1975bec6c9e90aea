"""Readers and forms are loaded once for all tests; pages are drawn by practice.paper when a test asks for them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ocr.blank import Blank, load_blank
from ocr.page import Engines, load_engines
from ocr.pages import Page, pages_of
from practice.paper.draw import form_of
from practice.paper.sample import draw_sample

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "config" / "forms"
MASTERS = ROOT / "config" / "masters"


@dataclass(frozen=True)
class Drawn:
    """A drawn page as decoded from its file, and the canonical texts that stand on it."""

    page: Page
    fields: dict[str, str]


Draw = Callable[..., Drawn]


@pytest.fixture(scope="session")
def engines() -> Engines:
    return load_engines()


@pytest.fixture(scope="session")
def slip_blank() -> Blank:
    return _blank("school-slip")


@pytest.fixture(scope="session")
def hand_blank() -> Blank:
    return _blank("school-slip-hand")


@pytest.fixture(scope="session")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Draw:
    """draw(profile, seed=…, form=…): one page of a sample, drawn once for all tests that ask for the same."""
    folder = tmp_path_factory.mktemp("paper")
    drawn: dict[tuple[Any, ...], Drawn] = {}

    def one(profile: str, seed: int = 2, form: str = "school-slip") -> Drawn:
        key = (profile, seed, form)
        if key not in drawn:
            sample = draw_sample(form, seed, profile, out=folder, forms=FORMS, masters=MASTERS)
            drawn[key] = Drawn(pages_of(sample.path)[0], sample.truth["pages"][0]["fields"])
        return drawn[key]

    return one


def _blank(name: str) -> Blank:
    form = form_of(name, FORMS)
    return load_blank(form, FORMS / form.reference)
