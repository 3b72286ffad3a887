"""Loss of response by antibodies: a scenario to look at, off unless asked for.

Trials of cosmetic doses hardly ever found antibodies; the sign of the effect of
dose and interval is known, its size is not (``science.md`` section 5). The slopes
are therefore our own and every answer says so.
"""

from dataclasses import dataclass

import numpy as np

__all__ = ["AntibodyScenario", "chance_of_antibodies", "exposure_left"]


@dataclass(frozen=True, slots=True)
class AntibodyScenario:
    """Numbers of the scenario, each from ``data/response/rules.toml``.

    ``chance_per_cycle`` at ``usual_units`` of onabotulinumtoxinA every
    ``usual_days``; slopes of the log-odds per doubling of the dose and per
    halving of the interval; ``exposure_lost`` once antibodies are there (0 to 1).
    """

    chance_per_cycle: float
    usual_units: float
    usual_days: float
    per_dose_doubling: float
    per_interval_halving: float
    exposure_lost: float


def chance_of_antibodies(
    scenario: AntibodyScenario, *, units: float, interval_days: float, cycles: int
) -> float:
    """Chance that antibodies have appeared after ``cycles`` visits.

    ``logit p = b0 + b1 log2(units / usual) + b2 log2(usual days / interval)``,
    each only where it raises the chance; visits count as independent.
    ``units``: of onabotulinumtoxinA or in proportion to the standard dose.
    """
    if units <= 0 or cycles <= 0:
        return 0.0
    usual = scenario.chance_per_cycle
    odds = np.log(usual / (1.0 - usual))
    more = max(float(np.log2(units / scenario.usual_units)), 0.0)
    sooner = max(float(np.log2(scenario.usual_days / interval_days)), 0.0)
    odds += scenario.per_dose_doubling * more + scenario.per_interval_halving * sooner
    chance = 1.0 / (1.0 + np.exp(-odds))
    return float(-np.expm1(cycles * np.log1p(-chance)))


def exposure_left(scenario: AntibodyScenario) -> float:
    """Share of the exposure that is left once antibodies are there."""
    return 1.0 - scenario.exposure_lost
