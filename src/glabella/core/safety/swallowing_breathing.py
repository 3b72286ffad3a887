"""Swallowing, breathing and voice: the boxed warning's own patients."""

from glabella.core.findings import Finding
from glabella.core.safety.conditions import ConditionRule, check_conditions
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_RULES = (
    ConditionRule(
        rule="swallowing-breathing",
        classes=("dysphagia", "breathing", "dysarthria-dysphonia"),
        advice=(
            "existing trouble with swallowing, breathing or speech can become dangerous if "
            "toxin spreads. Weigh it, keep doses low near the neck, explain the emergency "
            "signs."
        ),
        sources=("BC-HL", "LBL2", "JE-P2"),
    ),
)


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for any existing trouble with swallowing, breathing or voice."""
    return check_conditions(screening, _RULES)
