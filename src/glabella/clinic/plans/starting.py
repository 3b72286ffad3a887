"""The first answers of a plan: from blank, from a protocol, from what was given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.record import Record
from glabella.clinic.practice.selectors import (
    authorised_products,
    day_of,
    practice,
    product_keys_in_use,
)
from glabella.clinic.protocols.content import of_json
from glabella.clinic.protocols.models import ProtocolVersion
from glabella.clinic.treatments.models import FollowUp, Treatment
from glabella.core.dosing.rounding import share
from glabella.core.planner.edits import site_key
from glabella.core.planner.model import Plan, PlannedSite
from glabella.core.units import NOISE_UNITS
from glabella.drawing.wording import TECHNIQUES, number
from glabella.evidence import catalogue

__all__ = [
    "blank_answers",
    "from_protocol",
    "from_treatment",
    "technique_of",
    "treatment_words",
    "with_doses",
]

_RESULTS = {
    "too_little": "too little",
    "as_wished": "as wished",
    "too_much": "too much",
}


def blank_answers(record: Record, at: datetime) -> Answers:
    """The wishes of the consultation, its graded areas, and a product of the clinic."""
    fields = {
        "product": (_product(),),
        "on": (day_of(at).isoformat(),),
        "technique": ("auto",),
        "movement": ("natural",),
        **record.wishes,
        "area": tuple(record.grades),
    }
    return Answers({name: values for name, values in fields.items() if any(values)})


def _product() -> str:
    known = product_keys_in_use() or authorised_products(practice().jurisdiction)
    return known[0] if known else ""


def from_protocol(answers: Answers, version: ProtocolVersion) -> Answers:
    """Areas, technique and product of a protocol; its numbers come from itself."""
    return answers.replaced(
        area=[one.area for one in of_json(version.content)],
        technique=[version.technique],
        product=[version.product],
    )


def from_treatment(answers: Answers, treatment: Treatment) -> Answers:
    """Areas, technique and product as given, and the units where they were right.

    Where the result was too little or too much the planner proposes, from its own
    modifier for an earlier result, and the units of last time stand beside in words.
    """
    sites = list(treatment.sites.all())
    again = answers.replaced(
        area=list(dict.fromkeys(site.area for site in sites)),
        technique=[treatment.technique or "auto"],
    )
    known = treatment.product in authorised_products(practice().jurisdiction)
    if not known:
        return again
    again = again.replaced(product=[treatment.product])
    if _result(treatment.follow_ups.all()) not in {"as_wished", ""}:
        return again
    family = catalogue.product(treatment.product).unit_family
    given = {
        f"units.{site.area}/{site.site}": [number(float(site.units))]
        for site in sites
        if site.site and site.units is not None
    }
    return again.replaced(units_of=[family], **given) if given else again


def with_doses(answers: Answers, plan: Plan, doses: Mapping[str, float]) -> Answers:
    """The same sites with other totals by area, shared as they are shared now.

    Mirror sites with equal units stay equal. Units are whole steps of the product;
    an area that the plan does not have, or that cannot be shared so, stays as it is.
    """
    product = catalogue.product(plan.case.product)
    given: dict[str, list[str]] = {}
    for line in plan.lines:
        dose = doses.get(line.area)
        if dose is None or not line.sites:
            continue
        groups = _mirrored(line.sites)
        weights = [(len(sites), sites[0].units) for sites in groups]
        bounds = (min(line.low, dose), max(line.high, dose))
        shared = share(dose, weights, product.step_units, bounds)
        for sites, units in zip(groups, shared or (), strict=False):
            for one in sites:
                given[f"units.{site_key(line.area, one)}"] = [number(units)]
    if not given:
        return answers
    return answers.replaced(units_of=[product.unit_family], **given)


def technique_of(plan: Plan, doses: Mapping[str, float]) -> str:
    """The technique to which chosen doses belong, where it is not that of the plan.

    A plan has one technique for all its areas: it follows only where a dose was chosen
    for each of them, and each lies beyond its range. Otherwise "": nobody asked for
    another technique in the areas whose doses stay.
    """
    lines = [line for line in plan.lines if not line.medical]
    chosen = [(line, doses.get(line.area)) for line in lines]
    if {line.technique for line in lines} == {"baby"}:
        beyond = all(dose and dose > line.high + NOISE_UNITS for line, dose in chosen)
        return "standard" if beyond else ""
    if {line.technique for line in lines} == {"standard"}:
        below = all(dose and dose < line.low - NOISE_UNITS for line, dose in chosen)
        return "baby" if below else ""
    return ""


def _mirrored(sites: Sequence[PlannedSite]) -> list[list[PlannedSite]]:
    """Sites that are the same on both sides of the face, together."""
    groups: dict[tuple[str, float], list[PlannedSite]] = {}
    for one in sites:
        groups.setdefault((one.site.id, one.units), []).append(one)
    return list(groups.values())


def treatment_words(treatment: Treatment) -> str:
    """What was given and how it turned out, in words."""
    product = treatment.product
    known = product in catalogue.product_keys()
    name = catalogue.product(product).name if known else "a product not known"
    day = f"{treatment.day.day} {treatment.day:%B %Y}"
    where = "here" if treatment.place == Treatment.Place.HERE else "elsewhere"
    technique = TECHNIQUES.get(treatment.technique, "")
    head = ", ".join(part for part in (f"{day}, {where}: {name}", technique) if part)
    return f"{head}; {_given(treatment)}. {_outcome(treatment)}"


def _given(treatment: Treatment) -> str:
    totals: dict[str, float | None] = {}
    for site in treatment.sites.all():
        before = totals.get(site.area, 0.0)
        units = None if site.units is None or before is None else float(site.units)
        totals[site.area] = None if units is None else (before or 0.0) + units
    parts = [
        f"{_area(area)} {number(units) + ' units' if units else '(units not known)'}"
        for area, units in totals.items()
    ]
    return ", ".join(parts) or "areas not noted"


def _area(area: str) -> str:
    known = area in catalogue.area_keys()
    return catalogue.area_values(area).name if known else area


def _outcome(treatment: Treatment) -> str:
    seen = sorted(treatment.follow_ups.all(), key=lambda one: one.day)
    if not seen:
        return "How it turned out was not recorded."
    last = seen[-1]
    word = _RESULTS.get(_result(seen), "result not said")
    grades = [
        f"{_area(grade.area)} grade {grade.at_contraction} in contraction"
        for grade in last.grades.all()
        if grade.at_contraction is not None
    ]
    days = (last.day - treatment.day).days
    told = "; ".join((word, *grades))
    return f"Seen {days} days later: {told}."


def _result(seen: Iterable[FollowUp]) -> str:
    """The newest word of the patient on the result; empty where none was said."""
    found = sorted((one for one in seen if one.result), key=lambda one: one.day)
    return found[-1].result if found else ""
