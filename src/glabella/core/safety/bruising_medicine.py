"""Medicines that make bruising likelier."""

from glabella.core.findings import Finding, Severity
from glabella.core.safety.screening import Hit, Screening

__all__ = ["check"]

CAUTION = ("anticoagulants", "antiplatelets")
REPORTED = ("nsaids", "ssris", "bruising-supplements", "alcohol")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for anticoagulants and antiplatelets, information for the rest."""
    return (
        *(_finding(hit, "caution") for hit in screening.hits(*CAUTION)),
        *(_finding(hit, "info") for hit in screening.hits(*REPORTED)),
    )


def _finding(hit: Hit, severity: Severity) -> Finding:
    message = (
        f'"{hit.text}"{hit.read_as} ({hit.name}): more bruising. Whether to stop is '
        "disputed; never stop a prescribed medicine for a cosmetic treatment. Finest "
        "needle, few punctures, pressure for some minutes."
    )
    sources = tuple(dict.fromkeys(("CI4", "SUP-096", *hit.sources)))
    return Finding("bruising-medicine", severity, message, sources)
