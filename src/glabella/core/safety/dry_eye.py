"""Dry eye and the cornea: treatment around the eye lowers the blink."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import (
    NEAR_THE_EYE,
    ConditionRule,
    check_conditions,
)
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="dry-eye",
        classes=("dry-eye", "eye-disease", "glaucoma"),
        advice=(
            "toxin around the eye lowers blinking and closure; dry eye and corneal exposure "
            "are in the label warnings. Ask about lenses and drops, and refer if in doubt."
        ),
        sources=("BC-2019", "JE-P2", "DY-MED"),
        areas=NEAR_THE_EYE,
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution around the eye with dry eye, corneal disease or narrow-angle glaucoma."""
    return check_conditions(screening, _RULES)
