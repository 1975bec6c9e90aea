"""Scans into files, as scanners and multifunction printers write them: image-only PDF, TIFF, JPEG, PNG."""

import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

TYPES = {"pdf": ".pdf", "mpdf": ".pdf", "tiff": ".tif", "jpg": ".jpg", "png": ".png"}
_SCANNED = time.struct_time((2026, 11, 20, 9, 0, 0, 4, 324, 0))
"""Stands in every file, so that the same seed gives the same bytes."""


def write_scan(path: Path, pages: Sequence[Image.Image], dpi: int, file_type: str) -> None:
    """The pages as one file of TYPES[file_type]; only mpdf holds more than one page."""
    first, *rest = pages
    if rest and file_type != "mpdf":
        raise ValueError(f"a {file_type} sample has one page, not {len(pages)}")
    match file_type:
        case "pdf" | "mpdf":
            first.save(
                path,
                "PDF",
                save_all=True,
                append_images=rest,
                resolution=dpi,
                quality=88,
                creationDate=_SCANNED,
                modDate=_SCANNED,
            )
        case "tiff":
            first.save(path, "TIFF", dpi=(dpi, dpi), compression="tiff_lzw")
        case "jpg":
            first.save(path, "JPEG", dpi=(dpi, dpi), quality=88)
        case "png":
            first.save(path, "PNG", dpi=(dpi, dpi), compress_level=1)
        case _:
            raise ValueError(f"file type {file_type!r} is not one of {', '.join(TYPES)}")
