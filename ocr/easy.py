"""EasyOCR's English recogniser on tight crops of digits and codes: the second engine. No detection, no Japanese (see ocr.easy_japanese)."""

import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ocr.ctc import Line, alphabet
from ocr.easy_network import ENGLISH, english_weights, load_recogniser
from slips.model import Crop, Reading, Text

DIGITS = "0123456789,.-T:"  # without the comma among them, commas are read as digits
ALLOWED = {"digits": DIGITS, "date": string.digits, "code": DIGITS + string.ascii_uppercase}


class EasyOcr:
    """Reads crops whose hint is digits, code or date (there: one group of digits). One torch thread, one per process."""

    name = "easyocr"

    def __init__(self, weights: Path | None = None) -> None:
        """weights: the folder with english_g2.pth; without it the extra package's, or the one EasyOCR downloads into."""
        self._recogniser = load_recogniser(ENGLISH, english_weights(weights))
        self.version = self._recogniser.version
        characters = self._recogniser.characters
        self._alphabets = {hint: alphabet(characters, allowed.__contains__) for hint, allowed in ALLOWED.items()}
        if _has_bfloat16():
            network = self._recogniser.network
            network.FeatureExtraction = _in_bfloat16(network.FeatureExtraction)

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """One Reading a crop, in their order; without texts where nothing was seen or the hint is not one of ours."""
        ours = [crop for crop in crops if crop.hint in ALLOWED]
        lines = iter(self.lines(ours))
        return [self._reading(crop, next(lines) if crop.hint in ALLOWED else Line("", 0.0, (), ())) for crop in crops]

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        """One decoded line a crop, in their order; every hint must be one of ALLOWED."""
        return self._recogniser.lines(crops, self._alphabets)

    def _reading(self, crop: Crop, line: Line) -> Reading:
        text = Text(line.text, line.confidence, crop.box, line.alternatives, line.spans, line.probabilities)
        return Reading(crop.field, self.name, self.version, crop.cut, (text,) if line.text else ())


def _has_bfloat16() -> bool:
    """Whether the processor computes with bfloat16 itself; elsewhere that would be slower, not faster."""
    try:
        known = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in known for flag in ("amx_bf16", "avx512_bf16"))


def _in_bfloat16(layers: Any) -> Any:
    """The convolutions at half the precision and 2.4 times the speed; 1,288 crops were read the same to the last character."""
    import torch

    class Halved(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, pictures: Any) -> Any:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                seen = self.layers(pictures)
            return seen.float()

    return Halved()
