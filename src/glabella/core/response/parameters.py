"""From the fitted parameter vector to populations, areas and product potencies.

The vector is unconstrained: ``ln_`` names are natural logarithms, ``logit_``
names log-odds. Values, priors and the covariance stand in the evidence
(``data/response``); this module gives each its place in the equations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, Level
from glabella.core.response.grading import Rater
from glabella.core.response.population import AreaResponse, Population

__all__ = [
    "FITTED_AREAS",
    "REFERENCE_PRODUCT",
    "SEVERE_SHARE",
    "Constants",
    "Posterior",
    "Theta",
    "area_response",
    "population",
    "potency",
    "raters",
]

Theta = Mapping[str, Level]

REFERENCE_PRODUCT = "onabotulinumtoxinA"
"""Product of most dose-ranging trials: its potency is 1 by definition."""

SEVERE_SHARE = 0.6
"""Share severe at entry where a trial is silent (``contracts.md`` section 3)."""

FITTED_AREAS = ("glabella", "forehead", "crows_feet")


@dataclass(frozen=True, slots=True)
class Constants:
    """What the trials cannot tell: fixed, each with its source in the evidence."""

    fast_share: float
    fast_days: float
    slow_days: float
    slow_growth_per_day: float
    mass_loss_fraction: float
    mass_loss_days: float
    mass_recovery_days: float
    notice_blur: float
    baseline_mean: float
    baseline_spread: float
    entry_investigator_spread: float
    entry_subject_spread: float
    rest_share_spread: float
    occasion_spread: float
    """Spread of the logarithm of exposure between visits of one person."""
    shared_sensitivity: float
    """Share of the variance of sensitivity that all areas of a person share."""
    trial_exposure_spread: float
    trial_leniency_spread: float
    trial_half_life_spread: float
    trial_notice_spread: float
    record_spread: float
    """Misfit of a share, on the angular scale ``asin sqrt``."""
    record_weeks: float
    """Misfit of a median duration, weeks."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Normal approximation of what the trials say about the parameters."""

    names: tuple[str, ...]
    mean: FloatArray
    covariance: FloatArray
    constants: Constants
    records_hash: str

    def typical(self) -> dict[str, float]:
        """The most probable parameters."""
        return dict(zip(self.names, map(float, self.mean), strict=True))

    def draw(self, normals: FloatArray) -> dict[str, FloatArray]:
        """Parameter vectors for standard normals of shape (draws, parameters)."""
        root = np.linalg.cholesky(self.covariance)
        values = self.mean + normals @ root.T
        return {name: values[:, i] for i, name in enumerate(self.names)}


def population(theta: Theta, fixed: Constants) -> Population:
    """What all areas share, for one vector or one per person."""
    return Population(
        entry_rate=np.exp(theta["ln_entry_rate"]),
        entry_spread=np.exp(theta["ln_entry_spread"]),
        half_life_days=np.exp(theta["ln_half_life_days"]),
        half_life_spread=np.exp(theta["ln_half_life_spread"]),
        hill=np.exp(theta["ln_hill"]),
        strain_exponent=np.exp(theta["ln_strain_exponent"]),
        saturation=np.exp(theta["ln_saturation"]),
        fast_share=fixed.fast_share,
        fast_days=fixed.fast_days,
        slow_days=fixed.slow_days,
        slow_growth_per_day=fixed.slow_growth_per_day,
        mass_loss_days=fixed.mass_loss_days,
        mass_recovery_days=fixed.mass_recovery_days,
        notice_grades=np.exp(theta["ln_notice_grades"]),
        notice_spread=np.exp(theta["ln_notice_spread"]),
    )


def area_response(theta: Theta, area: str, fixed: Constants) -> AreaResponse:
    """What a fitted area adds; ``KeyError`` for any other area."""
    ratio = 0.0 if area == "glabella" else theta[f"ln_half_effect_ratio_{area}"]
    return AreaResponse(
        half_effect_units=np.exp(theta["ln_half_effect_glabella"] + ratio),
        log_spread=np.exp(theta["ln_sensitivity_spread"]),
        baseline_mean=fixed.baseline_mean,
        baseline_spread=fixed.baseline_spread,
        rest_share_logit=theta[f"logit_rest_share_{area}"],
        rest_share_spread=fixed.rest_share_spread,
        mass_loss_fraction=fixed.mass_loss_fraction,
    )


def potency(theta: Theta, product: str) -> Level | None:
    """Model potency of one unit; None for a product without a trial of its own.

    It scales units inside the model only. It is no conversion of doses: trials
    of different products differ in raters, scales and patients as well.
    """
    if product == REFERENCE_PRODUCT:
        return 1.0
    logarithm = theta.get(f"ln_potency_{product}")
    return None if logarithm is None else np.exp(logarithm)


def raters(theta: Theta, shift: Level = 0.0) -> tuple[Rater, Rater]:
    """Investigator and subject; ``shift``: extra leniency of a trial, grades."""
    return (
        Rater(
            np.exp(theta["ln_investigator_spread"]),
            theta["leniency_investigator"] + shift,
        ),
        Rater(np.exp(theta["ln_subject_spread"]), theta["leniency_subject"] + shift),
    )
