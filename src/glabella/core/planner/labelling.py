"""Approved or off label: every way in which a line differs from its label."""

from dataclasses import replace

from glabella.core.case import Case
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Line
from glabella.core.products import LabelDose
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS

__all__ = ["with_label_status"]


def with_label_status(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Set ``label_status`` of each line and say what differs from the label."""
    planned = {line.area for line in lines}
    judged, findings = [], []
    for line in lines:
        differs = _differences(case, knowledge, line, planned)
        judged.append(
            replace(line, label_status="off_label" if differs else "approved")
        )
        if differs:
            findings.append(_off_label(line, differs, knowledge, case))
    return tuple(judged), tuple(findings)


def _off_label(
    line: Line, differs: tuple[str, ...], knowledge: Knowledge, case: Case
) -> Finding:
    message = (
        f"{line.area_name}: off label for {knowledge.product.name} in the "
        f"{case.jurisdiction}: {'; '.join(differs)}. Off-label use needs its own consent."
    )
    return Finding("off-label", "info", message, line.sources or (OURS,), (line.area,))


def _differences(
    case: Case, knowledge: Knowledge, line: Line, planned: set[str]
) -> tuple[str, ...]:
    differs = [told for on, told in _by_choice(line) if on]
    if not _indicated(knowledge, line.area, case.jurisdiction):
        differs.append("the area is not an indication read for it there")
    elif line.label_units is None:
        differs.append("the label's dose for this area was not read")
    limit = _age_limit(knowledge, case)
    if limit is not None:
        differs.append(f"the indication read ends below {limit} years")
    label = _label(knowledge, line, case.jurisdiction)
    if label is not None and line.technique == "standard":
        differs.extend(_against(label, line, knowledge, planned))
    return tuple(differs)


def _by_choice(line: Line) -> tuple[tuple[bool, str], ...]:
    """What the technique, an estimate or a hand made different from any label."""
    return (
        (line.technique == "baby", 'low dose ("baby") stands in no label'),
        (line.technique == "skin", 'micro-dose ("skin") stands in no label'),
        (line.basis == "estimate", "the dose is an estimate from a published ratio"),
        (line.moved, "sites were moved by hand"),
    )


def _indicated(knowledge: Knowledge, area: str, jurisdiction: str) -> bool:
    return any(
        area in indication.areas and indication.applies_in(jurisdiction)
        for indication in knowledge.product.indications
    )


def _age_limit(knowledge: Knowledge, case: Case) -> int | None:
    for limit in knowledge.product.age_limits:
        here = limit.applies_in(case.jurisdiction)
        if here and case.patient.age_years >= limit.from_years:
            return limit.from_years
    return None


def _label(knowledge: Knowledge, line: Line, jurisdiction: str) -> LabelDose | None:
    doses = [
        dose
        for dose in knowledge.product.label_doses
        if dose.area == line.area and dose.units == line.label_units
    ]
    here = [dose for dose in doses if jurisdiction in dose.jurisdictions]
    return next(iter(here or doses), None)


def _against(
    label: LabelDose, line: Line, knowledge: Knowledge, planned: set[str]
) -> list[str]:
    differs = []
    if (
        not label.units_low - NOISE_UNITS
        <= line.units
        <= label.units_high + NOISE_UNITS
    ):
        differs.append(f"{line.units:g} units, the label says {label.units:g}")
    if label.sites is not None and label.sites != len(line.sites):
        differs.append(f"{len(line.sites)} sites, the label says {label.sites}")
    strengths = {
        round(d.units_per_ml, 6)
        for d in knowledge.product.dilutions
        if not d.areas or line.area in d.areas
    }
    if line.units_per_ml is not None and round(line.units_per_ml, 6) not in strengths:
        differs.append(f"{line.units_per_ml:g} units per mL is not a labelled dilution")
    if label.requires_area and label.requires_area not in planned:
        partner = knowledge.area(label.requires_area).name
        differs.append(f"the label treats it together with {partner}")
    uneven = label.units_per_site and any(
        abs(site.units - label.units_per_site) > NOISE_UNITS for site in line.sites
    )
    if uneven and abs(line.units - label.units) < NOISE_UNITS:
        differs.append(f"the label gives {label.units_per_site:g} units at each site")
    return differs
