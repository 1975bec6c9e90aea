"""The reader of boxed handwritten digits: a small network that sees one box at a time, trained by ocr.train_digits on real digits.

On handwriting all engines together are one voice (slips.settle), so it proves nothing by itself: it reads better, and it says
honestly what else may stand in each box.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.align import in_mm, region, region_of_blank
from ocr.combs import BESIDE_MM, PX_PER_MM, SIDE_PX, Boxes, pictures_of
from ocr.cut import Laid
from ocr.likeliest import Place, likeliest
from ocr.one_thread import ONE_THREAD
from slips.errors import Misconfigured
from slips.form import Field
from slips.model import Reading, Text

MODEL = Path(__file__).parent / "models" / "digits.onnx"
KINDS = ("money", "digits", "fiscal_year", "code")
CLASSES = (*"0123456789", "¥", "-", "", "?")
"""A box holds a digit, a sign, nothing but dirt (""), or what nobody may take for a digit ("?": struck out, written over, a letter)."""
DIRT, NO_DIGIT = CLASSES.index(""), CLASSES.index("?")
BATCH = 16
MOST_ALTERNATIVES, UNLIKELY = 8, 0.001

Probabilities = NDArray[np.float32]


class BoxedDigits:
    """Reads fields of one character a box. Loads its model when made: keep one per process; not for several threads at once."""

    name = "digits-cnn"

    def __init__(self, model: Path = MODEL) -> None:
        """Misconfigured where the model is missing or is not the one its record describes."""
        try:
            untrusted_bytes = model.read_bytes()
            record = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))
        except OSError as missing:
            raise Misconfigured(f"{missing.filename} is missing; fetch it again from the repository") from missing
        total = hashlib.sha256(untrusted_bytes).hexdigest()
        if total != record["sha256"]:
            raise Misconfigured(f"{model.name} is not the model that its record describes; fetch both again")
        self.version = total[:12]
        self._run = _load(untrusted_bytes)

    def read_cells(self, page: Laid, fields: Sequence[Field]) -> list[Reading]:
        """One Reading for each field that is_boxed, in their order; without texts where all its boxes are empty."""
        boxes = [boxes_on(page, field) for field in fields]
        inked = np.concatenate([b.inked for b in boxes]) if boxes else np.zeros(0, np.bool_)
        seen = np.zeros((len(inked), len(CLASSES)), np.float32)
        if inked.any():
            seen[inked] = self.probabilities(np.concatenate([b.pictures[b.inked] for b in boxes]))
        ends = np.cumsum([len(b.inked) for b in boxes])
        return [
            Reading(
                field.name, self.name, self.version, "boxes", told(field, own.inked, seen[end - len(own.inked) : end])
            )
            for field, own, end in zip(fields, boxes, ends, strict=True)
        ]

    def probabilities(self, pictures: NDArray[np.float32]) -> Probabilities:
        """n × 28 × 28 pictures, n > 0 (see ocr.combs.pictures_of) → n × len(CLASSES)."""
        count = len(pictures)
        padded = np.zeros((-(-count // BATCH) * BATCH, 1, SIDE_PX, SIDE_PX), np.float32)
        padded[:count, 0] = pictures
        return np.concatenate([self._run(padded[i : i + BATCH]) for i in range(0, len(padded), BATCH)])[:count]


def is_boxed(field: Field) -> bool:
    """Whether a field is written one digit a box, by hand."""
    return bool(field.cells) and field.kind in KINDS and not field.printed and "A-Z" not in field.pattern


def boxes_on(page: Laid, field: Field) -> Boxes:
    """The field's boxes as the network sees them."""
    form = page.found.blank.form
    x0, y0, x1, y1 = in_mm(form.width_mm, form.height_mm, field.box)
    rect = (x0 - BESIDE_MM, y0 - BESIDE_MM, x1 + BESIDE_MM, y1 + BESIDE_MM)
    cut = region(page.image, page.found.to_page, rect, PX_PER_MM)
    level = region(page.level, page.found.to_page, rect, PX_PER_MM)
    # In its lightest colour a red seal and the pale colour of the boxes fade, on level paper a streak; a pen, black or blue, stays.
    plain = cv2.max(cv2.max(*cv2.split(cut)[:2]), cv2.max(cut[:, :, 2], level))
    return pictures_of(np.asarray(plain, np.uint8), region_of_blank(page.found.blank, rect, PX_PER_MM), field.cells)


def told(field: Field, inked: NDArray[np.bool_], probabilities: Probabilities) -> tuple[Text, ...]:
    """What the boxes say: one Text, or none where all are empty. Its confidence is that of its least sure box.

    An empty box between others, and a character that is no digit, is "?": no canonical writing, so the reading retires by itself.
    """
    fixed = fixed_signs(field.pattern, field.cells)
    sure = _sure(fixed, inked, probabilities)
    best = [int(row.argmax()) for row in sure]
    written = [i for i in range(field.cells) if i not in fixed and best[i] != DIRT]
    if not written:
        return ()
    text = _text(best, fixed)
    kept = _kept(best, fixed)
    edges = tuple((i / field.cells, (i + 1) / field.cells) for i in kept)
    confidence = float(min(sure[i].max() for i in range(field.cells)))
    each = tuple(float(sure[i].max()) for i in kept)
    return (Text(text, confidence, field.box, _others(sure, fixed, text), edges, each),)


def _others(sure: Probabilities, fixed: dict[int, str], text: str) -> tuple[str, ...]:
    """The most probable other texts, likeliest first."""
    lines = likeliest([_place(row) for row in sure], 2 * MOST_ALTERNATIVES, UNLIKELY)
    others = (_text([CLASSES.index(c.strip()) for c in line], fixed) for line, _ in lines)
    return tuple(dict.fromkeys(o for o in others if o and o != text and CLASSES[NO_DIGIT] not in o))[:MOST_ALTERNATIVES]


def _place(row: Probabilities) -> Place:
    """What may stand in one box, an empty box as a space."""
    order = [int(i) for i in np.argsort(-row)]
    return [(CLASSES[i] or " ", float(row[i])) for i in order if i == order[0] or row[i] >= UNLIKELY]


def fixed_signs(pattern: str, boxes: int) -> dict[int, str]:
    """Box → the character that the field's pattern always has there (the dashes of a code, a registration number's T).

    Only patterns of one length are told apart: literals, \\d, [sets], groups and {counts}. Nothing for any other.
    """
    plain = pattern
    while group := re.search(r"\((?:\?:)?([^()]*)\)(?:\{(\d+)\})?", plain):
        plain = plain[: group.start()] + group[1] * int(group[2] or 1) + plain[group.end() :]
    single = re.findall(r"(\\d|\[[^\]]*\]|[^\\\[\]{}])(?:\{(\d+)\})?", plain)
    places = [sign for sign, count in single for _ in range(int(count or 1))]
    if re.search(r"[*+?|,]", plain) or len(places) != boxes:
        return {}
    return {i: sign for i, sign in enumerate(places) if len(sign) == 1}


def _sure(fixed: dict[int, str], inked: NDArray[np.bool_], probabilities: Probabilities) -> Probabilities:
    """The probabilities with certainty where there is nothing to read: a box without ink, a sign the form prints."""
    sure = probabilities.copy()
    nothing = np.array([i in fixed or not ink for i, ink in enumerate(inked)])
    sure[nothing] = 0
    sure[nothing, DIRT] = 1
    return sure


def _kept(best: Sequence[int], fixed: dict[int, str]) -> range:
    """From the first box that is written in to the last; all of them where the pattern fixes some."""
    written = [i for i, c in enumerate(best) if c != DIRT]
    if not written:
        return range(0)
    return range(len(best)) if fixed else range(written[0], written[-1] + 1)


def _text(best: Sequence[int], fixed: dict[int, str]) -> str:
    """One character a box."""
    return "".join(fixed.get(i) or CLASSES[best[i]] or CLASSES[NO_DIGIT] for i in _kept(best, fixed))


def _load(content: bytes) -> Any:
    """The compiled model as a function BATCH × 1 × 28 × 28 -> probabilities."""
    import openvino  # here, because loading it takes a while and only readers need it

    core = openvino.Core()
    network = core.read_model(content, b"")
    network.reshape([BATCH, 1, SIDE_PX, SIDE_PX])
    # Whole precision: it costs next to nothing here, and the probabilities are the same on every processor.
    how = {**ONE_THREAD, "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(network, "CPU", how).create_infer_request()

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        request.infer({0: batch})
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    return run
