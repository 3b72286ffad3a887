"""Pregnancy: no aesthetic treatment."""

from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening

__all__ = ["check"]


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block when pregnancy is answered yes or written among the conditions."""
    if screening.case.history.pregnant is not True and not screening.hits("pregnancy"):
        return ()
    message = (
        "Pregnant: do not treat. Reports after accidental exposure reassure, but they "
        "are no ground to treat on purpose."
    )
    return (Finding("pregnancy", "block", message, ("PRG1", "PRG2", "CI3")),)
