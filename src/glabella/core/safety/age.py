"""Age: under 18 never; upper ages as the label of that place words them."""

from glabella.core.findings import Finding
from glabella.core.products import AgeLimit
from glabella.core.safety.screening import Screening

__all__ = ["check"]

ADULT_FROM_YEARS = 18
_ADULTS = ("AZ-EMC", "AL-EMC", "BC-DOSE")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block under 18 and from a contraindicated age; caution past an indication."""
    age, where = screening.case.patient.age_years, screening.case.jurisdiction
    findings = []
    if age < ADULT_FROM_YEARS:
        message = (
            f"{age} years old: every indication read is for adults. Do not treat under "
            f"{ADULT_FROM_YEARS}."
        )
        findings.append(Finding("age", "block", message, _ADULTS))
    for limit in screening.product.age_limits:
        if age < limit.from_years or not limit.applies_in(where):
            continue
        findings.append(_past(screening, limit))
    return tuple(findings)


def _past(screening: Screening, limit: AgeLimit) -> Finding:
    age, name = screening.case.patient.age_years, screening.product.name
    where = screening.case.jurisdiction
    if limit.kind == "contraindication":
        message = (
            f"{age} years old: {name} is contraindicated from {limit.from_years} years in "
            f"the {where}."
        )
        return Finding("age", "block", message, limit.sources)
    message = (
        f"{age} years old: the indication of {name} in the {where} is for adults under "
        f"{limit.from_years}. Say why treatment is still right."
    )
    return Finding("age", "caution", message, limit.sources)
