"""Conditions that change the examination rather than forbid the treatment."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="condition",
        classes=("diabetes", "urinary-incontinence", "thick-sebaceous-skin", "facial-surgery", "facial-asymmetry", "skin-disease-at-site", "muscle-wasting", "pregnancy-planned"),
        advice=(
            "asked about on intake forms of these products: examine, document, and say what it "
            "means for this plan."
        ),
        sources=("DY-MED", "SUP-011"),
        severity="info",
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Information for conditions named on intake forms."""
    return check_conditions(screening, _RULES)
