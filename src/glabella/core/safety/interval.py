"""Early retreatment: any earlier toxin of any family, in any area."""

from glabella.core.case import EarlierTreatment
from glabella.core.dosing.intervals import longest
from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]

_WHY = ("IMM1", "IMM2", "LBL3")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for toxin inside the label interval, and for unknown history."""
    case = screening.case
    earlier = case.history.previous
    findings = []
    if case.patient.first_treatment is False and earlier == ():
        message = "Treated before, but no earlier treatment is listed: the interval is unknown."
        findings.append(Finding("interval", "caution", message, (OURS, "LBL3")))
    for treatment in earlier or ():
        findings.extend(_early(screening, treatment))
        if screening.knowledge.known_product(treatment.product) is None:
            message = (
                f'Earlier toxin of {treatment.on}: product "{treatment.product}" is not '
                "known here, so its units count toward no ceiling. Ask which it was."
            )
            findings.append(Finding("not-recognised", "caution", message, (OURS,)))
    return tuple(findings)


def _early(screening: Screening, treatment: EarlierTreatment) -> tuple[Finding, ...]:
    end = longest(
        screening.product,
        screening.area_ids,
        screening.case.jurisdiction,
        treatment.on,
    )
    if end is None or screening.case.on >= end[0]:
        return ()
    free_on, interval = end
    days = (screening.case.on - treatment.on).days
    message = (
        f"Toxin on {treatment.on}, {days} {'day' if days == 1 else 'days'} ago: inside the label interval, "
        f"which ends on {free_on}. High doses and short intervals are the risks for "
        "neutralising antibodies that can be changed."
    )
    sources = tuple(dict.fromkeys((*interval.sources, *_WHY)))
    areas = tuple(area for area, _ in treatment.units if area in screening.area_ids)
    return (Finding("interval", "caution", message, sources, areas),)
