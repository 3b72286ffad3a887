"""What a protocol says of each area, and the numbers that it sets in a plan.

A site's ``share`` is a fraction of the area's standard dose: the dose with which the
planner itself would start for that product (``core.dosing.start``). So a protocol keeps
to what the evidence holds, and a number never passes to another product's units.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from glabella.clinic.protocols.models import ProtocolVersion
from glabella.clinic.shared.errors import Invalid
from glabella.core.case_reading import read_case
from glabella.core.dosing.rounding import nearest_step
from glabella.core.dosing.start import Starts, find_start
from glabella.core.face import Point
from glabella.core.planner.edits import Edits
from glabella.core.planner.model import Line
from glabella.core.planner.plan import make_plan
from glabella.evidence import catalogue
from glabella.evidence.planning import area as area_of, case_vocabulary, knowledge_for

__all__ = [
    "FRACTIONS",
    "AreaTemplate",
    "as_json",
    "edits_of",
    "from_fractions",
    "from_plan",
    "of_json",
    "origin_of",
    "standard_units",
]

FRACTIONS = (0.1, 2.0)
"""Bounds of a fraction of the standard dose: beyond them it is a slip of the hand.
What leaves the range of the evidence is said in every plan as a caution."""
_LONGEST_NOTE = 400
_BANDS = "bands 1+1"
"""The labelled variant of the platysma where the bands were not counted yet."""
_MARKED = {"HDSS": 3, "MMPS": 4, "PLAT": 3}
"""A grade that is not mild, by scale; 2 on a scale of 0 to 3."""
_ANY_DAY = date(2026, 1, 1)
"""A standard dose does not depend on the day."""


@dataclass(frozen=True, slots=True)
class AreaTemplate:
    """One area: fraction of the standard dose, and its sites with their shares.

    ``shares`` maps a site's key ("corrugator-medial-R") to its part of the standard
    dose; ``places`` holds the points (cm on the canonical face) that were moved.
    """

    area: str
    fraction: float
    note: str
    shares: Mapping[str, float]
    places: Mapping[str, tuple[float, float, float]]

    @property
    def name(self) -> str:
        """The area's name."""
        return catalogue.area_values(self.area).name


def standard_units(product: str, jurisdiction: str, area: str) -> float | None:
    """The dose with which the planner starts, in the product's units; None: unknown."""
    knowledge = knowledge_for(product)
    starts = Starts(
        product=knowledge.product,
        siblings=knowledge.siblings,
        ratios=knowledge.ratios,
        jurisdiction=jurisdiction,
    )
    variant = _BANDS if area == "platysma" else ""
    start = find_start(starts, area_of(area), variant=variant, estimate=False)
    return start.units if start else None


def origin_of(version: ProtocolVersion) -> str:
    """How a number tells that this protocol set it."""
    return f"clinic protocol {version.protocol.name} v{version.number}"


def edits_of(version: ProtocolVersion, product: str) -> Edits:
    """The units and places that the protocol sets, in the product's own steps.

    ``product`` is the protocol's own or of the same unit family; for any other there
    are none, because units never pass from one substance to another.
    """
    own = catalogue.product(version.product)
    chosen = catalogue.product(product)
    if own.unit_family != chosen.unit_family:
        return Edits(origin=origin_of(version))
    units: dict[str, float] = {}
    places: dict[str, Point] = {}
    for template in of_json(version.content):
        standard = standard_units(product, version.jurisdiction, template.area)
        for key, share in template.shares.items() if standard else ():
            units[f"{template.area}/{key}"] = _stepped(
                template.area, share * (standard or 0), chosen.step_units
            )
        for key, place in template.places.items():
            places[f"{template.area}/{key}"] = Point(*place)
    return Edits(units=units, positions=places, origin=origin_of(version))


def _stepped(area: str, units: float, step: float) -> float:
    """Droplets follow their volume and are not rounded one by one."""
    if catalogue.area_values(area).kind == "droplet" or area.startswith("hh_"):
        return round(units, 6)
    found = nearest_step(units, step, 0.0, units + step)
    return units if found is None else found


def from_plan(
    content: Mapping[str, Any], notes: Mapping[str, str] | None = None
) -> tuple[AreaTemplate, ...]:
    """The areas of a plan as they stand in its JSON."""
    found = []
    for line in content.get("lines", ()):
        standard = standard_units(
            content["product"], content["jurisdiction"], line["area"]
        )
        if not standard:
            continue
        moved = [site for site in line["sites"] if _was_moved(line, site)]
        found.append(
            AreaTemplate(
                area=line["area"],
                fraction=round(line["units"] / standard, 4),
                note=(notes or {}).get(line["area"], ""),
                shares={
                    s["id"]: round(s["units"] / standard, 6) for s in line["sites"]
                },
                places={site["id"]: tuple(site["position_cm"]) for site in moved},
            )
        )
    return tuple(found)


def _was_moved(line: Mapping[str, Any], site: Mapping[str, Any]) -> bool:
    place = site.get("position_cm")
    if not site.get("set_by") or not place or site.get("droplets"):
        return False
    for pattern in area_of(line["area"]).patterns:
        for known in pattern.sites:
            if known.key == site["id"] and known.position is not None:
                usual = [round(part, 2) for part in known.position]
                if usual == list(place):
                    return False
    return True


def from_fractions(
    product: str, jurisdiction: str, rows: Iterable[tuple[str, float, str]]
) -> tuple[AreaTemplate, ...]:
    """Templates from (area, fraction, note): the evidence's own sites share the dose."""
    found, wrong = [], {}
    for area, fraction, note in rows:
        low, high = FRACTIONS
        if not low <= fraction <= high:
            wrong[f"fraction.{area}"] = (
                f"Give a fraction of the standard dose from {low:g} to {high:g}."
            )
            continue
        line = _reference(product, jurisdiction, area)
        if line is None:
            name = catalogue.area_values(area).name
            wrong[f"fraction.{area}"] = (
                f"{name}: the evidence holds no dose of this product, so that there "
                "is no standard dose to take a fraction of. Leave the area out."
            )
            continue
        shares = {
            s.site.key: round(s.units / line.units * fraction, 6) for s in line.sites
        }
        found.append(AreaTemplate(area, fraction, note[:_LONGEST_NOTE], shares, {}))
    if wrong:
        raise Invalid(wrong)
    if not found:
        raise Invalid.field("areas", "Choose an area and give its fraction.")
    return tuple(found)


def _reference(product: str, jurisdiction: str, area: str) -> Line | None:
    """The planner's standard line of one area, for marked lines and average muscles."""
    if not standard_units(product, jurisdiction, area):
        return None
    grade = _MARKED.get(area_of(area).scale, 2)
    row: dict[str, Any] = {"id": area}
    if case_vocabulary().areas[area].required or area.startswith("masseter"):
        row |= {"severity_at_rest": grade, "severity_at_contraction": grade}
    table = {
        "jurisdiction": jurisdiction,
        "product": product,
        "on": _ANY_DAY,
        "patient": {"age_years": 40, "sex": "female", "first_treatment": True},
        "goals": {"technique": "standard", "movement": "natural"},
        "areas": [row],
    }
    plan = make_plan(read_case(table, case_vocabulary()), knowledge_for(product))
    return next((line for line in plan.lines if line.area == area), None)


def as_json(templates: Iterable[AreaTemplate]) -> dict[str, Any]:
    """As a version keeps it."""
    return {
        "areas": [
            {
                "area": one.area,
                "fraction": one.fraction,
                "note": one.note,
                "sites": [
                    {
                        "key": key,
                        "share": share,
                        "position": list(one.places[key])
                        if key in one.places
                        else None,
                    }
                    for key, share in one.shares.items()
                ],
            }
            for one in templates
        ]
    }


def of_json(content: Mapping[str, Any]) -> tuple[AreaTemplate, ...]:
    """From what a version keeps."""
    return tuple(
        AreaTemplate(
            area=row["area"],
            fraction=row["fraction"],
            note=row.get("note", ""),
            shares={site["key"]: site["share"] for site in row["sites"]},
            places={
                site["key"]: tuple(site["position"])
                for site in row["sites"]
                if site.get("position")
            },
        )
        for row in content.get("areas", ())
    )
