"""Lets EasyOCR be imported beside the CPU build of torch.

torchvision comes built for CUDA; on CPU torch its compiled operators are absent, and importing it fails with
"operator torchvision::nms does not exist", because it describes the shapes of two operators nobody has declared.
EasyOCR's recogniser never calls them. Declaring their names before the import is enough; where torchvision brings its
own, nothing is done. The library object must stay referenced, or its declarations go away with it.
"""

import importlib.util
from pathlib import Path
from typing import Any

_BOXES = "Tensor dets, Tensor scores, float iou_threshold"
_declared: list[Any] = []


def declare_missing_operators() -> None:
    """Call before the first import of easyocr. Safe to call again."""
    import torch

    torch_library: Any = torch.library
    if _declared or _brings_its_own():
        return
    library = torch_library.Library("torchvision", "DEF")
    library.define(f"nms({_BOXES}) -> Tensor")
    library.define(f"qnms({_BOXES}) -> Tensor")
    _declared.append(library)


def _brings_its_own() -> bool:
    """Whether torchvision's compiled operators can be loaded by this torch."""
    import torch

    operators: Any = torch.ops
    found = importlib.util.find_spec("torchvision")
    places = list(found.submodule_search_locations or ()) if found else []
    for compiled in [f for place in places for f in Path(place).glob("_C*")]:
        try:
            operators.load_library(str(compiled))
        except OSError:
            return False
        return True
    return False
