"""What may stand in a field: a reader that knows 18,708 characters is held to those that people write there."""

import pytest

from ocr.repertoire import may_stand
from practice.paper.words import amount_in_words


@pytest.mark.parametrize("yen", [34_745, 109_230, 1_208_500, 600_000_001])
def test_every_amount_in_words_may_stand_where_words_are_wanted(yen: int) -> None:
    assert all(may_stand("words", c) for c in amount_in_words(yen))


@pytest.mark.parametrize("alike", "白石支")
def test_what_only_looks_like_an_amount_in_words_may_not(alike: str) -> None:
    assert not may_stand("words", alike)
    assert may_stand("text", alike)
