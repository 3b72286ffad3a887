"""Infection at a planned site."""

from glabella.core.areas import Area
from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_SOURCES = ("BC-2019", "LBL2", "CI1")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block at a planned area; caution where the infection lies elsewhere or unsaid."""
    infected = screening.case.history.infection_at_site or ()
    shared = _sharing(screening) if infected else set()
    planned = tuple(area for area in infected if area in shared)
    findings = []
    if planned:
        message = (
            f"Infection at a planned site ({screening.knowledge.area_names(planned)}): every label forbids "
            "injecting there. Treat the infection first."
        )
        findings.append(Finding("infection", "block", message, _SOURCES, planned))
    elsewhere = tuple(area for area in infected if area not in shared)
    if elsewhere:
        message = (
            f"Infection at {screening.knowledge.area_names(elsewhere)}, which is not "
            "planned: keep clear of it."
        )
        findings.append(Finding("infection", "caution", message, _SOURCES, elsewhere))
    for hit in screening.hits("skin-infection"):
        message = (
            f'"{hit.text}"{hit.read_as}: if it lies at a planned site, do not inject '
            "there; name the area under infection at site."
        )
        findings.append(Finding("infection", "caution", message, _SOURCES))
    return tuple(findings)


def _same_muscles(one: Area, other: Area) -> bool:
    return bool(one.muscles) and set(one.muscles) == set(other.muscles)


def _sharing(screening: Screening) -> set[str]:
    """The planned areas and those that lie under the same skin.

    Droplets, sweat grids and the fixed protocol reach over several named areas;
    two areas of one muscle share its skin.
    """
    shared = set(screening.area_ids)
    for overlap in screening.knowledge.overlaps:
        one, other = (screening.knowledge.area(area) for area in overlap.areas)
        wide = {one.kind, other.kind} & {"droplet", "sweat", "medical"}
        if wide or {one.kind, other.kind} == {"shape"} or _same_muscles(one, other):
            for area, partner in ((one, other), (other, one)):
                if area.id in screening.area_ids:
                    shared.add(partner.id)
    return shared
