"""Conditions that change the examination rather than forbid the treatment."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="condition",
        classes=("facial-palsy",),
        advice=(
            "a history of facial palsy is a reason to refer first; never inject the "
            "palsied side, and expect asymmetry to show."
        ),
        sources=("PRE1", "BDD1", "GH1"),
    ),
    ConditionRule(
        rule="condition",
        classes=("parotid-mass", "unrealistic-expectation"),
        advice="settle this before any treatment is planned; refer where it is new.",
        sources=("PK25", "CI1"),
    ),
    ConditionRule(
        rule="condition",
        classes=(
            "diabetes",
            "urinary-incontinence",
            "thick-sebaceous-skin",
            "deep-scars",
            "facial-surgery",
            "facial-asymmetry",
            "skin-disease-at-site",
            "muscle-wasting",
            "fainting",
            "hypertension",
            "lactose-intolerance",
            "pregnancy-planned",
        ),
        advice=(
            "asked about on intake forms or listed as a reason for a weaker result: "
            "examine, document, and say what it means for this plan."
        ),
        sources=("DY-MED", "SUP-011"),
        severity="info",
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution or information for conditions named on intake forms."""
    return check_conditions(screening, _RULES)
