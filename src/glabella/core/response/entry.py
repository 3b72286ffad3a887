"""Who enters a trial of facial lines: moderate or severe by both raters."""

from functools import cache

import numpy as np

from glabella.core.response.grading import CUTPOINTS
from glabella.core.response.normal import normal_cdf

__all__ = ["baseline_mean"]

_SEVERITY = np.linspace(-1.0, 6.0, 701)
_MEANS = np.linspace(-4.0, 9.0, 1301)


@cache
def baseline_mean(
    severe_share: float, *, spread: float, investigator: float, subject: float
) -> float:
    """Mean severity (grades) of those screened, so that ``severe_share`` is severe.

    The share, 0.01 to 0.99, is the investigator's among those whom both raters
    call moderate or severe; ``spread`` is the standard deviation of severity
    among those screened, the others are raters' errors, all in grades. The
    share rises with the mean, so that a table of it can be read backwards.
    """
    moderate, severe = CUTPOINTS[1], CUTPOINTS[2]
    by_subject = normal_cdf((_SEVERITY - moderate) / subject)
    entered = by_subject * normal_cdf((_SEVERITY - moderate) / investigator)
    called_severe = by_subject * normal_cdf((_SEVERITY - severe) / investigator)
    logarithm = -0.5 * ((_SEVERITY[None, :] - _MEANS[:, None]) / spread) ** 2
    density = np.exp(logarithm - logarithm.max(axis=1, keepdims=True))
    shares = (density @ called_severe) / (density @ entered)
    return float(np.interp(severe_share, shares, _MEANS))
