"""EasyOCR's Japanese recogniser: a second reader of names, kana and texts, on machines where an administrator has put its weights.

No package carries japanese_g2.pth and nothing here fetches it (docs/set-up.md). Without it these fields have one engine.
"""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ocr.ctc import Line, alphabet
from ocr.easy_network import JAPANESE, japanese_weights, load_recogniser
from ocr.repertoire import may_stand
from slips.errors import Misconfigured
from slips.model import Crop

HINTS = ("text", "kana")


class EasyOcrJapanese:
    """Reads crops whose hint is text or kana. The same engine as EasyOcr in the eyes of the two-witness rule."""

    name = "easyocr"

    def __init__(self, weights: Path) -> None:
        """weights: japanese_g2.pth. Misconfigured where it is not EasyOCR's own."""
        # In whole precision: whether half of it reads the same was measured for digits and codes only.
        self._recogniser = load_recogniser(JAPANESE, weights)
        self.version = self._recogniser.version
        characters = self._recogniser.characters
        self._alphabets = {hint: alphabet(characters, partial(may_stand, hint)) for hint in HINTS}

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        """One decoded line a crop, in their order; every hint must be one of HINTS."""
        return self._recogniser.lines(crops, self._alphabets)


def load_japanese(named: Path | None = None) -> EasyOcrJapanese | None:
    """The second reader, None where its weights are not there; a wrong file is said and not used, for reading goes on without it."""
    try:
        weights = japanese_weights(named)
        return EasyOcrJapanese(weights) if weights else None
    except Misconfigured as wrong:
        logging.getLogger(__name__).warning("names and texts keep one reader: %s", wrong)
        return None
