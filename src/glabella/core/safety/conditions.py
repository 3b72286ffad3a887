"""Conditions with one answer each, told as a table."""

from dataclasses import dataclass

from glabella.core.findings import Finding, Severity
from glabella.core.safety.screening import Screening

__all__ = ["NEAR_THE_EYE", "ConditionRule", "check_conditions"]

NEAR_THE_EYE = (
    "glabella",
    "forehead",
    "crows_feet",
    "infraorbital",
    "brow_lift",
    "migraine",
    "micro_upper",
    "hh_forehead",
)
"""Areas from which toxin can reach the lids: sites on the brow or around the orbit."""


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """Classes that raise ``rule``; ``areas`` empty: whatever is planned."""

    rule: str
    classes: tuple[str, ...]
    advice: str
    sources: tuple[str, ...]
    areas: tuple[str, ...] = ()
    severity: Severity = "caution"


def check_conditions(
    screening: Screening, rules: tuple[ConditionRule, ...]
) -> tuple[Finding, ...]:
    """A finding for each recognised text of each rule that touches the plan."""
    findings = []
    for rule in rules:
        touched = tuple(a for a in screening.area_ids if a in rule.areas)
        away = bool(rule.areas) and not touched
        severity: Severity = "info" if away else rule.severity
        for hit in screening.hits(*rule.classes):
            told = "not near the areas planned here" if away else rule.advice
            message = f'"{hit.text}"{hit.read_as} ({hit.name}): {told}'
            sources = tuple(dict.fromkeys((*rule.sources, *hit.sources)))
            findings.append(Finding(rule.rule, severity, message, sources, touched))
    return tuple(findings)
