"""Disorders of clotting."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="bleeding",
        classes=("bleeding-disorder",),
        advice=(
            "bruising and haematoma are more likely; ask the treating physician, use the finest "
            "needle, few sites and firm pressure."
        ),
        sources=("LE-PIL", "SUP-096"),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for a known disorder of clotting."""
    return check_conditions(screening, _RULES)
