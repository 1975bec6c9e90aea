"""TIFF (many pages), JPEG and PNG to upright RGB pixels, with Pillow. Runs only in the limited child (ocr.unpack)."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from slips.errors import Unreadable

BELIEVABLE_DPI = (60.0, 1300.0)
ENOUGH_DPI = 300.0
LONGEST_PX = 4961  # A3 at 300 dpi: no paper of ours needs more


def sheets(path: Path, limits: dict[str, Any]) -> Iterator[tuple[int, int, float, list[Any], list[Any], bytes]]:
    """Every frame as height, width, dpi, no words, no hidden words, RGB bytes. Sizes are checked before any pixel is decoded."""
    Image.MAX_IMAGE_PIXELS = None  # _check_size does it, before decoding and with our own limit
    warnings.simplefilter("ignore")
    with Image.open(path, formats=("TIFF", "JPEG", "PNG")) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > limits["pages"]:
            raise Unreadable("too_many_pages")
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number >= frames:
                break
            _check_size(frame, limits["pixels"])
            image, dpi = _upright(frame)
            yield image.height, image.width, dpi, [], [], image.tobytes()


def _check_size(frame: Image.Image, most: int) -> None:
    if frame.width * frame.height > most:
        raise Unreadable("too_large")


def _upright(frame: Image.Image) -> tuple[Image.Image, float]:
    """The frame as RGB, square pixels, turned as its EXIF says, no finer than OCR needs; and its dpi (0: unknown)."""
    across, down = _resolution(frame)
    image = as_rgb(frame)
    wanted = min(max(across, down), ENOUGH_DPI)
    if across and (abs(across - down) > 0.02 * across or across > ENOUGH_DPI):  # fax pixels are not square
        size = (round(image.width * wanted / across), round(image.height * wanted / down))
        image = image.resize(size, Image.Resampling.LANCZOS)
    image.getexif().update(frame.getexif())
    image = ImageOps.exif_transpose(image)
    image, scale = no_larger(image)
    return image, wanted * scale


def _resolution(frame: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; zeros where the file says nothing one could believe (72 is a default, not a fact)."""
    untrusted = frame.info.get("dpi") or (0, 0)
    across, down = float(untrusted[0]), float(untrusted[1])
    low, high = BELIEVABLE_DPI
    believable = low < across < high and low < down < high and (across, down) not in ((72, 72), (96, 96))
    return (across, down) if believable else (0.0, 0.0)


def no_larger(image: Image.Image) -> tuple[Image.Image, float]:
    """The image with its longer side within LONGEST_PX, and the factor that took."""
    factor = min(1.0, LONGEST_PX / max(image.size))
    if factor == 1.0:
        return image, 1.0
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS), factor


def as_rgb(frame: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white paper; 16-bit grey keeps its upper byte."""
    frame.load()
    if frame.mode.startswith("I"):
        return frame.convert("I").point(lambda v: v / 256).convert("L").convert("RGB")
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        paper = Image.new("RGBA", frame.size, "white")
        return Image.alpha_composite(paper, frame.convert("RGBA")).convert("RGB")
    return frame.convert("RGB")
