"""The set that no other choice beats, against every combination tried one by one."""

from itertools import product

import numpy as np
from hypothesis import given, settings, strategies as st

from glabella.core.regimens.pareto import Option, combine, undominated

numbers = st.integers(0, 6).map(float)


def rows(width, most=40):
    return st.lists(st.tuples(*[numbers] * width), min_size=1, max_size=most)


def beats(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def brute(costs):
    """Every row against every other, the slow way."""
    unique = set(costs)
    return {c for c in unique if not any(beats(o, c) for o in unique)}


@given(rows(4))
def test_undominated_rows_are_those_that_no_row_beats(costs):
    kept = [costs[index] for index in undominated(np.array(costs))]
    assert len(kept) == len(set(kept))
    assert set(kept) == brute(costs)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(numbers, numbers, st.integers(1, 6).map(float)),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(1, 14).map(float),
    st.integers(1, 10).map(float),
)
def test_joining_area_by_area_is_as_good_as_trying_all(areas, whole, first):
    options = [
        [Option(costs, (costs[2], costs[2] if number == 0 else 0.0)) for costs in own]
        for number, own in enumerate(areas)
    ]
    joined = combine(options, (whole, first))
    sums = []
    for picked in product(*areas):
        total = tuple(map(float, np.sum(picked, axis=0)))
        if total[2] <= whole and picked[0][2] <= first:
            sums.append(total)
    assert {tuple(map(float, c)) for c in joined.costs} == brute(sums)
    for chosen, costs in zip(joined.chosen, joined.costs, strict=True):
        picked = [own[n] for own, n in zip(areas, chosen, strict=True)]
        np.testing.assert_allclose(np.sum(picked, axis=0), costs)


def test_nothing_fits_under_a_limit_that_is_too_low():
    assert len(combine([[Option((1.0, 1.0), (5.0,))]], (4.0,)).chosen) == 0


def test_a_large_set_is_cut_in_pieces_without_loss():
    x = np.linspace(0.0, 1.0, 1500)
    front = np.stack([x, 1.0 - x], axis=1)
    worse = front + 0.01
    kept = undominated(np.concatenate([worse, front]))
    assert (kept >= len(worse)).all()
    assert len(kept) == len(front)
