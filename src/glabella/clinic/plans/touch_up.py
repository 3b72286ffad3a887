"""A touch-up: a small plan within the course of a treatment, with units by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.planned import planned
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.practice.selectors import authorised_products, practice
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors import newest_entry
from glabella.core.planner.edits import site_key
from glabella.drawing.wording import number
from glabella.evidence import catalogue

__all__ = [
    "TOUCH_UP",
    "TouchSite",
    "touch_up_answers",
    "touch_up_of",
    "touch_up_sites",
]

TOUCH_UP: Final = "touch_up"
"""How a version of a plan says that it began as a touch-up."""


@dataclass(frozen=True, slots=True)
class TouchSite:
    """A site that can be topped up, and what it got at the treatment."""

    key: str
    area: str
    area_name: str
    name: str
    side: str
    given: Decimal | None
    """None where the record does not say what this very site got."""


def touch_up_of(version: PlanVersion) -> Treatment | None:
    """The treatment that a plan corrects, in its newest entry; None: it corrects none."""
    is_other = version.number == 1 and version.started_from != TOUCH_UP
    if is_other or version.earlier_treatment_id is None:
        return None
    first = (
        PlanVersion.objects.select_related("key", "earlier_treatment")
        .filter(plan=version.plan_id, started_from=TOUCH_UP)
        .order_by("number")
        .first()
    )
    found = first.earlier_treatment if first else None
    return newest_entry(found) if found else None


def touch_up_sites(answers: Answers, treatment: Treatment) -> list[TouchSite]:
    """The sites of the treated areas as the planner knows them, in its order."""
    given = {
        f"{one.area}/{one.site}": one.units for one in treatment.sites.all() if one.site
    }
    found = planned(_of(answers, treatment)).proposal
    if found is None:
        return []
    return [
        TouchSite(
            key=(key := site_key(line.area, site)),
            area=line.area,
            area_name=line.area_name,
            name=site.site.id.replace("-", " "),
            side=site.site.side,
            given=given.get(key),
        )
        for line in found.lines
        for site in line.sites
    ]


def touch_up_answers(
    answers: Answers, treatment: Treatment, units: Mapping[str, Decimal]
) -> Answers:
    """The plan's first answers: the chosen sites with their units, the others empty.

    ``units`` by site key. Sites that were not chosen get none, so that the planner's
    own proposal for the whole area never stands in a touch-up.
    """
    wanted = {key: value for key, value in units.items() if value > 0}
    sites = touch_up_sites(answers, treatment)
    if not wanted:
        raise Invalid.field("", "Give the units of at least one site.")
    if unknown := set(wanted) - {one.key for one in sites}:
        raise Invalid.field("", f"These sites are not known: {', '.join(unknown)}.")
    areas = dict.fromkeys(one.area for one in sites if one.key in wanted)
    family = catalogue.product(treatment.product).unit_family
    fields = {
        f"units.{one.key}": [number(float(wanted.get(one.key, 0)))]
        for one in sites
        if one.area in areas
    }
    return _of(answers, treatment).replaced(
        area=list(areas), units_of=[family], **fields
    )


def _of(answers: Answers, treatment: Treatment) -> Answers:
    """Areas, technique and product of the treatment; touch-ups never change product."""
    if treatment.product not in authorised_products(practice().jurisdiction):
        message = (
            "What was given is not a product that can be planned here: a touch-up is "
            "made with the same product. Start a plan of its own."
        )
        where = f"/patients/{treatment.patient_id}/plans/new/"
        raise Blocked(message, where)
    areas = dict.fromkeys(site.area for site in treatment.sites.all())
    return answers.replaced(
        area=list(areas),
        product=[treatment.product],
        technique=[treatment.technique or "auto"],
    )
