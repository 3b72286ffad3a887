"""The approved plan as the live record reads it: its sites in order of injection."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from glabella.clinic.injections.values import Planned
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.treatments.entries import TECHNIQUES
from glabella.drawing.wording import SIDES
from glabella.evidence import catalogue

__all__ = ["area_name", "main_technique", "planned_sites", "site_words", "techniques"]

SIDE_ORDER: Final = ("R", "M", "L")
"""Right, midline, left: the order of the numbers on the map (drawing/pins.py)."""


def planned_sites(content: Mapping[str, Any]) -> tuple[Planned, ...]:
    """The sites of a kept plan: area by area; right, midline, left.

    A site that was set to no units, as a touch-up does, is none.
    """
    return tuple(
        _planned(line["area"], site)
        for line in content.get("lines", ())
        for site in _in_order(line["sites"])
        if site["units"] > 0
    )


def _in_order(sites: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for side in SIDE_ORDER:
        yield from (site for site in sites if site["side"] == side)


def _planned(area: str, site: Mapping[str, Any]) -> Planned:
    place = site["position_cm"] or site["position"]
    return Planned(
        key=f"{area}/{site['id']}",
        area=area,
        side=site["side"],
        units=Decimal(str(site["units"])),
        depth=site["depth"],
        point=tuple(float(part) for part in place) if place else None,
    )


def techniques(version: PlanVersion) -> tuple[str, ...]:
    """The techniques of the plan's lines."""
    lines = version.content.get("lines", ())
    return tuple(dict.fromkeys(str(line["technique"]) for line in lines))


def main_technique(version: PlanVersion) -> str:
    """The technique that most units are given with: a treatment names one."""
    units: dict[str, Decimal] = {}
    for line in version.content.get("lines", ()):
        name = str(line["technique"])
        units[name] = units.get(name, Decimal(0)) + Decimal(str(line["units"]))
    known = {name: most for name, most in units.items() if name in TECHNIQUES}
    return max(known, key=lambda name: known[name]) if known else "standard"


def area_name(area: str) -> str:
    """An area in words."""
    known = area in catalogue.area_keys()
    return catalogue.area_values(area).name if known else area


def site_words(key: str, side: str) -> str:
    """A site in words: "corrugator medial, right"."""
    name = key.partition("/")[2].removesuffix(f"-{side}")
    words = name.replace("-", " ").replace("_", " ") if name else "added site"
    return f"{words}, {SIDES[side]}" if side in SIDES else words
