"""Heart and vessels: rare cardiac events stand in the labels."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="cardiovascular",
        classes=("cardiovascular",),
        advice=(
            "cardiovascular events, some fatal, are among the label warnings; take care in "
            "existing disease."
        ),
        sources=("BC-HL", "DX-HCP", "LBL2"),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for existing heart or vessel disease."""
    return check_conditions(screening, _RULES)
