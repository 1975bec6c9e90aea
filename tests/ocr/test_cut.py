"""What is added to a crop looks like its own paper."""

import numpy as np

from ocr.cut import with_margin


def test_the_margin_of_a_crop_from_a_photo_is_as_grey_as_its_paper() -> None:
    photo = np.full((30, 40, 3), (200, 195, 170), np.uint8)
    photo[8:22, 18:22] = 40
    wider = with_margin(photo, 5)
    assert wider.shape == (30, 50, 3)
    assert np.array_equal(wider[:, 5:45], photo)
    for edge in (wider[:, :5], wider[:, 45:]):
        assert (edge == (200, 195, 170)).all()
