"""From the fitted vector to the numbers of the equations."""

from dataclasses import fields

import numpy as np
import pytest

from glabella.core.response.parameters import (
    FITTED_AREAS,
    REFERENCE_PRODUCT,
    Constants,
    Posterior,
    area_response,
    population,
    potency,
    raters,
)

FIXED = Constants(**{field.name: 0.25 for field in fields(Constants)})
THETA = {
    "ln_entry_rate": np.log(0.2),
    "ln_entry_spread": np.log(0.4),
    "ln_half_life_days": np.log(30.0),
    "ln_half_life_spread": np.log(0.2),
    "ln_hill": np.log(2.0),
    "ln_strain_exponent": np.log(0.8),
    "ln_saturation": np.log(25.0),
    "ln_notice_grades": np.log(0.4),
    "ln_notice_spread": np.log(0.5),
    "ln_half_effect_glabella": np.log(4.0),
    "ln_half_effect_ratio_forehead": np.log(1.5),
    "ln_half_effect_ratio_crows_feet": np.log(0.5),
    "ln_sensitivity_spread": np.log(0.7),
    "logit_rest_share_glabella": -1.7,
    "logit_rest_share_forehead": -1.6,
    "logit_rest_share_crows_feet": -1.2,
    "ln_potency_abobotulinumtoxinA": np.log(0.4),
    "ln_investigator_spread": np.log(0.2),
    "ln_subject_spread": np.log(0.5),
    "leniency_investigator": 0.05,
    "leniency_subject": -0.1,
}


def test_logarithms_become_rates_days_and_grades():
    everyone = population(THETA, FIXED)
    assert everyone.entry_rate == pytest.approx(0.2)
    assert everyone.half_life_days == pytest.approx(30.0)
    assert everyone.hill == pytest.approx(2.0)
    assert everyone.saturation == pytest.approx(25.0)
    assert everyone.strain_exponent == pytest.approx(0.8)
    assert everyone.fast_days == 0.25


@pytest.mark.parametrize(
    ("area", "units"), [("glabella", 4.0), ("forehead", 6.0), ("crows_feet", 2.0)]
)
def test_other_areas_are_measured_against_the_glabella(area, units):
    said = area_response(THETA, area, FIXED)
    assert said.half_effect_units == pytest.approx(units)
    assert said.rest_share_logit == THETA[f"logit_rest_share_{area}"]


def test_an_area_without_trials_is_refused():
    assert "chin" not in FITTED_AREAS
    with pytest.raises(KeyError):
        area_response(THETA, "chin", FIXED)


def test_the_reference_product_has_a_potency_of_one_by_definition():
    assert potency(THETA, REFERENCE_PRODUCT) == 1.0
    assert potency(THETA, "abobotulinumtoxinA") == pytest.approx(0.4)


def test_a_product_without_trials_has_none():
    assert potency(THETA, "rimabotulinumtoxinB") is None


def test_a_lenient_trial_moves_both_raters_alike():
    investigator, subject = raters(THETA, 0.3)
    assert investigator.spread == pytest.approx(0.2)
    assert (investigator.leniency, subject.leniency) == (
        pytest.approx(0.35),
        pytest.approx(0.2),
    )


def test_draws_have_the_mean_and_covariance_of_the_fit():
    covariance = np.array([[0.04, 0.018], [0.018, 0.09]])
    posterior = Posterior(("one", "two"), np.array([1.0, -2.0]), covariance, FIXED, "")
    normals = np.random.default_rng(5).standard_normal((200_000, 2))
    drawn = posterior.draw(normals)
    both = np.stack([drawn["one"], drawn["two"]])
    np.testing.assert_allclose(both.mean(axis=1), [1.0, -2.0], atol=5e-3)
    np.testing.assert_allclose(np.cov(both), covariance, atol=2e-3)
    assert posterior.typical() == {"one": 1.0, "two": -2.0}
