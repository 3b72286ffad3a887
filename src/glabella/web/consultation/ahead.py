"""Findings and suitability, as the consultation shows them."""

from dataclasses import dataclass

from glabella.clinic.plans.selectors import Ahead
from glabella.core.findings import Finding
from glabella.drawing.wording import TECHNIQUES
from glabella.evidence import catalogue

__all__ = ["AheadView", "Said", "Suits", "ahead_of"]

_WORDS = {"block": "Stop", "caution": "Caution", "info": "Note"}
_SUITS = {
    "yes": ("Suits", "good"),
    "maybe": ("May suit", "caution"),
    "no": ("Does not suit", "block"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One finding with the titles of its sources."""

    severity: str
    word: str
    message: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suits:
    """One technique and how it fits this person and these wishes."""

    name: str
    word: str
    tone: str
    reasons: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AheadView:
    """What the planner would say now; ``problems`` where it cannot say yet."""

    findings: tuple[Said, ...]
    """What stops or needs a reason."""
    notes: tuple[Said, ...]
    techniques: tuple[Suits, ...]
    problems: tuple[str, ...]
    unasked: bool = False
    """Whether a question of the history is open, so that nothing can be called clear."""


def ahead_of(found: Ahead) -> AheadView:
    """From the planner's answer to what the page shows."""
    # The open questions stand in one line of their own, above.
    said = [_said(one) for one in found.findings if one.rule != "not-asked"]
    return AheadView(
        findings=tuple(one for one in said if one.severity != "info"),
        notes=tuple(one for one in said if one.severity == "info"),
        techniques=tuple(
            Suits(
                name=TECHNIQUES.get(fit.technique, fit.technique),
                word=_SUITS[fit.suits][0],
                tone=_SUITS[fit.suits][1],
                reasons=fit.reasons,
                sources=_titles(fit.sources),
            )
            for fit in found.techniques
        ),
        problems=found.problems,
        unasked=any(one.rule == "not-asked" for one in found.findings),
    )


def _said(finding: Finding) -> Said:
    return Said(
        severity=finding.severity,
        word=_WORDS[finding.severity],
        message=finding.message,
        sources=_titles(finding.sources),
    )


def _titles(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{source.title} ({source.grade})" for source in map(catalogue.source, keys)
    )
