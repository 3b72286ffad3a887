"""The search: exact, inside every safety rule, and quick."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest

from glabella.core.case import EarlierTreatment
from glabella.core.planner.ceilings import check_ceilings
from glabella.core.regimens.intervals import dosed
from glabella.core.regimens.model import WEEKS_A_YEAR
from glabella.core.regimens.optimise import optimise
from glabella.core.regimens.search import caps, intervals, ladder, response
from tests.cases import area, case
from tests.core.regimens.conftest import ask


@pytest.fixture(scope="module")
def search(question):
    return optimise(question)


def costs(choice):
    return (
        round(choice.above_target, 6),
        round(choice.too_little_movement, 6),
        round(choice.units_a_year, 6),
        round(choice.visits_a_year, 6),
    )


def test_no_choice_beats_another(search):
    rows = np.array([costs(choice) for choice in search.choices])
    assert len(rows) > 50
    for row in rows:
        beaten = (rows <= row).all(axis=1) & (rows < row).any(axis=1)
        assert not beaten.any()


def test_every_choice_keeps_ranges_ceilings_and_the_label_interval(question, search):
    standard = {line.area: line for line in question.lines["standard"]}
    low = {line.area: line for line in question.lines["baby"]}
    for choice in search.choices:
        assert choice.weeks >= question.label.weeks
        assert {dose.area for dose in choice.doses} == set(standard)
        for dose in choice.doses:
            bottom = min(standard[dose.area].low, low[dose.area].low)
            assert bottom <= dose.units <= standard[dose.area].high
        planned = tuple(dosed(standard[d.area], d.units) for d in choice.doses)
        told = check_ceilings(question.case, question.knowledge, planned)
        assert not [f for f in told if f.severity == "caution"]


def test_a_low_dose_is_called_one(question, search):
    tops = {line.area: line.high for line in question.lines["baby"]}
    called = {d.technique for c in search.choices for d in c.doses}
    assert called == {"baby", "standard"}
    for choice in search.choices:
        for dose in choice.doses:
            assert (dose.technique == "baby") == (dose.units <= tops[dose.area])


def test_the_search_agrees_with_trying_every_combination(question):
    """A short ladder in each of three areas, all intervals, one by one."""
    few = {
        "glabella": (10.0, 26.0),
        "forehead": (8.0, 20.0),
        "crows_feet": (10.0, 24.0),
    }
    lines = {
        "standard": tuple(
            replace(line, low=few[line.area][0], high=few[line.area][1])
            for line in question.lines["standard"]
        ),
        "baby": (),
        "skin": (),
    }
    small = replace(
        question,
        lines=lines,
        rules=replace(question.rules, longest_weeks=16),
        knowledge=_in_large_steps(question.knowledge),
    )
    found = optimise(small)
    tried = _all(small)
    assert found.combinations == len(tried)
    best = {
        row
        for row, fits in tried
        if fits and not any(f and _beats(other, row) for other, f in tried)
    }
    assert {costs(choice) for choice in found.choices} == best


def _in_large_steps(knowledge):
    return replace(knowledge, product=replace(knowledge.product, step_units=4.0))


def _beats(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def _all(question):
    target, step = question.target(), question.knowledge.product.step_units
    rungs = [ladder(line, None, step) for line in question.lines["standard"]]
    rows = []
    for weeks in intervals(question.label.weeks, 16):
        tables = [response(question.cohort, run, weeks, target) for run in rungs]
        for picks in product(*(range(len(run.units)) for run in rungs)):
            units = [run.units[n] for run, n in zip(rungs, picks, strict=True)]
            above, still = (
                sum(float(t[part][n]) for t, n in zip(tables, picks, strict=True)) / 3
                for part in (0, 1)
            )
            visits = WEEKS_A_YEAR / weeks
            row = (above, still, sum(units) * visits, visits)
            # 64 units in one session over the three areas (Botox Cosmetic, US).
            rows.append((tuple(round(v, 6) for v in row), sum(units) <= 64.0))
    return rows


def test_ceilings_of_a_period_are_shared_by_its_visits(question):
    limits = {
        cap.areas: cap.units for cap in caps(question.case, question.knowledge, 13)
    }
    # 400 units in 3 months of 31 days: two visits 13 weeks apart fall inside.
    assert limits[()] == 200.0
    assert limits["glabella", "forehead", "crows_feet"] == 64.0
    rare = {cap.areas: cap.units for cap in caps(question.case, question.knowledge, 14)}
    assert rare[()] == 400.0


def test_earlier_treatments_take_their_part_of_a_ceiling(question):
    """400 units in 3 months of 31 days (Botox Cosmetic, US), 300 of them given."""
    given = EarlierTreatment(
        date(2026, 9, 20), "botox-cosmetic", (("glabella", 300.0),)
    )
    history = replace(question.case.history, previous=(given,))
    # 61 days later; the visit after the next is more than 3 months away.
    late = replace(question.case, history=history, on=date(2026, 11, 20))
    limits = {cap.areas: cap.units for cap in caps(late, question.knowledge, 14)}
    assert limits[()] == 100.0
    free = replace(late, on=date(2027, 1, 20))
    limits = {cap.areas: cap.units for cap in caps(free, question.knowledge, 14)}
    assert limits[()] == 400.0


def test_where_earlier_units_fill_a_ceiling_nothing_is_left_to_choose():
    """399 of 400 units in 3 months: the first visit falls inside them."""
    earlier = {
        "on": date(2026, 10, 1),
        "product": "botox-cosmetic",
        "areas": {"platysma": 399},
    }
    told = optimise(ask(case(previous=[earlier], first_treatment=False), years=1))
    assert told.choices == ()
    assert told.combinations > 0
    assert "ceiling" in told.refused


def test_with_unknown_units_before_no_ceiling_can_be_kept():
    earlier = {
        "on": date(2026, 10, 1),
        "product": "botox-cosmetic",
        "areas": ["glabella"],
    }
    told = optimise(ask(case(previous=[earlier], first_treatment=False), years=1))
    assert told.choices == ()
    assert "not known" in told.refused


def test_intervals_start_at_the_label():
    assert list(intervals(13, 26)) == [13, 14, 16, 18, 20, 22, 24, 26]
    assert list(intervals(14, 20)) == [14, 16, 18, 20]
    assert list(intervals(16, 16)) == [16]


def test_picks_are_choices_near_the_best(search):
    best = max(choice.at_target for choice in search.choices)
    assert search.picks[0].choice.at_target == best
    for pick in search.picks:
        assert pick.choice in search.choices
        assert pick.choice.at_target >= search.close_to_best * best


def test_a_forehead_alone_is_refused():
    told = optimise(ask(case(areas=["forehead"]), years=1))
    assert told.choices == ()
    assert "glabella" in told.refused.lower()


def test_without_a_forecast_or_a_label_interval_nothing_is_searched(question):
    assert "forecast" in optimise(ask(case(areas=["chin"]), years=1)).refused
    bare = replace(question.knowledge.product, intervals=())
    told = optimise(
        replace(question, knowledge=replace(question.knowledge, product=bare))
    )
    assert "interval" in told.refused


def test_an_area_without_a_forecast_keeps_its_planned_dose():
    question = ask(case(areas=[area("glabella", 3, 1), "chin"]), years=1)
    planned = {line.area: line.units for line in question.lines["standard"]}
    told = optimise(question)
    assert told.choices
    for choice in told.choices:
        units = {dose.area: dose.units for dose in choice.doses}
        assert units["chin"] == planned["chin"]
