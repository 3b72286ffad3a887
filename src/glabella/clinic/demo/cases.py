"""What the made-up patients come for, and how marked their lines are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from glabella.clinic.demo.staff import JURISDICTION
from glabella.core.case_reading import read_case
from glabella.core.planner.model import Plan
from glabella.core.planner.plan import make_plan
from glabella.evidence.planning import case_vocabulary, knowledge_for

__all__ = ["WISHES", "Wish", "plan_of"]

Grades = Mapping[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Wish:
    """Areas, technique and product of a course of treatments.

    ``weight``: how often people come for it. ``grades`` are ranges from which the
    grade in contraction is drawn; at rest it is one or two less.
    """

    words: str
    concerns: tuple[str, ...]
    areas: tuple[str, ...]
    technique: str = "standard"
    product: str = "botox-cosmetic"
    grades: tuple[int, int] = (2, 3)
    weight: int = 1

    def draw(self, chance: Random) -> dict[str, tuple[int | None, int | None]]:
        """Severity at rest and in contraction of each area."""
        drawn: dict[str, tuple[int | None, int | None]] = {}
        for area in self.areas:
            scale = case_vocabulary().areas[area]
            if scale.same_at_rest:
                grade = chance.randint(3, 4)
                drawn[area] = (grade, grade)
            elif area.startswith("masseter"):
                drawn[area] = (chance.randint(2, 3), chance.randint(4, 5))
            elif scale.required:
                moving = chance.randint(*self.grades)
                drawn[area] = (max(scale.low, moving - chance.randint(1, 2)), moving)
            else:
                drawn[area] = (None, None)
        return drawn


_UPPER = ("glabella", "forehead", "crows_feet")
WISHES = (
    Wish("A fresher look between the brows", ("brow_lines",), ("glabella",), weight=6),
    Wish("Forehead and brows", ("forehead_lines", "brow_lines"), _UPPER[:2], weight=6),
    Wish(
        "To look less tired",
        ("forehead_lines", "brow_lines", "eye_lines"),
        _UPPER,
        weight=8,
    ),
    Wish(
        "First lines, and to keep my expression",
        ("forehead_lines", "brow_lines"),
        _UPPER[:2],
        technique="baby",
        grades=(1, 2),
        weight=7,
    ),
    Wish(
        "Lines beside the eyes when I laugh",
        ("eye_lines",),
        ("crows_feet",),
        weight=3,
    ),
    Wish(
        "Between the brows, the same as before",
        ("brow_lines",),
        ("glabella",),
        product="dysport",
        weight=3,
    ),
    Wish(
        "Brows, with a product without complexing proteins",
        ("brow_lines",),
        ("glabella",),
        product="xeomin",
        weight=2,
    ),
    Wish("Clenching at night", ("jaw_clenching",), ("masseter_brux",), weight=3),
    Wish("A softer upper lip", ("upper_lip",), ("lip_flip",), weight=2),
    Wish("Sweating at work", ("sweating",), ("hh_axilla",), product="botox", weight=2),
    Wish(
        "Pores and oil on the forehead",
        ("skin",),
        ("micro_upper",),
        technique="skin",
        weight=2,
    ),
)


def plan_of(wish: Wish, grades: Grades, sex: str, on: date) -> Plan:
    """What the planner proposes where nothing stands against it."""
    key = tuple(sorted(grades.items()))
    return _planned(wish, key, sex, on)


@cache
def _planned(
    wish: Wish,
    grades: tuple[tuple[str, tuple[int | None, int | None]], ...],
    sex: str,
    on: date,
) -> Plan:
    table = _table(wish, dict(grades), sex, on)
    case = read_case(table, case_vocabulary())
    return make_plan(case, knowledge_for(wish.product))


def _table(wish: Wish, grades: Grades, sex: str, on: date) -> dict[str, Any]:
    areas = []
    for area, (rest, moving) in grades.items():
        row: dict[str, Any] = {"id": area}
        if rest is not None:
            row["severity_at_rest"] = rest
        if moving is not None:
            row["severity_at_contraction"] = moving
        areas.append(row)
    return {
        "jurisdiction": JURISDICTION,
        "product": wish.product,
        "on": on,
        "patient": {"age_years": 40, "sex": sex, "first_treatment": True},
        "history": {},
        "goals": {"technique": wish.technique, "movement": "natural"},
        "areas": areas,
    }
