"""Findings for print: those that say the same of several areas become one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from glabella.core.findings import Finding, Severity

__all__ = ["Note", "Reasons", "condensed"]

_ECHO = re.compile(r"(Not recognised in [^:]+: )(\".*\")(\. .*)", re.DOTALL)

type Reasons = Mapping[Finding, str]
"""What the clinician answered to a finding."""


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence to print, with the keys behind it and the answer to it."""

    severity: Severity
    text: str
    sources: tuple[str, ...]
    weak: bool
    reason: str


def condensed(
    findings: tuple[Finding, ...], grades: Mapping[str, str], reasons: Reasons
) -> tuple[Note, ...]:
    """The findings in their order; "A: same" and "B: same" become "A, B: same".

    In the same way echoed words are joined: ``not known: "a". Look.`` Only
    findings of one rule and severity are joined, and none that the clinician
    answered differently.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        before, _, after = _parts(finding.message)
        reason = reasons.get(finding, "").strip()
        key = (finding.severity, finding.rule, before, after, reason)
        groups.setdefault(key, []).append(finding)
    return tuple(_note(key[-1], group, grades) for key, group in groups.items())


def _note(reason: str, group: list[Finding], grades: Mapping[str, str]) -> Note:
    before, _, after = _parts(group[0].message)
    names = ", ".join(dict.fromkeys(_parts(f.message)[1] for f in group))
    sources = tuple(dict.fromkeys(key for f in group for key in f.sources))
    return Note(
        severity=group[0].severity,
        text=f"{before}{names}{after}",
        sources=sources,
        weak=all(grades.get(key) == "D" for key in sources),
        reason=reason,
    )


def _parts(message: str) -> tuple[str, str, str]:
    """The message cut around the name that may differ: an echoed word or a head."""
    if echoed := _ECHO.fullmatch(message):
        return echoed[1], echoed[2], echoed[3]
    head, colon, tail = message.partition(": ")
    return ("", head, f": {tail}") if colon else (message, "", "")
