"""Adversarial pages: each looks enough like one of our forms, or is handled so, that a careless reader would read it wrongly.

The truth is what the paper really says beside each label; None where nothing on the page may be taken for a field of the form.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from practice.paper.age import PROFILES, aged
from practice.paper.draw import blank, filled, form_of
from practice.paper.made_up import TODAY, World, in_order, made_up
from practice.paper.masters import read_masters
from practice.paper.sample import FORMS, MASTERS
from practice.paper.tricks import TRICKS, UNAGED, Slip, Table
from slips.form import Form

Pixels = npt.NDArray[np.uint8]
PAPER = "school-slip"
AGED = ("clean200", "skew", "noise", "jpeg", "worn")


OUT_OF_STEP = ("printed low",)


@dataclass(frozen=True)
class Adversarial:
    """One page. trick: its name; picture: RGB; dpi: 0 where a file would not say; form: the form it pretends to be.

    truth: canonical texts by field, None where no field of any form may be settled.
    """

    trick: str
    seed: int
    form: str
    picture: Pixels
    dpi: int
    truth: Mapping[str, str] | None

    def bears_out(self, field: str, text: str) -> bool:
        """Does the paper say so? Where the writing stands half in the row above or below, its own place may be called blank too."""
        if self.truth is None:
            return False
        return text == self.truth.get(field, "") or (not text and self.trick in OUT_OF_STEP)


def adversarial_pages(seeds: Iterable[int]) -> Iterator[Adversarial]:
    """One page a seed, drawn when asked for; as many seeds in a row as there are TRICKS show each trick once."""
    world = World(read_masters(MASTERS), TODAY)
    for seed in seeds:
        yield _page(world, seed)


def adversarial(seed: int) -> Adversarial:
    """The page of one seed."""
    return next(adversarial_pages([seed]))


def _page(world: World, seed: int) -> Adversarial:
    names = sorted(TRICKS)
    trick = names[seed % len(names)]
    rng = np.random.default_rng(seed)
    form = form_of(PAPER, FORMS)
    table = Table(_slip(world, form, seed), _slip(world, form, seed + 1), rng)
    pixels, truth = TRICKS[trick](table)
    profile = AGED[int(rng.integers(len(AGED)))]
    if trick in UNAGED:
        return Adversarial(trick, seed, form.name, pixels, 0, truth)
    scan = aged(Image.fromarray(pixels), profile, f"adversarial/{seed}").convert("RGB")
    return Adversarial(trick, seed, form.name, np.asarray(scan, np.uint8), PROFILES[profile].dpi, truth)


def _slip(world: World, form: Form, seed: int) -> Slip:
    texts = in_order([f.name for f in form.fields], made_up(world, form.name, seed))
    return Slip(form, blank(form), filled(form, texts, random.Random(f"adversarial/{seed}"), "first"), texts)
