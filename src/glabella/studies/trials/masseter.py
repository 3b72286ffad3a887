"""Trials of the masseter: prominence grade 3 or less, derived by a stated rule."""

import numpy as np

from glabella.core.response.activity import exposure_ratio, unit_activity
from glabella.core.response.contraction import residual_contraction
from glabella.core.response.normal import normal_cdf
from glabella.core.response.parameters import Constants, Theta
from glabella.core.response.relaxation import muscle_mass
from glabella.core.trials import Endpoint

__all__ = ["masseter_answer"]

ENTRY = (4.0, 5.0)
"""Grades at entry, marked and very marked, taken as equally common (ours)."""
BORDER = 3.5
STEP_DAYS = 7.0


def masseter_answer(
    theta: Theta, fixed: Constants, units: float, endpoint: Endpoint, half_life: float
) -> float | None:
    """Share graded 3 or less on ``day``; None for any other end point.

    No graded masseter record could be fitted. The rule: muscle mass follows the
    model, and the grade falls in proportion to mass lost (``ln_mmps_gain``,
    grades for all mass lost), seen with an error; ``half_life`` is the log factor
    of a trial. Half-effect dose: records
    R312 to R315 (thickness), as a prior.
    """
    if endpoint.kind != "responder" or endpoint.criterion != "mmps_3_or_less":
        return None
    last = float(endpoint.day or 0.0)
    days = np.unique(np.append(np.arange(0.0, last, STEP_DAYS), last))
    exposure = exposure_ratio(
        units,
        half_effect_units=np.exp(theta["ln_half_effect_masseter"]),
        saturation=np.exp(theta["ln_saturation"]),
    )
    ratio = exposure * unit_activity(
        days,
        entry_rate=np.exp(theta["ln_entry_rate"]),
        half_life_days=np.exp(theta["ln_half_life_days"] + half_life),
    )
    residual = np.atleast_2d(residual_contraction(ratio, np.exp(theta["ln_hill"])))
    mass = muscle_mass(
        residual,
        days,
        loss_fraction=np.exp(theta["ln_masseter_mass_loss"]),
        loss_days=fixed.mass_loss_days,
        recovery_days=fixed.mass_recovery_days,
    )
    lost = 1.0 - float(mass[0, -1])
    gain = np.exp(theta["ln_mmps_gain"]) * lost
    noise = np.exp(theta["ln_mmps_noise"])
    return float(
        np.mean([normal_cdf((BORDER - grade + gain) / noise) for grade in ENTRY])
    )
