"""Sharing a dose over sites: whole steps, both sides alike, never past a bound."""

from math import gcd

import pytest
from hypothesis import assume, given, strategies as st

from glabella.core.dosing.preparation import on_a_mark
from glabella.core.dosing.rounding import nearest_step, share

STEPS = st.sampled_from((0.5, 1.0))
UNITS = st.integers(1, 4000).map(lambda n: n / 10)
GROUPS = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from((0.6, 1.0, 1.5, 2.0))),
    min_size=1,
    max_size=8,
)


def _total(groups, each):
    return sum(size * units for (size, _), units in zip(groups, each, strict=True))


@given(UNITS, STEPS, UNITS, UNITS)
def test_the_nearest_step_lies_inside_its_bounds(units, step, one, other):
    low, high = min(one, other), max(one, other)
    found = nearest_step(units, step, low, high)
    if found is None:
        assert int(high / step + 1e-9) * step < low
        return
    assert low - 1e-9 <= found <= high + 1e-9
    assert found / step == pytest.approx(round(found / step))
    if low <= units <= high:
        assert abs(found - units) < step + 1e-9


@given(UNITS, UNITS, STEPS, UNITS, UNITS)
def test_more_units_are_never_rounded_to_fewer(one, other, step, low, high):
    assume(low <= high)
    less, more = sorted((one, other))
    rounded = [nearest_step(u, step, low, high) for u in (less, more)]
    assume(None not in rounded)
    assert rounded[0] <= rounded[1]


@pytest.mark.parametrize(
    ("units", "step", "low", "high", "wanted"),
    [
        (20, 0.5, 10, 40, 20),
        (5.75, 0.5, 3.5, 8, 5.5),  # a tie goes down: less is the safe side
        (5.76, 0.5, 3.5, 8, 6),
        (41, 0.5, 10, 40, 40),
        (9.7, 0.5, 10, 40, 10),
        (39.9, 1, 10, 39.5, 39),
        (10.2, 1, 10.1, 20, 11),
        (0.3, 0.1, 0.1, 1, 0.3),
        (3, 0.5, 3.1, 3.4, None),
    ],
)
def test_the_nearest_step_by_hand(units, step, low, high, wanted):
    assert nearest_step(units, step, low, high) == wanted


@given(UNITS, GROUPS, STEPS, UNITS, UNITS)
def test_a_share_adds_up_inside_its_bounds_and_leaves_no_site_empty(
    units, groups, step, one, other
):
    low, high = min(one, other), max(one, other)
    each = share(units, groups, step, (low, high))
    if each is None:
        return
    assert len(each) == len(groups)
    assert low - 1e-9 <= _total(groups, each) <= high + 1e-9
    assert all(amount > 0 for amount in each)
    assert all(amount / step == pytest.approx(round(amount / step)) for amount in each)


@given(UNITS, GROUPS, STEPS)
def test_a_share_is_refused_only_where_the_sites_cannot_hold_it(units, groups, step):
    each = share(units, groups, step, (units / 2, units * 2))
    least = step * sum(size for size, _ in groups)
    quantum = step * gcd(*(size for size, _ in groups))
    if each is None:
        assert least > units * 2 - quantum
    elif least <= units:
        assert abs(_total(groups, each) - units) <= quantum / 2 + 1e-9 + step


@given(UNITS, UNITS, GROUPS, STEPS)
def test_more_units_are_never_shared_to_fewer(one, other, groups, step):
    less, more = sorted((one, other))
    shared = [share(u, groups, step, (0.5, 500)) for u in (less, more)]
    assume(None not in shared)
    assert _total(groups, shared[0]) <= _total(groups, shared[1]) + 1e-9


@given(st.integers(1, 40), st.integers(1, 8), STEPS)
def test_equal_sites_that_divide_evenly_all_get_the_same(per_site, count, step):
    groups = [(2, 1.0)] * count
    units = per_site * step * 2 * count
    assert share(units, groups, step, (units, units)) == (per_site * step,) * count


def test_a_site_with_more_weight_never_gets_less():
    each = share(30, [(2, 2.0), (2, 1.0)], 0.5, (10, 40))
    assert each == (10, 5)


def test_the_midline_takes_the_odd_step_so_that_both_sides_stay_alike():
    # Five sites, 20.5 units: the pairs keep 4 each, the middle takes 4.5.
    assert share(20.5, [(1, 1), (2, 1), (2, 1)], 0.5, (10, 40)) == (4.5, 4, 4)


def test_pairs_alone_cannot_share_an_odd_step():
    assert _total([(2, 1)] * 3, share(42.5, [(2, 1)] * 3, 0.5, (40, 72))) in {42, 43}


@pytest.mark.parametrize(
    ("ml", "meets"),
    [(0.1, True), (0.0025, True), (0.0125, True), (0.083333, False), (0.001, False)],
)
def test_a_quarter_of_a_mark_is_the_finest_that_a_syringe_shows(ml, meets):
    assert on_a_mark(ml) == meets
