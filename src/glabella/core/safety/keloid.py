"""Keloid tendency."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="keloid",
        classes=("keloid",),
        advice=(
            "keloid tendency is a stated caution; use the fewest and finest punctures and say so."
        ),
        sources=("CI1",),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for a tendency to keloid scars."""
    return check_conditions(screening, _RULES)
