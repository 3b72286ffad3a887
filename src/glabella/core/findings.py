"""What a rule has to say about a plan."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["RULES", "Finding", "Severity", "ranked"]

Severity = Literal["block", "caution", "info"]

RULES = (
    "pregnancy",
    "breastfeeding",
    "allergy",
    "infection",
    "age",
    "neuromuscular",
    "swallowing-breathing",
    "interacting-medicine",
    "bruising-medicine",
    "interval",
    "ceiling",
    "overlap",
    "needs-other-area",
    "eyelid",
    "dry-eye",
    "body-dysmorphia",
    "keloid",
    "bleeding",
    "cardiovascular",
    "recent-procedure",
    "occupation",
    "not-asked",
    "not-recognised",
    "off-label",
    "no-dose",
    "not-authorised",
    "weak-evidence",
    "geometry",
    "technique",
    "range",
    "severity",
    "syringe-mark",
    "event",
    "published-ratio",
    "product-switch",
    "condition",
    "protocol",
)
_ORDER: dict[Severity, int] = {"block": 0, "caution": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the clinician; only the caller decides what follows."""

    rule: str
    severity: Severity
    message: str
    sources: tuple[str, ...]
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            msg = f"unknown rule {self.rule!r}"
            raise ValueError(msg)
        if not self.sources:
            msg = f"finding {self.rule!r} names no source"
            raise ValueError(msg)


def ranked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Blocks first, then cautions, then information; doubles dropped."""
    unique = tuple(dict.fromkeys(findings))
    return tuple(sorted(unique, key=lambda finding: _ORDER[finding.severity]))
