"""How long results lasted is told between two curves, with those lost to sight."""

import pytest
from hypothesis import given, strategies as st

from glabella.core.errors import GlabellaError
from glabella.core.outcomes.durations import Followed, kaplan_meier, lasting

# Remission of acute leukaemia under 6-mercaptopurine, in weeks (Freireich 1963, as
# worked through in every textbook): (week, ended).
TEXTBOOK = [
    *[(6, True)] * 3,
    (6, False),
    (7, True),
    (9, False),
    (10, True),
    (10, False),
    (11, False),
    (13, True),
    (16, True),
    *[(week, False) for week in (17, 19, 20)],
    (22, True),
    (23, True),
    *[(week, False) for week in (25, 32, 32, 34, 35)],
]


def test_the_curve_is_the_textbook_one():
    found = kaplan_meier(TEXTBOOK)
    shares = {one.day: round(one.share, 4) for one in found.steps}
    assert shares == {
        6: 0.8571,
        7: 0.8067,
        10: 0.7529,
        13: 0.6902,
        16: 0.6275,
        22: 0.5378,
        23: 0.4482,
    }
    assert (found.median, found.low, found.high) == (23, 13, None)
    last = found.steps[-1]
    assert (last.low, last.high) == (
        pytest.approx(0.1881, abs=1e-4),
        pytest.approx(0.6801, abs=1e-4),
    )


def test_the_end_lies_between_two_visits():
    rows = [Followed(working_day=84, over_day=112) for _ in range(10)]
    found = lasting([*rows, Followed(working_day=90, over_day=None)])
    assert (found.total, found.over) == (11, 10)
    assert (found.earliest.median, found.latest.median) == (84, 112)


def test_nobody_followed_says_nothing():
    found = lasting([Followed(None, None)])
    assert (found.total, found.over) == (0, 0)
    assert found.latest.steps == ()
    assert found.latest.median is None


def test_never_seen_working_counts_from_the_day_of_treatment():
    found = lasting([Followed(None, 14)] * 3)
    assert (found.earliest.median, found.latest.median) == (0, 14)


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.integers(0, 200)), max_size=40
    )
)
def test_shares_only_fall_and_lie_in_their_band(pairs):
    rows = [
        Followed(working, None if more is None else working + more)
        for working, more in pairs
    ]
    found = lasting(rows)
    for curve in (found.earliest, found.latest):
        shares = [one.share for one in curve.steps]
        assert shares == sorted(shares, reverse=True)
        assert all(one.low <= one.share <= one.high for one in curve.steps)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), min_size=1))
def test_where_all_were_seen_to_the_end_the_readings_enclose_it(pairs):
    found = lasting([Followed(day, day + more) for day, more in pairs])
    assert found.over == found.total
    assert found.earliest.median <= found.latest.median


@pytest.mark.parametrize(
    "row", [Followed(-1, None), Followed(90, 60), Followed(None, -3)]
)
def test_impossible_days_are_refused(row):
    with pytest.raises(GlabellaError):
        lasting([row])
