"""Lids and brows: what the frontalis or the lid margin is already compensating."""

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
        rule="eyelid",
        classes=(
            "eyelid-ptosis",
            "lid-laxity",
            "dermatochalasis",
            "eye-or-lid-surgery",
            "brow-overuse",
        ),
        advice=(
            "examine lids and brows first (snap test, brow held still): treatment near the "
            "eye may unmask a droop, loosen the lid or keep it from closing."
        ),
        sources=("PK16", "IDN4", "DY-MED"),
        areas=NEAR_THE_EYE,
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution near the eye when lids are lax, droopy or operated on."""
    return check_conditions(screening, _RULES)
