"""Week by week gives the course that the response model gives at once."""

from dataclasses import replace

import numpy as np
import pytest

from glabella.core.regimens.cohort import occasions
from glabella.core.regimens.stepping import follow
from glabella.core.response.course import Visit, course
from glabella.core.response.population import People, Population

WEEKS = 60
VISITS = {0: 4.0, 4: 2.0, 17: 5.0, 40: 1.0}


def reference(cohort, row):
    """The same people, one area, as ``core.response`` holds them."""
    rows, tempo = cohort.rows, cohort.tempo
    who = People(
        sensitivity=rows.sensitivity[row],
        half_life_days=rows.half_life_days[row],
        entry_rate=rows.entry_rate[row],
        severity=rows.severity[row],
        fast_rest=rows.fast_rest[row],
        slow_rest=rows.slow_rest[row],
        notice_grades=np.ones(cohort.people),
        mass_loss_fraction=rows.mass_loss_fraction[row],
    )
    population = Population(
        entry_rate=1.0, entry_spread=1.0, half_life_days=1.0, half_life_spread=1.0,
        hill=rows.hill[row], strain_exponent=rows.strain_exponent[row], saturation=1.0,
        fast_share=0.0, fast_days=tempo.fast_days, slow_days=tempo.slow_days,
        slow_growth_per_day=tempo.slow_growth_per_day,
        mass_loss_days=tempo.mass_loss_days,
        mass_recovery_days=tempo.mass_recovery_days, notice_grades=1.0, notice_spread=1.0,
    )  # fmt: skip
    days = 7.0 * np.arange(WEEKS + 1)
    visits = [Visit(7.0 * week, x) for week, x in VISITS.items()]
    return course(population, who, visits, days)


def stepped(cohort, factor=1.0):
    shape = (len(cohort.areas), cohort.people)

    def due(week, _severity):
        return np.full(shape, factor * VISITS.get(week, 0.0))

    return follow(cohort.rows, cohort.tempo, WEEKS, shape, due)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_step_of_a_week_agrees_with_the_equations(question, row):
    track, wanted = stepped(question.cohort), reference(question.cohort, row)
    np.testing.assert_allclose(track.force[:, row].T, wanted.force, atol=1e-9)
    np.testing.assert_allclose(track.mass[:, row].T, wanted.mass, atol=1e-9)
    np.testing.assert_allclose(track.at_rest[:, row].T, wanted.at_rest, atol=1e-9)
    np.testing.assert_allclose(
        track.in_contraction[:, row].T, wanted.in_contraction, atol=1e-9
    )


def test_zero_dose_is_the_untreated_course(question):
    track = stepped(question.cohort, factor=0.0)
    assert (track.force == 1.0).all()
    assert (track.mass == 1.0).all()
    grown = track.at_rest[-1] - track.at_rest[0]
    assert (grown > 0.0).all()


def test_more_dose_never_leaves_a_deeper_line(question):
    low, high = stepped(question.cohort, 0.5), stepped(question.cohort, 2.0)
    assert (high.in_contraction <= low.in_contraction + 1e-12).all()


def test_a_person_is_followed_alone_as_in_the_crowd(question):
    cohort = question.cohort
    alone = replace(cohort, rows=cohort.rows.area(1, slice(5, 6)), areas=("forehead",))
    together = stepped(cohort).in_contraction[:, 1, 5]
    np.testing.assert_allclose(stepped(alone).in_contraction[:, 0, 0], together)


def test_visits_differ_by_exactly_the_spread_between_occasions():
    logs = np.log([occasions(600, visit, 0.3) for visit in range(26)])
    np.testing.assert_allclose(logs.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(logs.std(axis=1), 0.3, rtol=0.01)
    together = np.corrcoef(logs) - np.eye(26)
    assert np.abs(together).max() < 0.2
    np.testing.assert_array_equal(occasions(600, 3, 0.3), np.exp(logs[3]))
