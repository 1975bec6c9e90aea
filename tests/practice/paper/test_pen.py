"""Real handwritten digits: which ones may be used, and what is said when they are not there."""

from pathlib import Path

import pytest

from practice.paper import fonts, pen


@pytest.mark.parametrize("digit", range(10))
def test_samples_and_checks_never_share_a_handwritten_digit(digit: int) -> None:
    first, second = pen.examples_of(digit), pen.examples_of(digit, "second")
    assert not set(first) & set(second)
    assert len(first) > 400
    assert len(second) > 400


def test_a_digit_is_ink_on_nothing() -> None:
    ink = pen.digit_ink(8, 0)
    assert ink.shape == (28, 28)
    assert ink[0].max() == 0
    assert ink.max() > 200


def test_missing_digits_are_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DENPYO_MNIST", raising=False)
    monkeypatch.setattr(pen, "_ROOT", tmp_path)
    with pytest.raises(pen.DigitsMissing, match="make setup"):
        pen.digits_folder()


def test_a_missing_font_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fonts.FONTS, "gothic-ipaex", ("nowhere.ttf", "fonts-ipaexfont-gothic"))
    with pytest.raises(fonts.FontMissing, match="fonts-ipaexfont-gothic"):
        fonts.font_file("gothic-ipaex")


def test_a_font_knows_which_letters_it_lacks() -> None:
    assert fonts.missing_glyphs("鷗と鴎", "hand-kiloji") == {"鷗"}
