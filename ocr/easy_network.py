"""EasyOCR's recognisers as networks: their weight files found, proved against EasyOCR's own list, loaded and run. Nothing is fetched."""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Alphabet, Line, decode_within
from ocr.torchvision_ops import declare_missing_operators
from slips.errors import Misconfigured
from slips.model import Crop

HEIGHT_PX = 64
NARROWEST_PX = 48
BATCH = 8
ENGLISH, JAPANESE = "english_g2", "japanese_g2"
GUIDE = "docs/set-up.md"
MOST_CACHED = 32
"""Compiled steps that torch keeps. By itself it keeps 1,024, some 20 for every width of a crop: 200 MB more after 300 batches, no faster."""

Alphabets = Mapping[str, Alphabet]
"""Hint → what may stand there."""


@dataclass(frozen=True)
class Recogniser:
    """One loaded network. characters: by class, the blank first; version: EasyOCR's, the model's name, the sum of its file."""

    network: Any
    characters: tuple[str, ...]
    version: str

    def lines(self, crops: Sequence[Crop], alphabets: Alphabets) -> list[Line]:
        """One decoded line a crop, in their order; alphabets has every crop's hint."""
        found: list[Line] = [Line("", 0.0, (), ())] * len(crops)
        pictures = [_picture(crop.image) for crop in crops]
        for group in _groups(pictures):
            width = max(pictures[i].shape[1] for i in group)
            batch = np.stack([np.pad(pictures[i], ((0, 0), (0, width - pictures[i].shape[1])), "edge") for i in group])
            for i, probabilities in zip(group, self._run(batch), strict=True):
                share = pictures[i].shape[1] / width
                found[i] = decode_within(probabilities, alphabets[crops[i].hint], share)
        return found

    def _run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """batch × 64 × width in -1..1 → batch × steps × classes, probabilities."""
        import torch

        with torch.inference_mode():
            pictures = torch.from_numpy(batch[:, None]).contiguous(memory_format=torch.channels_last)
            scores = self.network(pictures, None)
            return np.asarray(torch.softmax(scores, dim=2).numpy(), dtype=np.float32)


def load_recogniser(name: str, weights: Path) -> Recogniser:
    """The model of EasyOCR's second generation by its name there; Misconfigured where the file is not the one EasyOCR names."""
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(MOST_CACHED))  # read once, when torch first computes
    declare_missing_operators()
    import torch
    from easyocr.recognition import get_recognizer

    torch.set_num_threads(1)
    sizes = {"input_channel": 1, "output_channel": 256, "hidden_size": 256}
    md5 = proved(name, weights)
    network, converter = get_recognizer(
        "generation2", sizes, _model(name)["characters"], {}, {}, str(weights), quantize=False
    )
    network.eval().to(memory_format=torch.channels_last)  # a fifth less time
    version = f"{importlib.metadata.version('easyocr')} {name} {md5[:12]}"
    return Recogniser(network, tuple(converter.character), version)


def proved(name: str, weights: Path) -> str:
    """The file's md5, once it is the one that EasyOCR's own list names; else Misconfigured: it may not even be unpickled."""
    with weights.open("rb") as file:
        md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if md5 != _model(name)["md5sum"]:
        raise Misconfigured(
            f"{weights.name} in {weights.parent} is not the file that EasyOCR expects (its {md5=}); "
            f"fetch it again, {GUIDE} says how (`make setup` for {ENGLISH})"
        )
    return md5


def english_weights(folder: Path | None = None) -> Path:
    """The weights for Latin letters and digits: in the folder named, else in the extra package, or where EasyOCR keeps its own."""
    name = str(_model(ENGLISH)["filename"])
    folders = [folder] if folder else [easyocr_folder()]
    extra = None if folder else importlib.util.find_spec("easyocr_en_models")
    folders += [Path(place) / "models" for place in (extra.submodule_search_locations or ())] if extra else []
    for place in folders:
        if (place / name).is_file():
            return place / name
    raise Misconfigured(
        f"EasyOCR's weights {name} are not in {', '.join(map(str, folders))}; `make setup` fetches them"
    )


def japanese_weights(named: Path | None = None) -> Path | None:
    """The weights for Japanese, proved: the file named, else the one where EasyOCR keeps its own; None where nobody has put it there.

    Misconfigured where a file is named that is not there, or where it is not EasyOCR's own.
    """
    weights = named or easyocr_folder() / str(_model(JAPANESE)["filename"])
    if not weights.is_file():
        if named:
            raise Misconfigured(f"there is no file {named}; {GUIDE} says where {JAPANESE}.pth comes from")
        return None
    proved(JAPANESE, weights)
    return weights


def easyocr_folder() -> Path:
    """Where EasyOCR keeps what it has downloaded: ~/.EasyOCR/model, or by its own variable EASYOCR_MODULE_PATH."""
    declare_missing_operators()
    from easyocr.config import MODULE_PATH

    return Path(MODULE_PATH) / "model"


def _model(name: str) -> dict[str, Any]:
    """What EasyOCR's own configuration says of a model."""
    declare_missing_operators()
    from easyocr.config import recognition_models

    model: dict[str, Any] = recognition_models["gen2"][name]
    return model


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
