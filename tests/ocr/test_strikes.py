"""Struck-out, crossed-out, blackened and sealed figures leave a trace; clean figures, dashes, seals and streaks do not."""

from collections.abc import Callable

import pytest

from ocr.align import align
from ocr.blank import Blank
from ocr.cut import laid
from ocr.strikes import BLACKENED, CORRECTABLE, SEALED, corrections
from slips.model import Reading
from tests.ocr.conftest import FORMS
from tests.ocr.struck import Struck, struck_page

MONEY = ("amount", "unit_price", "subtotal_10", "subtotal_8", "tax_10", "tax_8")
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
    amounts = {name for name in struck.ways if name.split(".")[-1] in ("amount", "subtotal_10", "tax_10")}
    assert len(amounts) >= 2
    assert amounts <= set(found)
    assert {found[name].kind for name in amounts} == {"correction"}


@pytest.mark.parametrize(("form", "seed"), [("school-slip", 4305), ("school-slip-hand", 4306)])
@pytest.mark.parametrize("profile", ["jpeg", "tinted", "clean300"])
def test_a_line_in_red_through_an_amount_is_seen_with_colour_and_without(
    traces: Traces, form: str, seed: int, profile: str
) -> None:
    struck, found = traces(form, seed, profile, 0.9, "red line")
    amounts = {name for name in struck.ways if name.split(".")[-1] in MONEY}
    assert len(amounts) >= 4
    assert amounts <= set(found)


@pytest.mark.parametrize("profile", ["clean200", "tinted", "skew"])
def test_a_small_seal_on_a_figure_is_a_correction_seal_red_or_grey(traces: Traces, profile: str) -> None:
    struck, found = traces("school-slip", 4303, profile, 0.5, "seal")
    seen = {name for name in struck.ways if name in found and SEALED in [t.text for t in found[name].texts]}
    assert len(struck.ways) >= 5
    assert len(seen) >= 0.8 * len(struck.ways)


@pytest.mark.parametrize("profile", ["faint", "bitonal", "noise"])
@pytest.mark.parametrize(("form", "seed"), [("school-slip", 4307), ("school-slip-hand", 4308)])
def test_scribbled_and_blackened_amounts_are_seen_on_faint_and_on_black_and_white_scans(
    traces: Traces, form: str, seed: int, profile: str
) -> None:
    struck, found = traces(form, seed, profile, 0.4, "scribble", "blackened")
    amounts = {name for name in struck.ways if name.split(".")[-1] in MONEY}
    assert len(amounts) >= 3
    assert amounts <= set(found)


@pytest.mark.parametrize("profile", ["clean200", "dpi150", "fed"])
def test_round_noughts_of_a_hand_are_no_seals_and_thick_ones_no_blots(traces: Traces, profile: str) -> None:
    found = traces("school-slip-hand", 4309, profile, 0.0)[1]
    assert not {name for name, r in found.items() if {t.text for t in r.texts} & {SEALED, BLACKENED}}
