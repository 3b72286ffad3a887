"""Infection at a planned site."""

from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_SOURCES = ("BC-2019", "LBL2", "CI1")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block at a planned area; caution where the infection lies elsewhere or unsaid."""
    infected = screening.case.history.infection_at_site or ()
    planned = tuple(area for area in screening.area_ids if area in infected)
    findings = []
    if planned:
        message = (
            f"Infection at a planned site ({', '.join(planned)}): every label forbids "
            "injecting there. Treat the infection first."
        )
        findings.append(Finding("infection", "block", message, _SOURCES, planned))
    elsewhere = tuple(area for area in infected if area not in planned)
    if elsewhere:
        message = (
            f"Infection at {', '.join(elsewhere)}, which is not planned: keep clear of it."
        )
        findings.append(Finding("infection", "caution", message, _SOURCES, elsewhere))
    for hit in screening.hits("skin-infection", "infection-at-site"):
        if not infected:
            message = (
                f'"{hit.text}"{hit.read_as}: if it lies at a planned site, do not inject '
                "there; name the area under infection at site."
            )
            findings.append(Finding("infection", "caution", message, _SOURCES))
    return tuple(findings)
