"""What a comparison says of each regimen, and what it must never say."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from glabella.core.regimens.compare import compare
from glabella.core.regimens.course import Lived, Prices, live, live_along, visits_of
from glabella.core.regimens.document import as_comparison_document
from glabella.core.regimens.intervals import ceiling_warnings, label_interval
from glabella.core.regimens.model import AreaDose, Regimen, Rule
from glabella.core.regimens.optimise import optimise
from glabella.core.regimens.outcome import weeks_of
from glabella.core.regimens.rhythms import UNTREATED, step_of
from glabella.core.regimens.wording import in_short
from glabella.evidence import catalogue
from glabella.evidence.planning import knowledge_for
from tests.cases import AUTHORISED, area, case, sources_of
from tests.core.regimens.conftest import UPPER_FACE, ask


def of(comparison, key):
    found = [v for v in comparison.verdicts if v.regimen.key == key]
    assert len(found) == 1, [v.regimen.key for v in comparison.verdicts]
    return found[0]


def test_all_regimens_of_the_issue_are_there(comparison):
    keys = {verdict.regimen.key for verdict in comparison.verdicts}
    assert keys == {
        "baby-4", "baby-8", "baby-10", "baby-13", "baby-fade", "standard-12",
        "standard-13", "standard-16", "standard-fade", "top-ups", "taper-up", "taper-down", "skin-13",
    }  # fmt: skip


def test_doses_are_those_of_the_plans(comparison):
    lines = comparison.question.lines
    for key, technique in (("baby-8", "baby"), ("standard-16", "standard")):
        (doses,) = of(comparison, key).regimen.doses
        assert [(d.area, d.units) for d in doses] == [
            (line.area, line.units) for line in lines[technique]
        ]


def test_monthly_low_doses_take_more_visits_than_standard_doses(comparison):
    monthly, standard = of(comparison, "baby-4"), of(comparison, "standard-12")
    assert monthly.visits.visits_a_year.mean == 13.0
    assert standard.visits.visits_a_year.mean == pytest.approx(52 / 12)
    assert standard.visits.visits_in_all.mean == 9
    assert monthly.visits.units_in_all.mean > standard.visits.units_in_all.mean


@pytest.mark.parametrize("years", [1, 2, 3, 5])
def test_visits_and_units_a_year_follow_from_the_interval_alone(question, years):
    told = compare(replace(question, years=years))
    units = {"baby": 32, "standard": 64}
    for verdict in told.verdicts:
        rule, visits = verdict.regimen.rule, verdict.visits
        if rule.kind != "fixed":
            continue
        a_year = 52 / rule.weeks
        assert visits.visits_a_year.mean == pytest.approx(a_year)
        assert visits.visits_a_year.low == visits.visits_a_year.high
        if len(verdict.regimen.doses) == 1 and verdict.outcome:
            each = units[verdict.regimen.techniques[0]]
            assert visits.units_a_year.mean == pytest.approx(each * a_year)
            count = -(-52 * years // rule.weeks)
            assert visits.units_in_all.mean == each * count


def test_a_first_dose_weighs_less_the_longer_one_looks(question):
    (full, small), (one, five) = (
        (64.0, 32.0),
        (of(compare(replace(question, years=y)), "top-ups").visits for y in (1, 5)),
    )
    assert one.units_a_year.mean == pytest.approx(full + 12 * small)
    assert five.units_a_year.mean == pytest.approx((full + 64 * small) / 5)


def test_on_fade_a_persons_own_interval_sets_the_visits_a_year(question):
    rule = Rule("fade", 13)
    regimen = Regimen("f", "f", ("standard",), rule, _doses(question))
    visited = np.zeros((104, 4))
    visited[[0, 26, 52, 78], 0] = 1  # every 26 weeks: 2 a year, 4 in two years
    visited[[0, 30, 60, 90], 1] = 1  # every 30 weeks, though 4 fall into two years
    visited[[0, 20], 2] = 1  # did not come back for longer than before
    visited[0, 3] = 1  # never came back
    for person, wanted in enumerate((2.0, 52 / 30, 1.0, 0.5)):
        lived = Lived(None, visited[:, person : person + 1])
        told = visits_of(lived, regimen, 2, Prices(2.0, 10.0))
        assert told.visits_a_year.mean == pytest.approx(wanted)
        assert told.units_a_year.mean == pytest.approx(64 * wanted)
        assert told.cost_a_year.mean == pytest.approx((2 * 64 + 10) * wanted)
        assert told.visits_in_all.mean == visited[:, person].sum()


def test_more_visits_leave_fewer_weeks_above_the_target(comparison):
    above = [
        of(comparison, f"baby-{weeks}").outcome.above_target.mean
        for weeks in (4, 8, 10, 13)
    ]
    assert above == sorted(above)
    untreated = comparison.untreated.outcome
    assert untreated.above_target.mean == 52.0
    assert untreated.at_target.mean == 0.0


def test_weeks_add_up_to_a_year(comparison):
    for verdict in (comparison.untreated, *comparison.verdicts):
        for told in (verdict.outcome, *(a.outcome for a in verdict.areas)):
            if told is None:
                continue
            weeks = (told.at_target, told.above_target, told.too_little_movement)
            assert sum(one.mean for one in weeks) == pytest.approx(52.0)
            assert all(
                0.0 <= one.low <= one.median <= one.high <= 52.0 for one in weeks
            )


def test_weeks_add_up_in_each_person(question):
    target = question.target()
    regimen = Regimen("one", "One", ("standard",), Rule("fixed", 20), _doses(question))
    track = live(question.cohort, regimen, target, 52).track
    weeks = weeks_of(track, target)
    total = weeks.at_target + weeks.above_target + weeks.too_little_movement
    np.testing.assert_allclose(total, 52.0)


def _doses(question, factor=1.0):
    return (
        tuple(
            AreaDose(line.area, factor * line.units, line.technique, line.sources)
            for line in question.lines["standard"]
        ),
    )


def test_a_regimen_of_no_units_is_the_untreated_course(question):
    target = question.target()
    nothing = Regimen(
        "none", "None", ("standard",), Rule("fixed", 13), _doses(question, 0.0)
    )
    given = live(question.cohort, nothing, target, 52).track
    untreated = live(question.cohort, UNTREATED, target, 52).track
    np.testing.assert_array_equal(given.in_contraction, untreated.in_contraction)
    np.testing.assert_array_equal(given.mass, untreated.mass)


@pytest.mark.parametrize("factor", [0.25, 0.5, 1.0, 2.0])
def test_more_units_never_mean_more_weeks_above_target(question, factor):
    target = question.target()
    rule = Rule("fixed", 13)
    less, more = (
        weeks_of(
            live(
                question.cohort,
                Regimen("x", "x", ("standard",), rule, _doses(question, f)),
                target,
                104,
            ).track,
            target,
        )
        for f in (factor, 1.5 * factor)
    )
    assert more.too_little_movement.mean() >= less.too_little_movement.mean()
    under = less.above_target + 0.0
    assert (more.above_target <= under + 1e-9).all()


# --- the label -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "weeks"),
    # 90 days (Botox Cosmetic, US); 3 calendar months are up to 92 days; 12 weeks.
    [("botox-cosmetic", 13), ("jeuveau", 14), ("botox", 12)],
)
def test_the_label_interval_counts_in_weeks_that_always_keep_it(product, weeks):
    where = AUTHORISED[product][0]
    label = label_interval(knowledge_for(product), ("glabella",), where)
    assert label.weeks == weeks


def test_the_longest_interval_of_the_areas_counts():
    known = knowledge_for("botox")
    assert label_interval(known, ("glabella", "hh_axilla"), "EU").weeks == 16


def test_marks_follow_the_label(comparison):
    kept = {v.regimen.key: v.label_interval_kept for v in comparison.verdicts}
    broken = {key for key, one in kept.items() if one is False}
    assert broken == {"baby-4", "baby-8", "baby-10", "standard-12", "top-ups"}
    assert all(kept[key] is True for key in kept.keys() - broken)


def test_a_regimen_that_breaks_the_label_is_marked_and_never_recommended(comparison):
    for verdict in comparison.verdicts:
        if verdict.label_interval_kept:
            assert verdict.antibodies.level == "as labelled"
            continue
        assert not verdict.may_be_recommended
        assert verdict.antibodies.level == "raised"
        assert "not recommended" in " ".join(verdict.notes)
        assert verdict.regimen.key != comparison.best
    assert of(comparison, comparison.best).may_be_recommended


def test_a_broken_label_is_not_recommended_even_when_nothing_does_better(question):
    short = replace(question.rules, low_dose_weeks=(5,), standard_weeks=(4,))
    told = compare(replace(question, rules=short))
    best = of(told, told.best)
    assert best.regimen.rule.weeks >= 13


def test_without_a_label_interval_nothing_is_recommended(question):
    bare = replace(question.knowledge.product, intervals=())
    told = compare(
        replace(question, knowledge=replace(question.knowledge, product=bare), years=1)
    )
    assert told.best == ""
    for verdict in told.verdicts:
        assert verdict.label_interval_kept is None
        assert not verdict.may_be_recommended
        assert verdict.antibodies.level == "interval not read"


def test_a_technique_that_does_not_suit_is_not_recommended():
    deep = area("glabella", 3, 2)
    told = compare(ask(case(areas=[deep], technique="baby", deep_folds=True), years=1))
    low = of(told, "baby-13")
    assert low.suits != "yes"
    assert told.best.startswith("standard")


def test_an_earlier_treatment_moves_the_first_visit():
    earlier = {
        "on": date(2026, 10, 1),
        "product": "botox-cosmetic",
        "areas": {"glabella": 20},
    }
    table = case(previous=[earlier], first_treatment=False)
    question = ask(table, years=1)
    # 90 days after 1 October 2026.
    assert question.start.isoformat() == "2026-12-30"
    assert ask(case(), years=1).start.isoformat() == "2026-11-20"


def test_a_poor_earlier_result_makes_the_comparison_less_hopeful():
    def weeks_above(result):
        earlier = {
            "on": date(2026, 6, 1),
            "product": "botox-cosmetic",
            "areas": {"glabella": 20},
            "result": result,
        }
        lines = [area("glabella", 3, 1)]
        told = ask(
            case(areas=lines, previous=[earlier], first_treatment=False), years=1
        )
        # The planner raises or lowers the dose by the result; here it stays as it was.
        same = Regimen("x", "x", ("standard",), Rule("fixed", 13), _fixed(told, 20.0))
        track = live(told.cohort, same, told.target(), 52).track
        return weeks_of(track, told.target()).above_target.mean(), told

    poor, question = weeks_above("too_little")
    good, _ = weeks_above("as_wished")
    assert poor > good + 3.0
    assert any("too little" in text for text in question.told)


def _fixed(question, units):
    (line,) = question.lines["standard"]
    return ((AreaDose(line.area, units, line.technique, line.sources),),)


# --- when lines are back ---------------------------------------------------------


def test_on_fade_each_person_waits_for_label_and_lines(question):
    target, weeks = question.target(), 104
    rule = Rule("fade", 13)
    regimen = Regimen("f", "f", ("standard",), rule, _doses(question))
    lived = live(question.cohort, regimen, target, weeks)
    severity = lived.track.in_contraction
    back = (severity - target.highest).mean(axis=1) > 0.0
    gaps = []
    for person in range(question.cohort.people):
        visits = np.flatnonzero(lived.visited[:, person])
        assert visits[0] == 0
        assert all(back[week, person] for week in visits)
        gaps.extend(np.diff(visits).tolist())
    assert min(gaps) == 13
    assert len(set(gaps)) > 5


def test_who_is_back_and_has_waited_is_treated(question):
    target = question.target()
    rule = Rule("fade", 13)
    regimen = Regimen("f", "f", ("standard",), rule, _doses(question))
    lived = live(question.cohort, regimen, target, 104)
    back = (lived.track.in_contraction - target.highest).mean(axis=1) > 0.0
    for person in range(question.cohort.people):
        last = 0
        for week in range(1, 104):
            due = back[week, person] and week - last >= 13
            assert bool(lived.visited[week, person]) == bool(due)
            last = week if due else last


# --- tapers, top-ups, droplets ---------------------------------------------------


def test_a_taper_goes_up_in_whole_steps_from_low_to_standard(comparison):
    question = comparison.question
    up = of(comparison, "taper-up").regimen
    down = of(comparison, "taper-down").regimen
    assert up.doses == tuple(reversed(down.doses))
    assert len(up.doses) == question.rules.taper_visits
    lines = {line.area: line for line in question.lines["standard"]}
    for name in up.areas:
        units = [d.units for visit in up.doses for d in visit if d.area == name]
        assert units == sorted(units)
        step = step_of(lines[name], question.knowledge.product.step_units)
        assert all(u % float(step) == 0 for u in units)
    first = {d.area: d.units for d in up.doses[0]}
    assert first == {line.area: line.units for line in question.lines["baby"]}


def test_top_ups_start_with_a_standard_dose(comparison):
    regimen = of(comparison, "top-ups").regimen
    full, small = (sum(d.units for d in regimen.at_visit(n)) for n in (0, 1))
    assert full == 64.0
    assert small < full
    assert regimen.at_visit(7) == regimen.at_visit(1)
    units = of(comparison, "top-ups").visits.units_in_all
    assert units.mean == full + 25 * small


def test_droplets_have_units_and_visits_but_no_forecast(comparison):
    skin = of(comparison, "skin-13")
    assert skin.outcome is None
    assert skin.areas == ()
    assert skin.visits.units_in_all.mean == 8 * 25
    assert "no forecast" in " ".join(skin.notes)


def test_a_masseter_is_told_by_its_mass_and_movement():
    areas = [area("glabella", 3, 1), area("masseter_slim", 3)]
    question = ask(case(areas=areas))
    told = compare(question)
    rare, often = of(told, "standard-16"), of(told, "standard-12")
    (mass,), (more,) = rare.shapes, often.shapes
    assert mass.area == "masseter_slim"
    assert [one.area for one in rare.areas] == ["glabella"]
    assert 0.0 < mass.thinnest.median < 0.9
    assert more.muscle_mass.median < mass.thinnest.median + 0.1
    assert more.thinnest.median <= mass.thinnest.median
    assert mass.course.median[0] == 1.0
    assert min(mass.course.median) == pytest.approx(mass.thinnest.median, abs=0.02)
    assert told.untreated.shapes == ()


def test_units_for_different_areas_are_not_set_against_each_other():
    areas = [area("glabella", 3, 1), area("masseter_slim", 3)]
    low, standard, difference = in_short(compare(ask(case(areas=areas), years=1)))
    assert "Masseter" in difference
    assert "fewer units" not in difference
    assert "13 visits" in low
    assert "3.25 visits" in standard


def test_on_fade_the_masseter_is_treated_when_the_lines_are():
    question = ask(case(areas=[area("glabella", 3, 1), area("masseter_slim", 3)]))
    (doses,) = of(compare(question), "standard-fade").regimen.doses
    regimen = Regimen("f", "f", ("standard",), Rule("fade", 13), (doses,))
    lived = live(question.cohort, regimen, question.target(), 52)
    track = live_along(question.shapes, regimen, lived.visited)
    nobody = np.zeros_like(lived.visited)
    assert (live_along(question.shapes, regimen, nobody).mass == 1.0).all()
    # The second visit of each person takes movement away once more.
    force = track.force[:, 0]
    for person in range(question.shapes.people):
        for week in np.flatnonzero(lived.visited[:50, person])[1:]:
            assert force[week + 1, person] < force[week, person]


def test_a_masseter_alone_has_no_weeks_but_its_mass_is_told():
    told = compare(ask(case(areas=[area("masseter_slim", 3)]), years=1))
    assert all(verdict.outcome is None for verdict in told.verdicts)
    standard = of(told, "standard-16")
    assert standard.shapes
    rows = as_comparison_document(told)["regimens"]
    (row,) = [one for one in rows if one["key"] == "standard-16"]
    (shape,) = row["shape_by_area"]
    assert shape["muscle_mass"]["median"] == round(
        standard.shapes[0].muscle_mass.median, 2
    )
    assert len(shape["muscle_mass_by_week"]["median"]) == 53


def test_without_any_forecast_nobody_knows_when_lines_are_back():
    told = compare(ask(case(areas=["chin"]), years=1))
    keys = {v.regimen.key for v in told.verdicts}
    assert "standard-fade" not in keys
    assert {"baby-4", "standard-12"} <= keys
    assert told.best == ""
    assert all(v.outcome is None for v in told.verdicts)
    assert of(told, "baby-4").visits.visits_a_year.mean == 13.0


# --- the wish ----------------------------------------------------------------------


def test_with_the_fullest_reduction_wished_no_movement_is_too_little():
    told = compare(ask(case(areas=UPPER_FACE, movement="maximal"), years=1))
    for verdict in told.verdicts:
        if verdict.outcome is not None:
            assert verdict.outcome.too_little_movement.high == 0.0


def test_absent_lines_are_at_target_without_treatment():
    table = case(areas=[area("glabella", 0)], prevention=True)
    told = compare(ask(table, years=1))
    # A line that just escapes notice may grow past it within the year.
    assert told.untreated.outcome.at_target.median == pytest.approx(52.0)
    assert told.untreated.outcome.at_target.mean > 40.0


def test_lines_as_wished_do_not_hang_on_the_border_of_movement(question, comparison):
    other = replace(question.rules, least_movement=0.3, movement_also=(0.1,))
    told = compare(replace(question, rules=other))
    for verdict in comparison.verdicts:
        if verdict.outcome is None:
            continue
        again = of(told, verdict.regimen.key).outcome
        assert again.lines_as_wished == verdict.outcome.lines_as_wished
        ((share, weeks),) = again.hardly_moving
        assert share == 0.1
        assert weeks == pytest.approx(verdict.outcome.too_little_movement.mean)
        assert again.too_little_movement.mean > weeks


def test_the_answer_in_short_says_both_regimens_and_the_label(comparison):
    low, standard, difference = in_short(comparison)
    assert low.startswith('Low dose ("baby") every 4 weeks (monthly): 13 visits and')
    assert "416 units a year" in low
    assert "breaks the label interval of 90 days and is not recommended" in low
    assert standard.startswith("Standard dose every 16 weeks: 3.25 visits and 208")
    assert "It keeps the label interval of 90 days." in standard
    weeks = of(comparison, "standard-16").outcome
    assert f"for {weeks.lines_as_wished.mean:.0f} of 52 weeks" in standard
    assert f"movement): {weeks.at_target.mean:.0f} weeks (" in standard
    assert "9.75 more visits and 208 more units a year" in difference


def test_the_answer_in_short_does_without_weeks_where_there_is_no_forecast():
    told = in_short(compare(ask(case(areas=["chin"]), years=1)))
    assert len(told) == 3
    assert "Lines are" not in " ".join(told)


def test_without_a_label_interval_the_answer_recommends_nothing(question):
    bare = replace(question.knowledge.product, intervals=())
    known = replace(question.knowledge, product=bare)
    low, standard, _ = in_short(compare(replace(question, knowledge=known, years=1)))
    assert "not recommended" in low
    assert "not recommended" in standard


def test_lines_at_rest_lie_lower_with_treatment(comparison):
    outcome = of(comparison, "standard-13").outcome
    assert outcome.at_rest_from_start == "lower"
    assert outcome.at_rest_against_untreated == "lower"
    assert comparison.untreated.outcome.at_rest_against_untreated == "about the same"


def test_prices_make_the_cost():
    told = compare(ask(case(), years=1, prices=Prices(10.0, 100.0)))
    visits = of(told, "standard-13").visits
    assert visits.cost_a_year.mean == 4 * (20 * 10 + 100)
    free = compare(ask(case(), years=1))
    assert of(free, "standard-13").visits.cost_a_year is None


def test_a_period_ceiling_sees_all_visits_inside_it(question):
    heavy = Regimen("h", "h", ("standard",), Rule("fixed", 4), _doses(question, 2.2))
    light = replace(heavy, doses=_doses(question, 0.5))
    lines = question.lines["standard"]
    told = ceiling_warnings(question.case, question.knowledge, lines, heavy)
    assert any("400 units" in finding.message for finding in told)
    assert ceiling_warnings(question.case, question.knowledge, lines, light) == ()


# --- the document -------------------------------------------------------------------


def test_the_same_question_has_the_same_answer(question, comparison):
    again = compare(ask(case(areas=UPPER_FACE)))
    assert as_comparison_document(again) == as_comparison_document(comparison)
    assert question.cohort is not again.question.cohort


def test_the_document_is_json_and_cites_what_it_uses(comparison):
    search = optimise(comparison.question)
    text = json.dumps(as_comparison_document(comparison, search), allow_nan=False)
    told = json.loads(text)
    listed = {row["key"] for row in told["citations"]}
    for keys in sources_of(told):
        assert keys
        assert set(keys) <= listed
    assert listed <= set(catalogue.sources())
    assert (
        told["sentence"] == "Simulated from trials of groups; your patient may differ."
    )
    best = [row["key"] for row in told["regimens"] if row["most_weeks_at_target"]]
    assert best == [comparison.best]
    by_week = told["regimens"][0]["outcome_by_area"][0]["severity_by_week"]
    assert {len(values) for values in by_week.values()} == {105}
