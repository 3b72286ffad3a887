"""The population kernel says what the equations say, the same way every time."""

import json
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri

from glabella.core.response.course import Visit, course
from glabella.core.response.population import (
    DIMENSIONS,
    AreaResponse,
    Population as Fitted,
    people,
)
from glabella.studies.kernel import (
    Aim,
    Area,
    Course,
    Person,
    Population,
    PopulationError,
    Spread,
    counter,
    exposure,
    jit,
    layout,
    merge,
    powers,
    run,
    simulate,
    weights,
)
from glabella.studies.kernel.from_model import population_of
from glabella.studies.kernel.population import SHORTEST_INTERVAL_DAYS
from tests.studies.reference import interpolated, lane_of, node_days, solve
from tools import golden

# Plausible values, not a calibration: they only have to reach the corners.
PERSON = Person(
    entry_per_day=Spread(0.4, 0.3),
    half_life_days=Spread(26.0, 0.25),
    steepness=Spread(1.9, 0.1),
    power=Spread(0.83, 0.05),
    loss_days=Spread(40.0, 0.2),
    recovery_days=Spread(216.0, 0.2),
    fast_days=Spread(28.0, 0.2),
    slow_days=Spread(1500.0, 0.2),
    occasion_log_sd=0.15,
)
AREA = Area(
    half_effect_units=Spread(3.0, 0.5),
    severity=Spread(2.3, 0.4),
    rest_share=Spread(0.2, 0.4),
    fast_share=0.5,
    growth_per_year=Spread(0.04, 0.3),
    atrophy=Spread(0.38, 0.3),
    shared_log_sd=0.5,
)
POPULATION = Population(PERSON, (AREA, replace(AREA, severity=Spread(1.8, 0.4)), AREA))
COURSE = Course(
    visit_days=tuple(range(0, 631, 90)),
    exposure_units=((20.0, 10.0, 5.0),),
    horizon_days=720,
    jitter_days=7,
    skipped=0.1,
)
AIM = Aim(target_severity=1.5, still_force=0.1)
SEED = 20260731
LANES_CHECKED = range(24)


def ask(population=POPULATION, course=COURSE, seed=SEED):
    return run.ask(population, course, AIM, seed)


def sums(patients, **changes):
    asked = {"aim": AIM, "seed": SEED, **changes}
    return simulate(POPULATION, asked.pop("course", COURSE), patients=patients, **asked)


def same(one, other):
    return (
        one.patients == other.patients
        and np.array_equal(one.totals, other.totals)
        and np.array_equal(one.bins, other.bins)
        and np.array_equal(one.returns, other.returns)
    )


# --- against the equations -----------------------------------------------------------


@pytest.fixture(scope="module")
def traced():
    return run.trace(ask(), 0)


@pytest.fixture(scope="module")
def solved(traced):
    asked = ask()
    areas = asked.exposure.shape[1]
    return [
        solve(lane_of(traced, asked.exposure, k, k % areas), COURSE.horizon_days)
        for k in LANES_CHECKED
    ]


def test_severity_is_that_of_the_reference_far_within_a_thousandth_of_a_grade(
    traced, solved
):
    for k, solution in zip(LANES_CHECKED, solved, strict=True):
        days, line = node_days(traced, k), traced.nodes[:, 1, k]
        assert np.abs(line - solution.line(days)).max() < 5e-5


def test_mass_force_and_line_at_rest_are_too(traced, solved):
    for k, solution in zip(LANES_CHECKED, solved, strict=True):
        days, nodes = node_days(traced, k), traced.nodes[:, :, k]
        mass, fast, slow = solution.state(days)
        assert np.abs(nodes[:, 3] - mass).max() < 5e-5
        assert np.abs(nodes[:, 4] - solution.force(days)).max() < 5e-5
        assert np.abs(nodes[:, 5] - fast - slow).max() < 5e-5


def test_between_its_steps_severity_strays_by_less_than_a_thousandth(traced, solved):
    days = np.setdiff1d(np.arange(1.0, COURSE.horizon_days), traced.arrival)
    for k, solution in zip(LANES_CHECKED, solved, strict=True):
        found = interpolated(traced.nodes, k, days)
        assert np.abs(found - solution.line(days)).max() < 1e-3


def test_shorter_steps_bring_whole_days_between_them_nearer(traced, solved):
    fine = run.trace(ask(course=replace(COURSE, longest_step_days=3)), 0)
    assert np.array_equal(fine.arrival, traced.arrival)
    days = np.setdiff1d(np.arange(1.0, COURSE.horizon_days), traced.arrival)
    for k, solution in zip(LANES_CHECKED, solved, strict=True):
        found = interpolated(fine.nodes, k, days)
        assert np.abs(found - solution.line(days)).max() < 1.5e-4


def test_the_summaries_are_those_of_the_reference(traced, solved):
    step = 0.02
    days = np.arange(step / 2, COURSE.horizon_days, step)
    for k, solution in list(zip(LANES_CHECKED, solved, strict=True))[::4]:
        line, force = solution.line(days), solution.force(days)
        below, above, mean, block, mass, rest, frozen = traced.measures[:, k]
        assert below == pytest.approx((line < 1.5).sum() * step, abs=0.15)
        assert below + above == pytest.approx(COURSE.horizon_days)
        assert mean == pytest.approx(line.mean(), abs=5e-5)
        assert block == pytest.approx(1 - solution.residual(days).min(), abs=2e-5)
        assert mass == pytest.approx(solution.state(days)[0].min(), abs=5e-5)
        last = solution.state(np.array([float(COURSE.horizon_days)]))
        assert rest == pytest.approx(last[1:].sum(), abs=5e-5)
        assert frozen == pytest.approx((force < 0.1).sum() * step / 7, abs=0.03)


def test_a_line_returns_on_the_day_that_the_reference_says():
    asked = run.ask(Population(PERSON, (AREA,)), ONCE, AIM, SEED)
    traced = run.trace(asked, 0)
    expected = []
    days = np.arange(0.005, 200, 0.01)
    for k in range(6):
        line = solve(lane_of(traced, asked.exposure, k, 0), 200.0).line(days)
        back = np.flatnonzero((line[:-1] < 1.5) & (line[1:] >= 1.5))
        expected += [days[back[-1]]] if back.size else []
    found = simulate(
        Population(PERSON, (AREA,)), ONCE, aim=AIM, seed=SEED, patients=range(6)
    )
    assert len(expected) >= 3
    assert found.returns[0, 0, 0] == len(expected)
    assert found.return_days()[0, 0] == pytest.approx(np.mean(expected), abs=0.02)


ONCE = Course(visit_days=(0,), exposure_units=((20.0,),), horizon_days=200)


SHARED = {
    "entry_rate": 0.4,
    "entry_spread": 0.3,
    "half_life_days": 26.0,
    "half_life_spread": 0.2,
    "hill": 1.9,
    "strain_exponent": 0.83,
    "saturation": 100.0,
    "fast_share": 0.5,
    "fast_days": 28.0,
    "slow_days": 1500.0,
    "slow_growth_per_day": 0.0001,
    "mass_loss_days": 40.0,
    "mass_recovery_days": 216.0,
}
# What raters and their notice need besides is no matter of the course.
FITTED = Fitted(**{field.name: SHARED.get(field.name, 0.1) for field in fields(Fitted)})
GLABELLA = AreaResponse(
    half_effect_units=3.0,
    log_spread=1.0,
    baseline_mean=2.4,
    baseline_spread=0.4,
    rest_share_logit=-1.4,
    rest_share_spread=0.5,
    mass_loss_fraction=0.38,
)


def kernels(fitted, area, occasion):
    return population_of(
        fitted, [area], occasion_spread=occasion, shared_sensitivity=0.36
    )


def test_the_typical_patient_is_that_of_the_core():
    alike = replace(FITTED, entry_spread=0.0, half_life_spread=0.0)
    area = replace(GLABELLA, log_spread=0.0, baseline_spread=0.0, rest_share_spread=0.0)
    visits = Course((0, 90, 180), ((20.0,),), 360)
    asked = run.ask(kernels(alike, area, occasion=0.0), visits, AIM, SEED)
    nodes = run.trace(asked, 0).nodes
    days = np.arange(0.0, 361.0)
    told = course(
        alike,
        people(alike, area, np.zeros((1, DIMENSIONS))),
        [Visit(day, 20.0 / 3.0) for day in visits.visit_days],
        days,
    )
    free = np.setdiff1d(days[1:-1], visits.visit_days).astype(int)
    found = interpolated(nodes, 0, days[free])
    # The core's own steps of a day stray most on the first day after a visit.
    assert np.abs(found - told.in_contraction[0, free]).max() < 0.01


def test_the_scatter_of_sensitivity_is_split_as_the_fit_says():
    (area,) = kernels(FITTED, GLABELLA, occasion=0.15).areas
    assert area.shared_log_sd == pytest.approx(0.6)
    assert area.half_effect_units.sd == pytest.approx(0.8)


# --- the parts ------------------------------------------------------------------------


def test_philox_gives_its_published_answers():
    # Known answers of the authors' library Random123, file kat_vectors.
    for asked, key, told in (
        ((0,) * 4, (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF, 0xFFFFFFFF),
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ):
        words = tuple(map(np.uint64, asked))
        assert counter.philox(words, *map(np.uint64, key)) == told


def test_the_normal_quantile_is_that_of_scipy():
    shares = np.array([1e-6, 0.001, 0.07, 0.2, 0.5, 0.51, 0.93, 0.9999], np.float32)
    found = [counter.normal(share) for share in shares]
    assert found == pytest.approx(ndtri(shares.astype(float)), rel=2e-6, abs=2e-6)


def test_powers_are_those_of_numpy():
    values = np.geomspace(1e-9, 1e9, 2001).astype(np.float32)
    logs = np.array([powers.log2(value) for value in values])
    assert np.abs(logs - np.log2(values.astype(float))).max() < 3e-6
    exponents = np.linspace(-100, 100, 2001).astype(np.float32)
    found = np.array([powers.exp2(power) for power in exponents], float)
    assert np.abs(found / np.exp2(exponents.astype(float)) - 1).max() < 3e-7


@pytest.mark.parametrize("z", [1e-4, 0.01, 0.3, 1.6])
def test_the_weights_of_a_relaxation_are_its_moments(z):
    for k, found in enumerate(weights.moments(np.float32(z))):
        wanted, _ = quad(lambda x, k=k: z * np.exp(-z * (1 - x)) * x**k, 0, 1)
        assert found == pytest.approx(wanted, rel=5e-6)


@pytest.mark.parametrize("ka", [0.02, 0.0266, 0.027, 0.1, 1.5])
def test_what_enters_is_exact_even_where_both_rates_meet(ka):
    ke, days = 0.0266, 6.0
    wanted, _ = quad(lambda s: ka * np.exp(-ka * s) * np.exp(-ke * (days - s)), 0, days)
    found = weights.handover(np.float32(ka), np.float32(ke), np.float32(days))
    assert found == pytest.approx(
        (np.exp(-ke * days), np.exp(-ka * days), wanted), rel=2e-6
    )


# --- what the model promises ------------------------------------------------------------


def test_without_toxin_nothing_happens():
    still = replace(AREA, growth_per_year=Spread(0.0))
    course = replace(COURSE, exposure_units=((0.0,),))
    asked = run.ask(Population(PERSON, (still,)), course, AIM, SEED)
    traced = run.trace(asked, 0)
    lines = traced.nodes[:, 1]
    assert np.abs(lines - lines[0]).max() < 1e-5
    assert traced.measures[4].min() == pytest.approx(1.0, abs=1e-5)
    assert traced.measures[3].max() < 1e-6
    assert set(np.round(traced.measures[0])) <= {0.0, 720.0}


def test_an_untreated_line_grows_at_rest_by_its_yearly_growth():
    slow = replace(PERSON, slow_days=Spread(40_000.0))
    area = replace(AREA, growth_per_year=Spread(0.1))
    course = replace(COURSE, exposure_units=((0.0,),))
    nodes = run.trace(run.ask(Population(slow, (area,)), course, AIM, SEED), 0).nodes
    # Nearly: the slow part is still two years away from where it tends.
    grown = nodes[-1, 5] - nodes[0, 5]
    assert grown == pytest.approx(0.1 * 720 / 365.25, rel=0.02)


def test_leaving_every_area_out_is_giving_nothing():
    skipped = sums(range(40), course=replace(COURSE, skipped=1.0))
    nothing = sums(range(40), course=replace(COURSE, exposure_units=((0.0,) * 3,)))
    assert np.array_equal(skipped.totals, nothing.totals)
    assert skipped.returns.sum() == 0


def test_activity_of_two_visits_is_the_sum_of_both():
    def activity(first, second):
        course = Course((0, 90), ((first,), (second,)), 200)
        asked = run.ask(Population(PERSON, (AREA,)), course, AIM, SEED)
        return run.trace(asked, 0).nodes[:, 6]

    both, one, two = activity(20, 10), activity(20, 0), activity(0, 10)
    assert both == pytest.approx(one + two, rel=1e-4, abs=1e-5)


def test_more_toxin_never_means_fewer_days_below_the_target():
    more = replace(COURSE, exposure_units=((24.0, 12.0, 6.0),))
    less, greater = run.each(ask(), range(200)), run.each(ask(course=more), range(200))
    assert (greater[..., 0] - less[..., 0]).min() > -0.05
    assert greater[..., 0].mean() > less[..., 0].mean() + 1


def test_exposure_saturates():
    assert exposure(20.0, 1.0, float("inf")) == 20.0
    assert exposure(20.0, 0.5, 10.0) == pytest.approx(5.0)


def test_the_early_steps_fill_the_shortest_interval():
    days = np.dot(layout.EARLY_DAYS, layout.EARLY_COUNTS)
    assert days == layout.EARLY_SPAN_DAYS == SHORTEST_INTERVAL_DAYS


# --- chance -----------------------------------------------------------------------------


def test_any_number_of_workers_gives_the_same_bits():
    one = sums(range(700), workers=1)
    assert same(one, sums(range(700), workers=2))
    assert same(one, sums(range(700), workers=3))


def test_any_size_of_task_gives_the_same_bits(monkeypatch):
    one = sums(range(150))
    monkeypatch.setattr(run, "PATIENTS_A_TASK", 7)
    assert same(one, sums(range(150), workers=2))


def test_parts_of_a_population_merge_to_the_whole_in_any_order():
    whole = sums(range(150))
    parts = [sums(part) for part in (range(101, 150), range(1), range(1, 101))]
    assert same(whole, merge(parts))


def test_a_patient_is_the_same_in_any_company():
    crowd, alone = run.each(ask(), range(100)), run.each(ask(), range(77, 78))
    assert np.array_equal(crowd[77], alone[0])


def test_a_seed_makes_its_own_patients():
    assert same(sums(range(20)), sums(range(20)))
    assert not same(sums(range(20)), sums(range(20), seed=SEED + 1))


def test_patients_beyond_32_bits_are_patients_too():
    far = run.each(ask(), range(2**33 + 5, 2**33 + 6))
    assert not np.array_equal(far, run.each(ask(), range(5, 6)))


def test_what_is_drawn_scatters_as_asked():
    traces = [run.trace(ask(), first) for first in range(0, 128 * 60, 128)]
    lanes = np.concatenate([trace.parameters for trace in traces], axis=1)
    days = np.concatenate([trace.arrival[1:-1] for trace in traces], axis=1)
    factors = np.concatenate([trace.factor for trace in traces], axis=1)
    shared = np.log(lanes[layout.ELIMINATION // layout.LANES, ::3])
    assert shared.std() == pytest.approx(0.25, rel=0.05)
    assert shared.mean() == pytest.approx(np.log(np.log(2) / 26.0), abs=0.02)
    own = np.log(lanes[layout.SENSITIVITY // layout.LANES])
    assert own.std() == pytest.approx(np.hypot(0.5, 0.5), rel=0.05)
    assert np.corrcoef(own[0::3], own[2::3])[0, 1] == pytest.approx(0.5, abs=0.05)
    late = days - np.array(COURSE.visit_days[1:])[:, None]
    assert set(np.unique(late)) == set(range(-7, 8))
    assert (factors == 0).mean() == pytest.approx(0.1, abs=0.01)
    assert np.log(factors[factors > 0]).std() == pytest.approx(0.15, rel=0.05)


def test_mean_spread_and_quantiles_are_those_of_the_single_lanes():
    found, lanes = sums(range(300)), run.each(ask(), range(300))
    for k, name in enumerate(layout.MEASURES):
        assert found.mean(name) == pytest.approx(lanes[..., k].mean(axis=0), rel=1e-4)
        assert found.sd(name) == pytest.approx(lanes[..., k].std(axis=0), rel=2e-3)
        wide = float(np.ptp(lanes[..., k])) / 20
        for share in (0.25, 0.5, 0.75):
            wanted = np.quantile(lanes[..., k], share, axis=0)
            assert found.quantile(name, share) == pytest.approx(wanted, abs=wide)


# --- the shop floor ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: replace(COURSE, visit_days=(0, 20)),
        lambda: replace(COURSE, visit_days=(5, 90)),
        lambda: replace(COURSE, visit_days=()),
        lambda: replace(COURSE, horizon_days=650),
        lambda: replace(COURSE, skipped=1.1),
        lambda: replace(COURSE, longest_step_days=9),
        lambda: replace(COURSE, exposure_units=((1.0,), (2.0,))),
        lambda: replace(COURSE, exposure_units=((-1.0,),)),
        lambda: replace(COURSE, exposure_units=((float("nan"),),)),
        lambda: Population(PERSON, ()),
        lambda: Population(replace(PERSON, power=Spread(0.0)), (AREA,)),
        lambda: Population(PERSON, (replace(AREA, atrophy=Spread(float("nan"))),)),
        lambda: Population(PERSON, (replace(AREA, severity=Spread(2.0, -1.0)),)),
    ],
    ids=[
        "too soon",
        "late first visit",
        "no visit",
        "early end",
        "chance above 1",
        "long steps",
        "rows",
        "negative",
        "no number",
        "no area",
        "power",
        "atrophy",
        "spread",
    ],
)
def test_what_cannot_be_simulated_is_refused(wrong):
    with pytest.raises(PopulationError, match=r"allowed: "):
        wrong()


@pytest.mark.parametrize(
    "wrong",
    [
        {"patients": range(0)},
        {"patients": range(0, 10, 2)},
        {"patients": range(-1, 3)},
        {"workers": 0},
        {"seed": -1},
    ],
    ids=["nobody", "gaps", "before the first", "no worker", "seed"],
)
def test_what_is_asked_of_a_population_must_make_sense(wrong):
    asked = {"aim": AIM, "seed": 1, "patients": range(1), **wrong}
    with pytest.raises(PopulationError):
        simulate(POPULATION, COURSE, **asked)


def test_exposures_must_be_given_for_every_area():
    with pytest.raises(PopulationError, match="exposure_units"):
        simulate(POPULATION, ONCE, aim=AIM, seed=1, patients=range(1))


def test_a_visit_every_three_months_for_five_years():
    course = Course.regular(90, 5, (20.0,))
    assert course.visit_days[:2] == (0, 90)
    assert course.visit_days[-1] == 1800
    assert course.horizon_days == 1825


def test_the_golden_run_still_says_the_same():
    stored = json.loads(golden.FILE.read_text(encoding="utf-8"))
    told = golden.answer(simulate(**golden.question(stored["question"])))
    assert golden.moved(stored["answer"], told) == []


def test_the_measure_itself_finds_what_moved():
    assert golden.moved({"a": [1.0, 2.0]}, {"a": [1.0, 2.01]}) == ["/a/1: 2 -> 2.01"]


def test_the_compiler_is_loaded_only_when_it_is_used():
    code = "import sys, glabella.studies.kernel; print('numba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_machine_code_is_kept_apart_for_each_state_of_the_sources(tmp_path):
    folder = jit._cache_folder(str(tmp_path))
    assert folder.parent == tmp_path
    assert folder.is_dir()
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert jit._cache_folder(str(blocked)) is None
