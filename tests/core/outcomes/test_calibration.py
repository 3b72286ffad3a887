"""Forecasts are held against what came, bin by bin and over all."""

import random

import pytest

from glabella.core.errors import GlabellaError
from glabella.core.outcomes.calibration import Foretold, calibration


def drawn(shift: float, count: int = 4000) -> list[Foretold]:
    chance = random.Random(1)  # noqa: S311 - no secret
    rows = [chance.random() for _ in range(count)]
    return [Foretold(p, chance.random() < min(1, p + shift)) for p in rows]


def test_honest_forecasts_lie_on_the_diagonal():
    found = calibration(drawn(0))
    assert sum(one.came.total for one in found.bins) == found.total == 4000
    assert abs(found.difference) < 0.02
    for one in found.bins:
        assert one.low <= one.foretold <= one.high
        assert one.came.low - 0.01 <= one.foretold <= one.came.high + 0.01
    assert found.brier < found.brier_of_the_share


def test_forecasts_that_say_too_little_are_found_out():
    found = calibration(drawn(0.3))
    assert found.difference > 0.2
    assert found.bins[0].came.low > found.bins[0].foretold


def test_the_last_bin_holds_certainty():
    (only,) = calibration([Foretold(1.0, came=True)]).bins
    assert (only.low, only.high) == (0.8, 1.0)


def test_without_forecasts_there_is_no_number():
    found = calibration([])
    assert (found.total, found.bins, found.brier) == (0, (), None)


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(GlabellaError, match="between 0 and 1"):
        calibration([Foretold(chance, came=True)])


def test_without_bins_nothing_can_be_held_against():
    with pytest.raises(GlabellaError, match="bin"):
        calibration([], bins=0)
