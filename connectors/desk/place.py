"""Where a field lies on the page picture: the numbers of an SVG, in millimetres of the paper."""

from dataclasses import dataclass

from slips.form import Form
from slips.model import Box

MARGIN_MM = 2.0
PX_PER_MM = 5.0
WIDEST_PX, HIGHEST_PX = 620.0, 120.0


@dataclass(frozen=True)
class Place:
    """A field's own box, and what of the paper is shown around it, both as (left, top, width, height) in mm.

    width_px, height_px: how large the crop is drawn.
    """

    box: tuple[float, float, float, float]
    view: tuple[float, float, float, float]
    width_px: float
    height_px: float

    @property
    def view_box(self) -> str:
        return " ".join(f"{n:g}" for n in self.view)


def place_of(form: Form, box: Box) -> Place:
    """A box in fractions of the page, laid onto the form's paper; the crop keeps a margin for strokes that leave the box."""
    left, top = box[0] * form.width_mm, box[1] * form.height_mm
    width, height = box[2] * form.width_mm - left, box[3] * form.height_mm - top
    x0, y0 = max(0.0, left - MARGIN_MM), max(0.0, top - MARGIN_MM)
    x1, y1 = min(form.width_mm, left + width + MARGIN_MM), min(form.height_mm, top + height + MARGIN_MM)
    scale = min(PX_PER_MM, WIDEST_PX / (x1 - x0), HIGHEST_PX / (y1 - y0))
    rounded = [round(n, 2) for n in (left, top, width, height, x0, y0, x1 - x0, y1 - y0)]
    return Place(
        box=(rounded[0], rounded[1], rounded[2], rounded[3]),
        view=(rounded[4], rounded[5], rounded[6], rounded[7]),
        width_px=round((x1 - x0) * scale, 1),
        height_px=round((y1 - y0) * scale, 1),
    )
