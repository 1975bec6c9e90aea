"""Struck-out, crossed-out, blackened and sealed figures leave a trace; clean figures, dashes, seals and streaks do not."""

from collections.abc import Callable

import pytest

from ocr.align import align
from ocr.blank import Blank
from ocr.cut import laid
from ocr.strikes import CORRECTABLE, SEALED, corrections
from slips.model import Reading
from tests.ocr.conftest import FORMS
from tests.ocr.struck import Struck, struck_page

Traces = Callable[..., tuple[Struck, dict[str, Reading]]]


@pytest.fixture(scope="session")
def traces(slip_blank: Blank, hand_blank: Blank) -> Traces:
    """traces(form, seed, profile, share, ways…): the page drawn and what was found on it, by field."""
    blanks = {b.form.name: b for b in (slip_blank, hand_blank)}

    def found(form: str, seed: int, profile: str, share: float, *ways: str) -> tuple[Struck, dict[str, Reading]]:
        blank = blanks[form]
        struck = struck_page(FORMS, form, seed, profile, share, ways)
        place = align(struck.page, [blank])[0]
        page = laid(place.picture(struck.page), place)
        fields = [f for f in blank.form.fields if f.kind in CORRECTABLE]
        return struck, {r.field: r for r in corrections(page, fields)}

    return found


@pytest.mark.parametrize("profile", ["clean200", "noise", "faint", "seal", "worn"])
def test_clean_printed_figures_bear_no_trace(traces: Traces, profile: str) -> None:
    assert traces("school-slip", 4300, profile, 0.0)[1] == {}


@pytest.mark.parametrize(("form", "seed"), [("school-slip", 4301), ("school-slip-hand", 4302)])
@pytest.mark.parametrize("profile", ["clean200", "jpeg"])
def test_struck_amounts_are_seen_in_print_and_in_handwriting(
    traces: Traces, form: str, seed: int, profile: str
) -> None:
    struck, found = traces(form, seed, profile, 0.9, "one line", "two lines", "cross", "scribble")
    amounts = {name for name, way in struck.ways.items() if name.split(".")[-1] in ("amount", "subtotal_10", "tax_10")}
    assert len(amounts) >= 2
    assert amounts <= set(found)
    assert {found[name].kind for name in amounts} == {"correction"}


def test_a_small_red_seal_on_a_figure_is_a_correction_seal(traces: Traces) -> None:
    struck, found = traces("school-slip", 4303, "clean200", 0.5, "seal")
    seen = {name for name in struck.ways if name in found and SEALED in [t.text for t in found[name].texts]}
    assert len(struck.ways) >= 5
    assert len(seen) >= 0.8 * len(struck.ways)
