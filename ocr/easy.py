"""EasyOCR's English recogniser on tight crops of digits and codes: the second engine. No detection, no Japanese."""

import hashlib
import importlib.metadata
import importlib.util
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ctc import BLANK, Line, decode, masked
from ocr.torchvision_ops import declare_missing_operators
from slips.errors import Misconfigured
from slips.model import Crop, Reading, Text

HEIGHT_PX = 64
NARROWEST_PX = 48
BATCH = 8
DIGITS = "0123456789,.-T:"  # without the comma among them, commas are read as digits
ALLOWED = {"digits": DIGITS, "date": string.digits, "code": DIGITS + string.ascii_uppercase}


class EasyOcr:
    """Reads crops whose hint is digits, code or date (there: one group of digits). One torch thread, one per process."""

    name = "easyocr"

    def __init__(self, weights: Path | None = None) -> None:
        """weights: the folder with english_g2.pth; without it the extra package's, or the one EasyOCR downloads into."""
        self._network, self._characters, fingerprint = _load(weights)
        self.version = f"{importlib.metadata.version('easyocr')} english_g2 {fingerprint}"
        self._masks = {
            hint: np.array([BLANK, *(i for i, c in enumerate(self._characters) if i and c in allowed)])
            for hint, allowed in ALLOWED.items()
        }

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """One Reading a crop, in their order; without texts where nothing was seen or the hint is not one of ours."""
        ours = [crop for crop in crops if crop.hint in ALLOWED]
        lines = iter(self.lines(ours))
        return [self._reading(crop, next(lines) if crop.hint in ALLOWED else Line("", 0.0, (), ())) for crop in crops]

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        """One decoded line a crop, in their order; every hint must be one of ALLOWED."""
        found: list[Line] = [Line("", 0.0, (), ())] * len(crops)
        pictures = [_picture(crop.image) for crop in crops]
        for group in _groups(pictures):
            width = max(pictures[i].shape[1] for i in group)
            batch = np.stack([np.pad(pictures[i], ((0, 0), (0, width - pictures[i].shape[1])), "edge") for i in group])
            for i, probabilities in zip(group, self._run(batch), strict=True):
                share = pictures[i].shape[1] / width
                found[i] = decode(masked(probabilities, self._masks[crops[i].hint]), self._characters, share)
        return found

    def _run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """batch × 64 × width in -1..1 → batch × steps × classes, probabilities."""
        import torch

        with torch.inference_mode():
            pictures = torch.from_numpy(batch[:, None]).contiguous(memory_format=torch.channels_last)
            scores = self._network(pictures, None)
            return np.asarray(torch.softmax(scores, dim=2).numpy(), dtype=np.float32)

    def _reading(self, crop: Crop, line: Line) -> Reading:
        text = Text(line.text, line.confidence, crop.box, line.alternatives, line.spans, line.probabilities)
        return Reading(crop.field, self.name, self.version, crop.cut, (text,) if line.text else ())


def _picture(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey, at the recogniser's height, contrast stretched to the full range, -1..1."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    width = max(16, round(grey.shape[1] * HEIGHT_PX / grey.shape[0]))
    how = cv2.INTER_AREA if grey.shape[0] > HEIGHT_PX else cv2.INTER_CUBIC
    resized = cv2.resize(grey, (width, HEIGHT_PX), interpolation=how).astype(np.float32)
    missing = max(0, NARROWEST_PX - width)
    padded = np.pad(resized, ((0, 0), (missing // 2, missing - missing // 2)), "edge")
    return np.asarray(padded / 127.5 - 1, dtype=np.float32)


def _groups(pictures: Sequence[NDArray[np.float32]]) -> Iterator[list[int]]:
    """Indices of pictures of about the same width: padding changes what the recurrent layers see."""
    group: list[int] = []
    for i in sorted(range(len(pictures)), key=lambda i: pictures[i].shape[1]):
        if group and (len(group) == BATCH or pictures[i].shape[1] > 1.1 * pictures[group[0]].shape[1] + 8):
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def _load(folder: Path | None) -> tuple[Any, list[str], str]:
    """The network, its characters by class, and the first digits of the weights' sum (proved against EasyOCR's own list)."""
    declare_missing_operators()
    import torch
    from easyocr.config import recognition_models
    from easyocr.recognition import get_recognizer

    torch.set_num_threads(1)
    model = recognition_models["gen2"]["english_g2"]
    weights = _found(model["filename"], folder)
    md5 = hashlib.md5(weights.read_bytes(), usedforsecurity=False).hexdigest()
    if md5 != model["md5sum"]:
        raise Misconfigured(
            f"{weights.name} is not the file that EasyOCR {md5=} expects; fetch it again with `make setup`"
        )
    sizes = {"input_channel": 1, "output_channel": 256, "hidden_size": 256}
    network, converter = get_recognizer("generation2", sizes, model["characters"], {}, {}, str(weights), quantize=False)
    network.eval().to(memory_format=torch.channels_last)  # a fifth less time
    if _has_bfloat16():
        network.FeatureExtraction = _in_bfloat16(network.FeatureExtraction)
    return network, list(converter.character), md5[:12]


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


def weights_folder() -> Path:
    """Where EasyOCR's own weights for Latin letters and digits lie on this machine; Misconfigured where they do not."""
    from easyocr.config import recognition_models

    return _found(recognition_models["gen2"]["english_g2"]["filename"], None).parent


def _found(name: str, folder: Path | None) -> Path:
    """The weights in the folder named, in the extra package, or where EasyOCR keeps what it downloads."""
    folders = [folder] if folder else [Path.home() / ".EasyOCR" / "model"]
    extra = None if folder else importlib.util.find_spec("easyocr_en_models")
    folders += [Path(place) / "models" for place in (extra.submodule_search_locations or ())] if extra else []
    for place in folders:
        if (place / name).is_file():
            return place / name
    raise Misconfigured(
        f"EasyOCR's weights {name} are not in {', '.join(map(str, folders))}; `make setup` fetches them"
    )
