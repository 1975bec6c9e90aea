"""RapidOCR's line detector (PP-OCRv6 small, from the rapidocr wheel): where lines of text lie on a page nobody prepared us for.

Runs on OpenVINO with one thread, on a picture of limited size: a page costs about 0.4 CPU s.
"""

import importlib.metadata
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.one_thread import ONE_THREAD

LONG_PX, SHORT_PX = 1280, 928  # of 32 pixels each
INKED, SURE = 0.3, 0.5
UNCLIP = 1.6
SMALLEST_PX = 3.0


class LineFinder:
    """Finds lines of text. The model is loaded at the first page: who reads only fixed forms never pays for it."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model
        self._compiled: tuple[tuple[int, int], Any] | None = None

    def quads(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Each line's box on an RGB picture as (middle x, middle y, length, height, angle): n × 5, pixels, degrees clockwise in -90..90.

        Length runs along the longer side; the angle is that side's.
        """
        height, width = picture.shape[:2]
        room = (LONG_PX, SHORT_PX) if height >= width else (SHORT_PX, LONG_PX)
        factor = min(1.0, room[0] / height, room[1] / width)
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        sheet = np.full((*room, 3), 255, np.uint8)
        sheet[: size[1], : size[0]] = small
        batch = np.ascontiguousarray(sheet[:, :, ::-1].transpose(2, 0, 1)[None], np.float32) / 127.5 - 1
        found = _lines_in(self._model_for(room)(batch)[0, 0])
        found[:, :4] /= factor
        return found

    def _model_for(self, room: tuple[int, int]) -> Any:
        """The model compiled for pictures of one size: that takes a quarter less memory and time than one for any."""
        if self._compiled is None or self._compiled[0] != room:
            self._compiled = (room, self._load(room))
        return self._compiled[1]

    def _load(self, room: tuple[int, int]) -> Any:
        """A function: 1 × 3 × height × width → 1 × 1 × height × width, probability of text."""
        import openvino  # here, because loading it takes a while and only readers need it

        core = openvino.Core()
        network = core.read_model(str(self._model or _packaged_model()))
        network.reshape([1, 3, *room])
        compiled = core.compile_model(network, "CPU", ONE_THREAD)
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


def _packaged_model() -> Path:
    files = importlib.metadata.files("rapidocr") or []
    return next(Path(str(f.locate())) for f in files if f.name == "PP-OCRv6_det_small.onnx")
