"""Words that the vocabulary does not know are shown, never dropped."""

from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]

LONGEST_ECHO = 120


def check(screening: Screening) -> tuple[Finding, ...]:
    """One caution for each part of a text that was not understood, and for doubt."""
    findings = []
    for key, recognition in screening.recognised:
        for part in recognition.unrecognised:
            message = (
                f'Not recognised in {key}: "{_short(part)}". Look it up yourself; it '
                "was not weighed."
            )
            findings.append(Finding("not-recognised", "caution", message, (OURS,)))
        for match in recognition.matches:
            if match.negated or match.family:
                how = "denied" if match.negated else "in the family"
                message = (
                    f'"{_short(recognition.text)}" was read as {how}: {match.term}.'
                )
                findings.append(Finding("condition", "info", message, (OURS,)))
    return tuple(findings)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}..."
