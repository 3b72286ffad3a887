"""Who the virtual patients are and what is done to them: plain frozen values."""

from dataclasses import dataclass
from itertools import pairwise

from glabella.core.errors import GlabellaError

SHORTEST_INTERVAL_DAYS = 14
LATE_STEP_DAYS = 8
MOST_AREAS = 64
MOST_UNITS = 10_000
WIDEST = 2.0
DAYS_A_YEAR = 365.25


class PopulationError(GlabellaError):
    """A population or a course of visits that cannot be simulated."""

    @classmethod
    def outside(cls, name: str, value: object, allowed: str) -> "PopulationError":
        """Build the refusal of one value."""
        return cls(f"{name} = {value}; allowed: {allowed}")


@dataclass(frozen=True, slots=True)
class Spread:
    """A typical value and how patients scatter around it.

    ``sd`` is the standard deviation of the logarithm; for a share it is that of
    the logit, and for the severity before treatment it is in grades.
    """

    typical: float
    sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """What all areas of a patient share."""

    entry_per_day: Spread  # ka
    half_life_days: Spread  # of the light-chain activity
    steepness: Spread  # h
    loss_days: Spread  # tau_loss
    recovery_days: Spread  # tau_recovery
    power: Spread  # q
    fast_days: Spread  # tau_f
    slow_days: Spread  # tau_s
    occasion_log_sd: float  # from visit to visit, each area for itself


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its sensitivity, its muscle, its line before treatment."""

    half_effect_units: Spread  # ED, in model units
    severity: Spread  # z0 in contraction, grades; what falls below 0 counts as 0
    rest_share: Spread  # share of z0 that is there at rest
    fast_share: float  # share of the line at rest that follows within weeks
    growth_per_year: Spread  # of the slow part, grades a year at first, untreated
    atrophy: Spread  # a, share of the mass that a full block can take
    shared_log_sd: float = 0.0  # scatter of ED that all areas of a person share


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that is drawn for a patient."""

    person: Person
    areas: tuple[Area, ...]

    def __post_init__(self) -> None:
        """Refuse what the equations do not hold for."""
        if not 1 <= len(self.areas) <= MOST_AREAS:
            raise PopulationError.outside(
                "areas", len(self.areas), f"1 to {MOST_AREAS}"
            )
        for place, spreads in (
            ("person", _spreads(self.person)),
            *((f"areas[{i}]", _spreads(area)) for i, area in enumerate(self.areas)),
        ):
            for name, spread in spreads.items():
                _check(f"{place}.{name}", name, spread)


@dataclass(frozen=True, slots=True)
class Course:
    """Visits of every patient, and the exposure of each area at each visit.

    ``visit_days`` are those of the book; a patient comes up to ``jitter_days``
    earlier or later, in whole days, except at the first visit. ``exposure_units`` are
    model units for each visit and area (potency and saturation already in them); one
    row serves for all visits. ``skipped`` is the chance that an area is left out.
    Shorter steps than the usual ones make the values between them more exact.
    """

    visit_days: tuple[int, ...]
    exposure_units: tuple[tuple[float, ...], ...]
    horizon_days: int
    jitter_days: int = 0
    skipped: float = 0.0
    longest_step_days: int = LATE_STEP_DAYS

    @classmethod
    def regular(
        cls, interval_days: int, years: int, units: tuple[float, ...]
    ) -> "Course":
        """A visit every so many days, the last one at least two weeks before the end."""
        horizon = round(years * 365)
        last = horizon - SHORTEST_INTERVAL_DAYS
        return cls(tuple(range(0, last + 1, interval_days)), (units,), horizon)

    def __post_init__(self) -> None:
        """Refuse a calendar that the steps after a visit do not fit."""
        if not self.visit_days or self.visit_days[0] != 0:
            raise PopulationError.outside("visit_days", self.visit_days[:3], "from 0")
        if min(low for low, _ in self.intervals()) < SHORTEST_INTERVAL_DAYS:
            allowed = f"at least {SHORTEST_INTERVAL_DAYS} days apart after any jitter"
            raise PopulationError.outside("visit_days", self.visit_days, allowed)
        if not 1 <= self.longest_step_days <= LATE_STEP_DAYS:
            allowed = f"1 to {LATE_STEP_DAYS}"
            raise PopulationError.outside(
                "longest_step_days", self.longest_step_days, allowed
            )
        if not 0 <= self.skipped <= 1:
            raise PopulationError.outside("skipped", self.skipped, "0 to 1")
        if len(self.exposure_units) not in {1, len(self.visit_days)}:
            count = len(self.exposure_units)
            raise PopulationError.outside(
                "exposure_units", count, "one row, or one for each visit"
            )
        for units in (unit for row in self.exposure_units for unit in row):
            if not 0 <= units <= MOST_UNITS:
                raise PopulationError.outside(
                    "exposure_units", units, f"0 to {MOST_UNITS}"
                )

    def intervals(self) -> list[tuple[int, int]]:
        """Shortest and longest days from each visit to the next, or to the horizon."""
        days = (*self.visit_days, self.horizon_days)
        inner = [self.jitter_days] * (len(self.visit_days) - 1)
        moves = (0, *inner, 0)
        spans = [b - a for a, b in pairwise(days)]
        loose = [a + b for a, b in pairwise(moves)]
        return [(s - m, s + m) for s, m in zip(spans, loose, strict=True)]


@dataclass(frozen=True, slots=True)
class Aim:
    """What counts as a result: a severity in contraction, and a least movement."""

    target_severity: float = 1.5  # below: the grade of a rater without noise is 0 or 1
    still_force: float = 0.1  # below: the area hardly moves


LIMITS = {
    "entry_per_day": (0.01, 5.0),
    "half_life_days": (5.0, 200.0),
    "steepness": (0.8, 6.0),
    "atrophy": (0.0, 0.95),
    "rest_share": (0.0, 1.0),
    "fast_share": (0.0, 1.0),
    "loss_days": (5.0, 2000.0),
    "recovery_days": (5.0, 5000.0),
    "power": (0.2, 3.0),
    "fast_days": (5.0, 500.0),
    "slow_days": (180.0, 50_000.0),
    "half_effect_units": (0.01, 1000.0),
}


def exposure(units: float, potency: float, saturation: float) -> float:
    """``x = U p / (1 + U p / s)``: exposure in model units, never shown as units."""
    scaled = units * potency
    return scaled / (1 + scaled / saturation)


def _spreads(owner: Person | Area) -> dict[str, Spread]:
    """Every value of a person or an area; a plain number is a spread of none."""
    values = {name: getattr(owner, name) for name in owner.__dataclass_fields__}
    return {
        name: value if isinstance(value, Spread) else Spread(value)
        for name, value in values.items()
    }


def _check(place: str, name: str, spread: Spread) -> None:
    """Refuse a value outside what the equations and the steps were tested for."""
    low, high = LIMITS.get(name, (0.0, 100.0))
    if not low <= spread.typical <= high:
        raise PopulationError.outside(place, spread.typical, f"{low:g} to {high:g}")
    if not 0 <= spread.sd <= WIDEST:
        raise PopulationError.outside(place, spread.sd, f"an SD from 0 to {WIDEST}")
