"""Trials of underarm sweating: sweat halved, and two grades less on the HDSS.

Few trials, one of them with grades: the structure is a stated rule and its
bands are wide (``docs/explanation/model.md``, skin).
"""

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.activity import unit_activity
from glabella.core.response.contraction import residual_contraction
from glabella.core.response.normal import normal_cdf
from glabella.core.response.parameters import Theta
from glabella.core.trials import Endpoint, Until

__all__ = ["LONGEST_STEP", "sweat_answer", "sweat_left"]

TWO_GRADES = 2.0
"""Improvement asked for on the HDSS, grades."""
ONE_GRADE = 1.0
HALF = 0.5
ENDS: dict[Until, tuple[float, ...]] = {
    "baseline": (ONE_GRADE,),
    "loss_of_improved_1": (ONE_GRADE,),
    "loss_of_none_or_mild": (ONE_GRADE, TWO_GRADES),
}
"""Gain (grades) below which the effect has ended, each for as many people.

None or mild is HDSS 1 or 2. It is lost at grade 3 or 4: by who entered with 3 once
less than one grade of gain is left, by who entered with 4 once less than two are;
people enter with 3 or 4, equally often (ours).
"""
LONGEST_STEP = 120.0
"""Days between visits beyond which a median is a matter of the calendar."""
RESPONSE_DAY = 28.0
LAST_VISIT_DAY = 400.0
VISIT_ERROR = 0.3
"""Error of a single report, grades (ours): small beside that between people."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_SHARES = _WEIGHTS / _WEIGHTS.sum()


def sweat_left(
    theta: Theta, units: float, days: FloatArray, half_life: float = 0.0
) -> FloatArray:
    """Sweat relative to before treatment, (days,).

    Glands fall silent as muscles do, ``D = 1 / (1 + (L/ED)^h)``, down to a floor
    that no dose passes (Odderson 2002, record R162: 8 % left). ``units``: both
    sides together, in model units; ``half_life``: log factor of a trial.
    """
    activity = unit_activity(
        days,
        entry_rate=np.exp(theta["ln_entry_rate"]),
        half_life_days=np.exp(theta["ln_half_life_days"] + half_life),
    )
    ratio = units / np.exp(theta["ln_half_effect_axilla"]) * activity
    floor = np.exp(theta["ln_sweat_floor"])
    left: FloatArray = floor + (1.0 - floor) * residual_contraction(
        ratio, np.exp(theta["ln_hill"])
    )
    return left


def _improvement(
    theta: Theta, units: float, days: FloatArray, half_life: float
) -> FloatArray:
    """HDSS grades that the average patient reports to have gained, (days,)."""
    placebo = np.exp(theta["ln_hdss_placebo"])
    fading = np.exp(-days / np.exp(theta["ln_hdss_placebo_days"]))
    gain = np.exp(theta["ln_hdss_gain"])
    gained: FloatArray = placebo * fading + gain * (
        1.0 - sweat_left(theta, units, days, half_life)
    )
    return gained


def sweat_answer(
    theta: Theta, units: float, endpoint: Endpoint, half_life: float
) -> float | tuple[FloatArray, FloatArray] | None:
    """A share; or visits and shares still improved; None where the rule is silent."""
    if endpoint.kind == "median_duration_days":
        counted = endpoint.among == "all" or endpoint.criterion == "hdss_improved_2"
        followed = endpoint.visit_every_days <= LONGEST_STEP
        if endpoint.until not in ENDS or not counted or not followed:
            return None
        return _duration(theta, units, endpoint, half_life)
    if endpoint.kind == "responder" and endpoint.day is not None:
        return _share(theta, units, endpoint, half_life)
    return None


def _share(
    theta: Theta, units: float, endpoint: Endpoint, half_life: float
) -> float | None:
    day = np.array([float(endpoint.day or 0.0)])
    if endpoint.criterion == "hdss_improved_2":
        gained = _improvement(theta, units, day, half_life)
        return float(normal_cdf(gained[0] - TWO_GRADES))
    if endpoint.criterion == "sweat_halved":
        left = sweat_left(theta, units, day, half_life)[0]
        usual = np.log(left) + theta["ln_sweat_placebo"]
        noise = np.exp(theta["ln_sweat_noise"])
        return float(normal_cdf((np.log(HALF) - usual) / noise))
    return None


def _duration(
    theta: Theta, units: float, endpoint: Endpoint, half_life: float
) -> tuple[FloatArray, FloatArray]:
    """How long enough of a gain lasts, among those with two grades at four weeks.

    Each person adds a lasting standard normal error to the average gain.
    """
    limits = ENDS[endpoint.until or "baseline"]
    step = endpoint.visit_every_days
    visits = np.arange(step, LAST_VISIT_DAY, step)
    if endpoint.among == "responders":
        visits = visits[visits > RESPONSE_DAY]
    days = np.concatenate(([RESPONSE_DAY], visits))
    gained = _improvement(theta, units, days, half_life)[None, :] + _NODES[:, None]
    weights = _SHARES
    if endpoint.among == "responders":
        weights = _SHARES * normal_cdf((gained[:, 0] - TWO_GRADES) / VISIT_ERROR)
    lasting = np.mean([_lasting(gained[:, 1:], limit) for limit in limits], axis=0)
    return visits, (weights @ lasting) / max(float(weights.sum()), 1e-12)


def _lasting(gained: FloatArray, limit: float) -> FloatArray:
    """Chance that the gain was above ``limit`` grades at every visit so far."""
    kept: FloatArray = np.cumprod(normal_cdf((gained - limit) / VISIT_ERROR), axis=1)
    return kept
