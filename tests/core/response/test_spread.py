"""How far a dose reaches."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.response.spread import share_beyond, width_cm


def test_the_share_beyond_a_distance_is_that_of_a_normal_kernel():
    points = np.random.default_rng(1).normal(0.0, 0.5, (400_000, 2))
    far = np.hypot(*points.T)
    for distance in (0.2, 0.5, 1.0, 1.5):
        assert share_beyond(distance, 0.5) == pytest.approx(
            (far > distance).mean(), abs=4e-3
        )


@given(distance=st.floats(0.0, 10.0), width=st.floats(0.05, 2.0))
def test_the_share_falls_with_distance_from_one(distance, width):
    assert share_beyond(0.0, width) == 1.0
    assert share_beyond(distance + 0.1, width) <= share_beyond(distance, width) <= 1.0


def test_a_volume_widens_the_kernel_by_its_cube_root():
    assert width_cm(0.5, 0.0, 1.0) == pytest.approx(0.5)
    assert width_cm(0.3, 0.064, 1.0) == pytest.approx(0.5)  # 0.3-0.4-0.5 triangle
    assert width_cm(0.5, 5.0, 0.0) == pytest.approx(0.5)
