"""RapidOCR's line detector (PP-OCRv6 small, from the rapidocr wheel): where lines of text lie on a page nobody prepared us for.

Runs on OpenVINO with one thread, on a picture of limited size: a page costs about 0.4 CPU s.
"""

import importlib.metadata
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LONGEST_PX = 1280
STEP_PX = 32
INKED, SURE = 0.3, 0.5
UNCLIP = 1.6
SMALLEST_PX = 3.0


class LineFinder:
    """Finds lines of text. The model is loaded at the first page: who reads only fixed forms never pays for it."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model

    def quads(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Each line's box on an RGB picture as (middle x, middle y, length, height, angle): n × 5, pixels, degrees clockwise in -90..90.

        Length runs along the longer side; the angle is that side's.
        """
        height, width = picture.shape[:2]
        factor = min(1.0, LONGEST_PX / max(height, width))
        size = (_stepped(width * factor), _stepped(height * factor))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        batch = np.ascontiguousarray(small[:, :, ::-1].transpose(2, 0, 1)[None], np.float32) / 127.5 - 1
        found = _lines_in(self._run(batch)[0, 0])
        found[:, (0, 2, 3)] *= width / size[0]  # both sides are stretched by almost the same
        found[:, 1] *= height / size[1]
        return found

    @cached_property
    def _run(self) -> Any:
        """The compiled model as a function: 1 × 3 × height × width → 1 × 1 × height × width, probability of text."""
        import openvino  # here, because loading it takes a while and only readers need it

        core = openvino.Core()
        network = core.read_model(str(self._model or _packaged_model()))
        compiled = core.compile_model(network, "CPU", {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY"})
        request = compiled.create_infer_request()

        def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
            request.infer({0: batch})
            return np.array(request.get_output_tensor(0).data, dtype=np.float32)

        return run


def _lines_in(text: NDArray[np.float32]) -> NDArray[np.float32]:
    """Boxes round the inked parts of the map, each grown by what the training had shrunk it (differentiable binarization)."""
    inked = cv2.dilate((text > INKED).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(inked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        (x, y), (wide, high), angle = cv2.minAreaRect(contour)
        if min(wide, high) < SMALLEST_PX or _mean_inside(text, contour) < SURE:
            continue
        grown = wide * high * UNCLIP / (wide + high)
        if wide < high:
            wide, high, angle = high, wide, angle + 90
        boxes.append((x, y, wide + grown, high + grown, (angle + 90) % 180 - 90))
    return np.array(boxes, np.float32).reshape(-1, 5)


def _mean_inside(text: NDArray[np.float32], contour: Any) -> float:
    left, top, wide, high = cv2.boundingRect(contour)
    mask = np.zeros((high, wide), np.uint8)
    cv2.drawContours(mask, [contour], -1, 1, -1, offset=(-left, -top))
    return float(cv2.mean(text[top : top + high, left : left + wide], mask)[0])


def _stepped(length: float) -> int:
    return max(STEP_PX, round(length / STEP_PX) * STEP_PX)


def _packaged_model() -> Path:
    files = importlib.metadata.files("rapidocr") or []
    return next(Path(str(f.locate())) for f in files if f.name == "PP-OCRv6_det_small.onnx")
