"""A question that was not asked is a finding of its own."""

from dataclasses import fields

from glabella.core.case import History
from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]


def check(screening: Screening) -> tuple[Finding, ...]:
    """One caution for each missing key of the history, and for an unclear start."""
    history = screening.case.history
    findings = [
        Finding("not-asked", "caution", _missing(question.name), (OURS,))
        for question in fields(History)
        if getattr(history, question.name) is None
    ]
    first = screening.case.patient.first_treatment
    if first is None and history.previous is not None and not history.previous:
        message = "It was not said whether this is the first treatment; ask."
        findings.append(Finding("not-asked", "caution", message, (OURS,)))
    return tuple(findings)


def _missing(key: str) -> str:
    return f"{key.replace('_', ' ').capitalize()}: not asked. Ask before treating."
