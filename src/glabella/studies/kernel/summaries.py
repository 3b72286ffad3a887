"""What a simulated population comes to: sums that can be merged in any order."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel.layout import BINS, MEASURES

type Values = NDArray[np.float64]

FINE = 2.0**24
DAY_PARTS = 1024.0
GRADES = 4.0
OPEN = {"mean_severity", "final_rest"}


@dataclass(frozen=True, slots=True, eq=False)
class Summaries:
    """Sums by area over patients, kept as whole numbers so that order cannot matter.

    ``totals`` (areas, measures, value and square), ``bins`` (areas, measures, 512
    classes from 0 to the scale; grades above the scale fall into the last), ``returns`` (visits, areas:
    returned, outlasting, without effect, days in 1/1024).
    """

    patients: int
    horizon_days: int
    totals: NDArray[np.int64]
    bins: NDArray[np.int64]
    returns: NDArray[np.int64]

    def mean(self, measure: str) -> Values:
        """Mean of a measure for each area."""
        index = MEASURES.index(measure)
        scale = scales(self.horizon_days)[index]
        mean: Values = self.totals[:, index, 0] * (scale / FINE / self.patients)
        return mean

    def sd(self, measure: str) -> Values:
        """Standard deviation between patients of a measure, for each area."""
        index = MEASURES.index(measure)
        scale = scales(self.horizon_days)[index]
        first, second = self.totals[:, index].T / (FINE * self.patients)
        spread: Values = scale * np.sqrt(np.maximum(second - first**2, 0.0))
        return spread

    def quantile(self, measure: str, share: float) -> Values:
        """Value that ``share`` of the patients stay below, for each area.

        Linear inside one of 512 classes; infinite above the last class of a
        measure without an upper end (severities above 4 grades).
        """
        index = MEASURES.index(measure)
        counts = self.bins[:, index]
        upto = np.cumsum(counts, axis=1)
        wanted = share * self.patients
        place = np.minimum((upto < wanted).sum(axis=1), BINS - 1)
        rows = np.arange(len(counts))
        inside = counts[rows, place]
        before = upto[rows, place] - inside
        part = (wanted - before) / np.maximum(inside, 1)
        value = (place + part) / BINS * scales(self.horizon_days)[index]
        return np.where((measure in OPEN) & (place == BINS - 1), np.inf, value)

    def return_days(self) -> Values:
        """Mean days from a visit until the target is passed, (visits, areas).

        Only among those who came back before the next visit; not a number if none.
        """
        count = self.returns[..., 0].astype(float)
        count[count == 0] = np.nan
        days: Values = self.returns[..., 3] / DAY_PARTS / count
        return days

    def merged(self, other: "Summaries") -> "Summaries":
        """Sums over the patients of both."""
        return Summaries(
            patients=self.patients + other.patients,
            horizon_days=self.horizon_days,
            totals=self.totals + other.totals,
            bins=self.bins + other.bins,
            returns=self.returns + other.returns,
        )


def merge(parts: list[Summaries]) -> Summaries:
    """Sums over all parts; any order gives the same bits."""
    return reduce(Summaries.merged, parts)


def scales(horizon_days: int) -> Values:
    """What one means in each measure: the horizon, 4 grades, 1, weeks of the horizon."""
    days = float(horizon_days)
    by_name = {
        "days_below": days,
        "days_above": days,
        "mean_severity": GRADES,
        "max_block": 1.0,
        "min_mass": 1.0,
        "final_rest": GRADES,
        "weeks_frozen": days / 7,
    }
    return np.array([by_name[name] for name in MEASURES])
