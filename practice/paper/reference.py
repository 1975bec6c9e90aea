"""The blank reference pages beside the form TOMLs, drawn by the same code as the samples: `python -m practice.paper.reference`."""

import sys
from pathlib import Path

from PIL import Image

from practice.paper.draw import SHEETS, blank, form_of
from practice.paper.raster import drawn
from practice.paper.sample import FORMS

DPI = 200


def reference(name: str, folder: Path = FORMS) -> Image.Image:
    """The blank form in 16 greys at 200 dpi: nothing on it needs more, and the file stays small."""
    form = form_of(name, folder)
    page = drawn(blank(form), form.width_mm, form.height_mm, DPI).convert("L")
    return page.point([round(grey / 17) * 17 for grey in range(256)])


def main(folder: Path = FORMS) -> int:
    for name in SHEETS:
        path = folder / form_of(name, folder).reference
        reference(name, folder).save(path, "PNG", dpi=(DPI, DPI), optimize=True)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
