"""One patient with ten areas, each graded three times after one treatment."""

import statistics
import time
from dataclasses import replace
from datetime import date, timedelta

from glabella.core.areas import Site
from glabella.core.case import AreaWish, Case, Goals, History, Patient
from glabella.core.forecast.model import FollowUp, PastTreatment
from glabella.core.forecast.patient import severity_bands
from glabella.core.planner.model import Line, PlannedSite
from glabella.evidence.response_rules import forecast_basis

PRODUCT = "botox-cosmetic"
ON = date(2026, 11, 20)
AREAS = (
    *("glabella", "forehead", "crows_feet", "bunny", "perioral"),
    *("chin", "dao", "lip_flip", "masseter_slim", "platysma"),
)
SEEN = ((14, 1), (56, 1), (88, 2))
"""Days after the treatment and the grade in contraction on each."""


def patient() -> tuple[Case, list[Line], tuple[PastTreatment, ...]]:
    """The case, a line of the standard dose for each area, and the treatment."""
    basis = forecast_basis()
    units = {area: basis.standard(PRODUCT, area).units for area in AREAS}
    wishes = tuple(AreaWish(area, 0, 2, "average", None) for area in AREAS)
    case = Case(
        jurisdiction="US",
        product=PRODUCT,
        on=ON,
        event_on=None,
        patient=Patient(40, "female", first_treatment=False, skin_type=None),
        history=History(
            *(None, None, (), (), (), (), (), ()),
        ),
        goals=Goals(
            technique="standard",
            movement="natural",
            drastic_change=False,
            deep_folds=False,
            prevention=False,
            estimate=False,
        ),
        areas=wishes,
    )
    then = ON - timedelta(days=150)
    followups = tuple(
        FollowUp(then + timedelta(days=day), area, grade)
        for area in AREAS
        for day, grade in SEEN
    )
    past = PastTreatment(then, PRODUCT, tuple(units.items()), followups)
    return case, [line(area, units[area]) for area in AREAS], (past,)


def line(area: str, units: float) -> Line:
    """A line of a plan with all its units in one site."""
    site = PlannedSite(Site("m", "M", "m", "face", "im", ()), units, None)
    return Line(
        *(area, area, "standard", "label", "approved", None, units, units),
        *((), (site,), None, (), ("GLABELLA",), ()),
    )


def personalise(rounds: int) -> tuple[float, float]:
    """(Milliseconds, smallest effective sample size) of an update with bands.

    All ten areas are taken as lines, so that none is left out of the work.
    """
    case, lines, past = patient()
    known = forecast_basis()
    rules = replace(known.rules, partial=())
    basis = replace(known, kind=lambda _: "line", rules=rules)
    severity_bands(case, lines, basis, past=past)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = severity_bands(case, lines, basis, past=past)
        seconds.append(time.perf_counter() - start)
    size = min(sample for _, sample in found.values())
    return 1000 * statistics.median(seconds), size
