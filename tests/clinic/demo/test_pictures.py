"""The pictures of the demonstration are drawn, say so, and show what they are to show."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from glabella.clinic.demo.pictures import Camera, Grades, drawn, place_of
from glabella.clinic.photos.standard import Shot
from glabella.drawing.views import Spot

PLAIN = (1.0, 1.0, 1.0)
FROWN = Shot("front", "frown")
FOOT_PX = 36


def pixels(
    grades: Grades, camera: Camera | None = None, shot: Shot = FROWN
) -> np.ndarray:
    data = drawn(shot, grades, camera or Camera(), PLAIN)
    return np.asarray(Image.open(BytesIO(data)).convert("L"), dtype=float)


def test_each_picture_says_on_a_dark_band_that_nobody_is_shown():
    foot = pixels({})[-FOOT_PX:]
    assert np.median(foot) < 60, "the band is dark"
    assert (foot > 180).sum() > 500, "and words stand on it"


@pytest.mark.parametrize("area", ["glabella", "forehead", "crows_feet"])
def test_a_lower_grade_leaves_less_of_the_lines(area: str):
    expression = {"glabella": "frown", "forehead": "raise", "crows_feet": "smile"}
    shot = Shot("front", expression[area])
    none, mild, severe = (pixels({area: grade}, shot=shot) for grade in (0, 1, 3))
    assert np.abs(severe - none).sum() > 2 * np.abs(mild - none).sum() > 0


def test_a_place_is_where_the_camera_sees_it():
    spot = Spot(12.0, 14.5)
    assert place_of(spot, Camera()) == [0.5, 0.5]
    turned = Camera(turned=90.0, scale=2.0)
    assert place_of(Spot(13.0, 14.5), turned) == pytest.approx(
        [0.5, 0.5 + 2 / 29], abs=1e-4
    )
