"""Regimens and what is said of each, as frozen values."""

from dataclasses import dataclass
from typing import Literal

from glabella.core.case import Technique
from glabella.core.planner.model import Fit

__all__ = [
    "WEEKS_A_YEAR",
    "AreaDose",
    "AreaOutcome",
    "Concern",
    "Course",
    "Direction",
    "Outcome",
    "Regimen",
    "Rule",
    "ShapeOutcome",
    "Spread",
    "Verdict",
    "Visits",
]

WEEKS_A_YEAR = 52

Direction = Literal["lower", "about the same", "higher"]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of many virtual people: the mean, the median and the middle 90 %."""

    mean: float
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class AreaDose:
    """Units of one area at one visit, from a plan's line."""

    area: str
    units: float
    technique: Technique
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """When the next visit is due.

    ``fixed``: every ``weeks`` weeks. ``fade``: when lines are back above the
    target, taken over all areas, never before ``weeks`` weeks. ``none``: never.
    """

    kind: Literal["none", "fixed", "fade"]
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Regimen:
    """Doses of the first, second, ... visit (the last one repeats) and their rule."""

    key: str
    name: str
    techniques: tuple[Technique, ...]
    rule: Rule
    doses: tuple[tuple[AreaDose, ...], ...]

    def at_visit(self, number: int) -> tuple[AreaDose, ...]:
        """Doses of visit ``number``, counted from 0."""
        return self.doses[min(number, len(self.doses) - 1)] if self.doses else ()

    @property
    def areas(self) -> tuple[str, ...]:
        """Areas that any visit treats, in order."""
        return tuple(dict.fromkeys(dose.area for v in self.doses for dose in v))


@dataclass(frozen=True, slots=True)
class Course:
    """Severity in contraction by week, from week 0: the middle 90 % and the median."""

    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Weeks are weeks a year (the first three add up to 52 for each person).

    ``lines_as_wished``: weeks without deeper lines, whatever the movement.
    ``hardly_moving``: mean weeks with less force than other shares of before
    treatment, as (share, weeks). ``deepest_fade``: highest severity in contraction
    between visits, once settled, in grades; ``least_movement`` and ``muscle_mass``:
    shares of before treatment.
    """

    at_target: Spread
    above_target: Spread
    too_little_movement: Spread
    lines_as_wished: Spread
    hardly_moving: tuple[tuple[float, float], ...]
    deepest_fade: Spread
    least_movement: Spread
    muscle_mass: Spread
    at_rest_from_start: Direction
    at_rest_against_untreated: Direction


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """The outcome of one area, with its course for the picture."""

    area: str
    outcome: Outcome
    course: Course


@dataclass(frozen=True, slots=True)
class ShapeOutcome:
    """A muscle treated for its shape; shares of before any treatment.

    ``muscle_mass``: in the last week; ``course``: the mass by week.
    """

    area: str
    muscle_mass: Spread
    thinnest: Spread
    least_movement: Spread
    course: Course


@dataclass(frozen=True, slots=True)
class Visits:
    """Per year and in all, over people; ``marks``: (earliest, typical, latest) weeks.

    What is per year does not hang on where the years end: a visit every 16 weeks
    is 52 / 16 a year. A mark stands for each visit that half of the people have.
    """

    visits_a_year: Spread
    visits_in_all: Spread
    units_a_year: Spread
    units_in_all: Spread
    cost_a_year: Spread | None
    marks: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """What short intervals and doses mean for antibodies: words, not a number."""

    level: Literal["none", "as labelled", "raised", "interval not read"]
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One regimen with everything that is said of it.

    ``outcome`` is the mean over the areas with a forecast; None: no area has one.
    ``label_interval_kept`` is None where no label interval was read.
    """

    regimen: Regimen
    suits: Fit
    label_interval_kept: bool | None
    ceiling_warnings: tuple[str, ...]
    outcome: Outcome | None
    areas: tuple[AreaOutcome, ...]
    shapes: tuple[ShapeOutcome, ...]
    visits: Visits
    antibodies: Concern
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def may_be_recommended(self) -> bool:
        """Inside the label interval and every ceiling, and not unsuitable."""
        return (
            bool(self.regimen.doses)
            and self.label_interval_kept is True
            and not self.ceiling_warnings
            and self.suits != "no"
        )
