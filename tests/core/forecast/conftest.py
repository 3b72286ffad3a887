"""A hand-made posterior: these tests ask for rules, not for fitted numbers."""

from dataclasses import replace

import numpy as np
import pytest

from glabella.core.response.parameters import Posterior
from glabella.evidence.response import constants
from glabella.evidence.response_rules import forecast_basis

VALUES = {
    "ln_entry_rate": np.log(0.09),
    "ln_entry_spread": np.log(0.3),
    "ln_half_life_days": np.log(31.0),
    "ln_half_life_spread": np.log(0.2),
    "ln_half_effect_glabella": np.log(3.5),
    "ln_half_effect_ratio_forehead": -0.1,
    "ln_half_effect_ratio_crows_feet": 0.1,
    "ln_sensitivity_spread": np.log(0.75),
    "ln_hill": np.log(2.8),
    "ln_strain_exponent": np.log(0.9),
    "ln_saturation": np.log(22.0),
    "logit_rest_share_glabella": -2.0,
    "logit_rest_share_forehead": -1.0,
    "logit_rest_share_crows_feet": -1.0,
    "ln_investigator_spread": np.log(0.2),
    "ln_subject_spread": np.log(0.4),
    "leniency_investigator": 0.0,
    "leniency_subject": 0.1,
    "ln_notice_grades": np.log(0.6),
    "ln_notice_spread": np.log(0.6),
    "logit_false_notice": -2.8,
    "ln_potency_abobotulinumtoxinA": np.log(0.35),
    "ln_half_effect_axilla": np.log(1.35),
    "ln_sweat_floor": np.log(0.08),
    "ln_half_effect_masseter": np.log(12.0),
    "ln_masseter_mass_loss": np.log(0.38),
    "ln_potency_incobotulinumtoxinA": 0.0,
}


@pytest.fixture(scope="session")
def posterior():
    names = tuple(VALUES)
    spread = np.full(len(names), 0.15)
    fixed = replace(
        constants(),
        mass_loss_fraction=0.3,
        occasion_spread=0.3,
        shared_sensitivity=0.5,
        trial_exposure_spread=0.4,
    )
    return Posterior(
        names=names,
        mean=np.array(list(VALUES.values())),
        covariance=np.diag(spread**2),
        constants=fixed,
        records_hash="hand-made",
    )


@pytest.fixture(scope="session")
def basis(posterior):
    return forecast_basis(posterior)
