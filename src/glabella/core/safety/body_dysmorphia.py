"""Body dysmorphic disorder: a form finds what a first impression misses."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="body-dysmorphia",
        classes=("body-dysmorphic-disorder",),
        advice=(
            "treatment seldom satisfies and may harm; screen with a questionnaire, and refer "
            "before any treatment is planned."
        ),
        sources=("BDD1", "BDD2", "CI1"),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution when body dysmorphic disorder is known or suspected."""
    return check_conditions(screening, _RULES)
