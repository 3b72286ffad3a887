"""Work that needs the mouth: players of wind instruments, singers, speakers."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="occupation",
        classes=("occupation-mouth", "occupation-performer"),
        advice=(
            "weakness around the mouth can impair playing, singing or speaking for weeks; "
            "lip treatment is not for such work."
        ),
        sources=("GH1", "POL"),
        areas=(
            "lip_flip",
            "perioral",
            "gummy",
            "dao",
            "chin",
            "masseter_slim",
            "masseter_brux",
            "platysma",
        ),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for areas near the mouth when the work depends on it."""
    return check_conditions(screening, _RULES)
