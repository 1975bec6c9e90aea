"""Scans into files, as scanners and multifunction printers write them: image-only PDF, TIFF, JPEG, PNG."""

import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

TYPES = {"pdf": ".pdf", "mpdf": ".pdf", "tiff": ".tif", "jpg": ".jpg", "png": ".png"}
A4_INCHES = 297 / 25.4
_SCANNED = time.struct_time((2026, 11, 20, 9, 0, 0, 4, 324, 0))
"""Stands in every file, so that the same seed gives the same bytes."""


def write_scan(path: Path, pages: Sequence[Image.Image], dpi: int, file_type: str) -> None:
    """The pages as one file of TYPES[file_type]; only mpdf holds more than one page. dpi 0: the file does not say.

    Pages of one bit a pixel are packed as fax machines do (CCITT group 4), in TIFF and PDF.
    """
    first, *rest = pages
    if rest and file_type != "mpdf":
        raise ValueError(f"a {file_type} sample has one page, not {len(pages)}")
    says = {"dpi": (dpi, dpi)} if dpi else {}
    match file_type:
        case "pdf" | "mpdf":
            first.save(
                path,
                "PDF",
                save_all=True,
                append_images=rest,
                resolution=dpi or max(first.size) / A4_INCHES,  # as scanner apps of phones fit a photo to paper
                **({} if first.mode == "1" else {"quality": 88}),
                creationDate=_SCANNED,
                modDate=_SCANNED,
            )
        case "tiff":
            first.save(path, "TIFF", compression="group4" if first.mode == "1" else "tiff_lzw", **says)
        case "jpg":
            first.save(path, "JPEG", quality=88, **says)
        case "png":
            first.save(path, "PNG", compress_level=1, **says)
        case _:
            raise ValueError(f"file type {file_type!r} is not one of {', '.join(TYPES)}")
