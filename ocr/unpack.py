"""The child of ocr.pages: `python -m ocr.unpack KIND FILE LIMITS` decodes one untrusted file under limits.

It writes {"ready": true} once it has started: what goes wrong before is no fault of the file. Then, a page: one line of JSON
{height, width, dpi, words, hidden}, then height × width × 3 bytes of RGB; at the end {"end": true}, or {"reason": …} where the file
cannot be used. Nothing else ever reaches standard output.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ocr.undumped import keep_out_of_dumps

Word = tuple[str, float, float, float, float]
Sheet = tuple[int, int, float, list[Word], list[Word], bytes]
"""height, width, dpi, words, hidden words, RGB bytes"""


def main(arguments: list[str]) -> None:
    kind, name, limits = arguments[0], arguments[1], json.loads(arguments[2])
    out = _private_output()
    _limit_ourselves(limits)
    sheets = _decoder(kind)
    _say(out, {"ready": True})
    try:
        for height, width, dpi, words, hidden, pixels in sheets(Path(name), limits):
            _say(out, {"height": height, "width": width, "dpi": dpi, "words": words, "hidden": hidden})
            out.write(pixels)
            out.flush()
        _say(out, {"end": True})
    except BaseException as trouble:  # noqa: BLE001  # whatever the decoders raise is a fact about the file
        _say(out, {"reason": reason_for(trouble)})


def reason_for(trouble: BaseException) -> str:
    """The key of slips.notes.REASONS for anything the decoders raise."""
    if isinstance(trouble, MemoryError):
        return "too_large"
    return str(getattr(trouble, "reason", "damaged"))


def _decoder(kind: str) -> Callable[[Path, dict[str, Any]], Iterator[Sheet]]:
    if kind == "pdf":
        from ocr.pdf import sheets
    else:
        from ocr.raster import sheets
    return sheets


def _private_output() -> BinaryIO:
    """Keep the pipe for ourselves; C libraries that print get nothing."""
    out = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    return out


def _limit_ourselves(limits: dict[str, Any]) -> None:
    """Address space, processor seconds, no files written, no core dump, before the first byte of the file is read."""
    seconds = max(1, int(limits["wall_s"]) + 1)
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    keep_out_of_dumps()


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
