"""People, lines and earlier treatments for the forecast's tests."""

from datetime import date, timedelta

from glabella.core.areas import Site
from glabella.core.case import AreaWish, Case, EarlierTreatment, Goals, History, Patient
from glabella.core.forecast import FollowUp, PastTreatment, Settings
from glabella.core.planner.model import Line, PlannedSite

__all__ = ["ON", "SMALL", "VISIT", "a_case", "a_line", "earlier", "graded"]

ON = date(2026, 11, 20)
VISIT = ON - timedelta(days=150)
SMALL = Settings(vectors=20, people=25)
"""Enough people to see a direction."""


def a_case(*areas, rest=0, contraction=2, previous=(), product="botox-cosmetic"):
    """A woman of 40 with lines of one grade in ``areas``."""
    wishes = tuple(AreaWish(a, rest, contraction, "average", None) for a in areas)
    history = History(
        pregnant=False,
        breastfeeding=False,
        infection_at_site=(),
        allergies=(),
        conditions=(),
        medicines=(),
        previous=tuple(previous),
        recent_procedures=(),
    )
    goals = Goals(
        technique="standard",
        movement="natural",
        drastic_change=False,
        deep_folds=False,
        prevention=False,
        estimate=False,
    )
    patient = Patient(40, "female", not previous, None)
    return Case("US", product, ON, None, patient, history, goals, wishes)


def a_line(area, units, *, technique="standard", label_units=None):
    """A line of a plan with all its units in one site."""
    site = Site("one", "M", "muscle", "face", "intramuscular", ("X",))
    return Line(
        area=area,
        area_name=area,
        technique=technique,
        basis="label",
        label_status="off_label",
        label_units=label_units,
        low=units,
        high=units,
        modifiers=(),
        sites=(PlannedSite(site, units, None),),
        units_per_ml=None,
        dilution_sources=(),
        sources=("X",),
        steps=(),
    )


def earlier(units, *, on=VISIT, product="botox-cosmetic", result=None):
    """An earlier treatment as the case file tells it; ``units`` by area."""
    return EarlierTreatment(on, product, tuple(units.items()), result)


def graded(units, *grades, on=VISIT, product="botox-cosmetic"):
    """An earlier treatment with grades: (days since, area, grade)."""
    seen = tuple(
        FollowUp(on + timedelta(days=days), area, grade) for days, area, grade in grades
    )
    return PastTreatment(on, product, tuple(units.items()), seen)
