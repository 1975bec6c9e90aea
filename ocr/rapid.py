"""RapidOCR's recogniser (PP-OCRv6 small, from the rapidocr wheel) on field crops: one line a crop, no detection.

The model runs on one thread of OpenVINO; onnxruntime is there to be compared with it (`denpyo bench engines`).
"""

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ctc import Line, Probabilities, alphabet, decode, decode_within
from ocr.one_thread import ONE_THREAD
from ocr.repertoire import may_stand
from slips.model import Crop, Reading, Text

HEIGHT_PX = 48
WIDTH_STEP_PX = 32
BATCH = 4
MOST_PX = 1600  # width of a whole batch: a step costs 18,710 probabilities
MASKED = ("date", "text", "kana", "words")
PRODUCTION = "openvino"

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""batch × 3 × 48 × width → batch × steps × classes, probabilities; to be used before the next run, which may write over them."""


class RapidOcr:
    """Reads crops of one line each. Loads its model when made: keep one per process; not for several threads at once."""

    name = "rapidocr"

    def __init__(self, model: Path | None = None, runtime: str = PRODUCTION) -> None:
        """runtime: one of RUNTIMES."""
        model = model or _packaged_model()
        untrusted_bytes = model.read_bytes()
        self.version = f"{importlib.metadata.version('rapidocr')} {model.stem} {_fingerprint(untrusted_bytes)}"
        self._run, self._characters = RUNTIMES[runtime](model)
        self._alphabets = {hint: alphabet(self._characters, partial(may_stand, hint)) for hint in MASKED}

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """One Reading a crop, in their order; without texts where nothing was seen."""
        return [self._reading(crop, line) for crop, line in zip(crops, self.lines(crops), strict=True)]

    def lines(self, crops: Sequence[Crop]) -> list[Line]:
        """One decoded line a crop, in their order."""
        found: list[Line] = [Line("", 0.0, (), ())] * len(crops)
        pictures = [picture_for(crop.image) for crop in crops]
        for group in _groups(pictures):
            width = -(-max(pictures[i].shape[1] for i in group) // WIDTH_STEP_PX) * WIDTH_STEP_PX
            batch = np.zeros((len(group), 3, HEIGHT_PX, width), np.float32)
            for row, i in enumerate(group):
                batch[row, :, :, : pictures[i].shape[1]] = pictures[i].transpose(2, 0, 1)
            for i, probabilities in zip(group, self._run(batch), strict=True):
                found[i] = self._decoded(probabilities, crops[i].hint, pictures[i].shape[1] / width)
        return found

    def _decoded(self, probabilities: Probabilities, hint: str, used: float) -> Line:
        allowed = self._alphabets.get(hint)
        if allowed is None:
            return decode(probabilities, self._characters, used)
        return decode_within(probabilities, allowed, used)

    def _reading(self, crop: Crop, line: Line) -> Reading:
        text = Text(line.text, line.confidence, crop.box, line.alternatives, line.spans, line.probabilities)
        return Reading(crop.field, self.name, self.version, crop.cut, (text,) if line.text else ())


def warmed(runtime: str) -> RapidOcr:
    """The reader on one of RUNTIMES, ready to be timed: one thread, and its first crop behind it."""
    cv2.setNumThreads(1)
    reader = RapidOcr(runtime=runtime)
    reader.lines([Crop("", np.full((HEIGHT_PX, 320, 3), 255, np.uint8), (0, 0, 1, 1), "warm", "digits")])
    return reader


def picture_for(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The crop at the recogniser's height, blue-green-red, -1..1, as the model was trained."""
    height, width = image.shape[:2]
    wanted = max(8, round(width * HEIGHT_PX / height))
    how = cv2.INTER_AREA if height > HEIGHT_PX else cv2.INTER_CUBIC
    resized = cv2.resize(image, (wanted, HEIGHT_PX), interpolation=how)
    return np.ascontiguousarray(resized[:, :, ::-1], dtype=np.float32) / 127.5 - 1


def _groups(pictures: Sequence[NDArray[np.float32]]) -> Iterator[list[int]]:
    """Indices of pictures of about the same width, so that little time goes into padding."""
    order = sorted(range(len(pictures)), key=lambda i: pictures[i].shape[1])
    group: list[int] = []
    narrowest = 0
    for i in order:
        width = pictures[i].shape[1]
        if group and (len(group) == BATCH or (len(group) + 1) * width > MOST_PX or width > 1.25 * narrowest + 16):
            yield group
            group = []
        if not group:
            narrowest = width
        group.append(i)
    if group:
        yield group


def _packaged_model() -> Path:
    files = importlib.metadata.files("rapidocr") or []
    return next(Path(str(f.locate())) for f in files if f.name == "PP-OCRv6_rec_small.onnx")


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _by_openvino(model: Path) -> tuple[Run, tuple[str, ...]]:
    """The compiled model, and its characters by class (blank first, space last)."""
    import openvino  # here, because loading it takes a while and only readers need it

    core = openvino.Core()
    network = core.read_model(str(model))
    listed = network.get_rt_info(["framework", "character"]).astype(str)
    how = {**ONE_THREAD, "CPU_RUNTIME_CACHE_CAPACITY": "0"}  # without a cache for each width of a crop: 90 MB less
    compiled = core.compile_model(network, "CPU", how)
    request = compiled.create_infer_request()

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        request.infer({0: batch})
        return np.asarray(request.get_output_tensor(0).data, np.float32)  # not copied: 160 MB a page

    return run, _classes(listed)


def _by_onnxruntime(model: Path) -> tuple[Run, tuple[str, ...]]:
    """The same on onnxruntime."""
    import onnxruntime

    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = how.inter_op_num_threads = 1
    how.enable_cpu_mem_arena = False  # it would keep the memory of the widest batch for every width
    session = onnxruntime.InferenceSession(str(model), how, providers=["CPUExecutionProvider"])
    (name,) = (one.name for one in session.get_inputs())

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(session.run(None, {name: batch})[0], np.float32)

    return run, _classes(session.get_modelmeta().custom_metadata_map["character"])


def _classes(listed: str) -> tuple[str, ...]:
    return ("", *listed.splitlines(), " ")


RUNTIMES: Mapping[str, Callable[[Path], tuple[Run, tuple[str, ...]]]] = {
    "openvino": _by_openvino,
    "onnxruntime": _by_onnxruntime,
}
