"""The forecast uses the fitted numbers with the meaning that the fit gave them."""

from dataclasses import replace

import numpy as np
import pytest

from glabella.core.forecast import Settings
from glabella.core.forecast.crowd import VisitPlan, crowd_of, dosing, sensitivity
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.exposure import area_rule, exposure
from glabella.core.response.course import Visit, course
from glabella.core.response.parameters import population
from glabella.core.response.sampling import standard_normals
from glabella.core.trials import Arm
from glabella.studies.trials import answering

SOME = Settings(vectors=6, people=2000)
VECTORS = range(6)


def _arm(units, area):
    endpoint = ()
    return Arm(
        id="a",
        product="abobotulinumtoxinA",
        area=area,
        dose_units=units,
        n=100,
        endpoints=endpoint,
    )


@pytest.mark.parametrize("units", [25.0, 50.0, 125.0])
def test_a_clinic_differs_in_dose_as_a_trial_does(basis, units):
    fixed = basis.posterior.constants
    vectors = draw_vectors(basis.posterior, ("glabella",), SOME)
    rule = area_rule("glabella", "dysport", basis)
    found = exposure(rule, units, vectors, basis)
    days = np.array([0.0, 14.0, 84.0, 140.0])
    normals = standard_normals(40, 7)
    for number in VECTORS:
        theta = {name: float(row[number]) for name, row in vectors.theta.items()}
        unsure = fixed.trial_exposure_spread * float(vectors.exposure[number])
        effect = answering.Effect(exposure=unsure)
        scale = np.exp(theta["ln_potency_abobotulinumtoxinA"] + unsure)
        arm = replace(_arm(units, "glabella"), dose_units=units * scale)
        who, fitted = answering._treated(theta, fixed, arm, effect, normals, days)
        ours = course(population(theta, fixed), who, [Visit(0.0, found[number])], days)
        assert ours.force == pytest.approx(fitted.force, rel=1e-9)


def test_person_and_visit_together_spread_as_people_of_a_trial_do(basis):
    rule = area_rule("glabella", "botox-cosmetic", basis)
    vectors = draw_vectors(basis.posterior, ("glabella",), SOME)
    state = draw_state(("glabella",), 1, SOME)
    sensitive = sensitivity(state, vectors, basis, (rule,))
    given = dosing([VisitPlan(0, ((rule, 20.0),))], state, vectors, basis, sensitive)
    logarithm = np.log(given[0].exposure[0]).reshape(len(VECTORS), -1)
    fitted = np.exp(vectors.theta["ln_sensitivity_spread"])
    assert logarithm.std(axis=1) == pytest.approx(fitted, rel=0.05)
    lasting = sensitive[0].reshape(len(VECTORS), -1).std(axis=1)
    visit = basis.posterior.constants.occasion_spread
    assert lasting == pytest.approx(np.sqrt(fitted**2 - visit**2), rel=0.05)
    assert crowd_of(state, vectors, basis).hill.shape == (SOME.draws,)
