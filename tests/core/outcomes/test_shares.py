"""A share is shown with how sure it is, and with its counts."""

import pytest
from hypothesis import given, strategies as st

from glabella.core.errors import GlabellaError
from glabella.core.outcomes.shares import LEAST_FOR_A_SHARE, NORMAL_95, wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe 1998, table I, method 3 (DOI 10.1002/(SICI)1097-0258(19980430)17:8).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(count, total, low, high):
    found = wilson(count, total)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(pair):
    count, total = pair
    found = wilson(count, total)
    if not total:
        assert (found.share, found.low, found.high) == (None, None, None)
        return
    assert 0 <= found.low <= found.share <= found.high <= 1
    other = wilson(total - count, total)
    assert other.low == pytest.approx(1 - found.high)
    # Both ends solve Wilson's equation: as far from the share as their own error.
    for end in (found.low, found.high):
        if 0 < end < 1:
            error = NORMAL_95 * (end * (1 - end) / total) ** 0.5
            assert abs(found.share - end) == pytest.approx(error, rel=1e-6, abs=1e-9)


def test_few_are_a_count_and_no_rate():
    assert not wilson(3, LEAST_FOR_A_SHARE - 1).is_enough
    assert wilson(3, LEAST_FOR_A_SHARE).is_enough


@pytest.mark.parametrize(("count", "total"), [(3, 2), (-1, 4), (0, -1)])
def test_what_is_no_share_is_refused(count, total):
    with pytest.raises(GlabellaError, match="no share"):
        wilson(count, total)
