"""The forecast of one line as frozen values; days count from the day of planning."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from glabella.core.case import FollowUp
from glabella.core.forecast.rules import RuleText

__all__ = [
    "DAYS",
    "AreaForecast",
    "Band",
    "FollowUp",
    "ForecastBasis",
    "Moment",
    "NonResponse",
    "PastTreatment",
    "Settings",
    "SkinBand",
    "Split",
    "Spread",
    "Uncertainty",
]

ForecastBasis = Literal["trials", "extrapolated"]

DAYS: tuple[float, ...] = (
    *(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0),
    *(float(day) for day in range(14, 365, 7)),
)
"""Days of a forecast: dense while the effect sets in, then weekly for a year."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How finely to look.

    ``vectors`` parameter vectors ("what we do not know") with ``people`` virtual
    patients each ("people differ"); ``days`` rise from 0.
    """

    days: tuple[float, ...] = DAYS
    vectors: int = 80
    people: int = 50

    @property
    def draws(self) -> int:
        """Virtual patients in all."""
        return self.vectors * self.people


@dataclass(frozen=True, slots=True)
class PastTreatment:
    """An earlier treatment; units by area, None where they are not known."""

    on: date
    product: str
    units: tuple[tuple[str, float | None], ...]
    followups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """Median with the 50 % and 90 % ranges of people, one value a day."""

    median: tuple[float, ...]
    low50: tuple[float, ...]
    high50: tuple[float, ...]
    low90: tuple[float, ...]
    high90: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The same of one quantity; None means beyond the last day."""

    median: float | None
    low50: float | None
    high50: float | None
    low90: float | None
    high90: float | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and the chance of coming to it within the days of the forecast.

    Among those with an effect to lose; who has not come to it by the last day
    counts as later.
    """

    days: Spread
    chance: float


@dataclass(frozen=True, slots=True)
class SkinBand:
    """A skin end point relative to before treatment: "sweat left", "sebum left"."""

    end_point: str
    left: Band


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the variance: people differ, and we do not know; they sum to 1."""

    people: float
    knowledge: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Where the width of the band comes from, at the peak and in weeks 12 to 16."""

    at_peak: Split
    weeks_12_to_16: Split
    days: tuple[float, ...]
    by_day: tuple[Split, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class NonResponse:
    """``chance``: of grades this bad or worse, all together, in people like these.

    None where no graded follow-up could be used. ``questions`` with what this
    record itself says to them stand first.
    """

    chance: float | None
    sentence: str
    questions: tuple[RuleText, ...]
    unused: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaForecast:
    """What to expect of one line of a plan.

    ``reason`` says why where there is no forecast; then ``basis`` is None and
    there is no curve. Severity in grades (0 to 3), movement and mass relative to
    before any treatment, ``chance_none_or_mild`` as an investigator would grade; its
    band is of clinics, not of people. ``badge`` is the doubt to show beside the name,
    ``days_of`` the curve whose days are told, ``weak_before_day`` the day before
    which the chance, or the skin's curve, rests on little.
    """

    area: str
    area_name: str
    basis: ForecastBasis | None
    reason: str = ""
    badge: str = ""
    days: tuple[float, ...] = ()
    in_contraction: Band | None = None
    at_rest: Band | None = None
    movement_kept: Band | None = None
    muscle_mass: Band | None = None
    skin: SkinBand | None = None
    chance_none_or_mild: tuple[float, ...] | None = None
    chance_none_or_mild_band: Band | None = None
    weak_before_day: float | None = None
    days_of: str = ""
    onset_day: Moment | None = None
    onset_reason: str = ""
    """Why there is no onset where the rest is forecast."""
    most_day: Moment | None = None
    peak_day: Moment | None = None
    half_gone_day: Moment | None = None
    gone_day: Moment | None = None
    weeks_none_or_mild: Spread | None = None
    uncertainty: Uncertainty | None = None
    effective_sample_size: float | None = None
    warning: str = ""
    explanation: tuple[str, ...] = ()
    non_response: NonResponse | None = None
    """Asked where an earlier result was too little."""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
