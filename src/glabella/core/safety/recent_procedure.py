"""Lasers, peels, needling, filler and surgery shortly before toxin."""

import re
from dataclasses import dataclass

from glabella.core.case import RecentProcedure
from glabella.core.findings import Finding, Severity
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]

RECENT_DAYS = 30
"""Ours: longer than every spacing read; later only information is given."""


@dataclass(frozen=True, slots=True)
class _Kind:
    pattern: str
    advice: str
    sources: tuple[str, ...]


_KINDS = (
    _Kind(
        r"surg\w*|\w*lift|\w*plasty|operation",
        "no interval between surgery and toxin was read: ask the surgeon.",
        (OURS,),
    ),
    _Kind(
        r"non[ -]?ablative\b.*|ipl|intense pulsed light|pdl",
        "non-ablative light the same day is usual, toxin first.",
        ("CMB1", "AFT1"),
    ),
    _Kind(
        r"ablative|co2|erbium|rf|radio ?frequency|resurfacing",
        "toxin at least 2 weeks before resurfacing or anything that swells is advised; "
        "after it, wait until the skin is closed and the swelling gone.",
        ("CMB1",),
    ),
    _Kind(
        r"\w*needling|needles?|dermaroll\w*",
        "advice differs: toxin after the needling session, or none for 2 weeks around it.",
        ("CMB4", "AFT4"),
    ),
    _Kind(
        r"peels?|peeling",
        "the same day was judged safe only for superficial and medium peels; otherwise "
        "leave at least 7 days.",
        ("CMB2", "AFT1"),
    ),
    _Kind(
        r"fillers?|hyaluron\w*",
        "the same day is usual, toxin first; swelling moves landmarks, so wait if there "
        "is any. A staged example leaves 2 weeks.",
        ("CMB1", "CMB3", "CMB5"),
    ),
    _Kind(
        r"lasers?|light",
        "non-ablative light the same day is usual; ablative work wants at least 2 weeks.",
        ("CMB1", "AFT1"),
    ),
)
"""Kinds by whole words; the first that is found decides."""


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for a procedure in the last 30 days, information before that."""
    procedures = screening.case.history.recent_procedures or ()
    return tuple(_finding(screening, procedure) for procedure in procedures)


def _finding(screening: Screening, procedure: RecentProcedure) -> Finding:
    days = (screening.case.on - procedure.on).days
    kind = _kind(procedure.kind)
    advice = kind.advice if kind else "no spacing was read for it: decide yourself."
    where = (
        f" at {screening.knowledge.area_names(procedure.areas)}"
        if procedure.areas
        else ""
    )
    touched = tuple(a for a in procedure.areas if a in screening.area_ids)
    severity: Severity = "caution" if days <= RECENT_DAYS else "info"
    message = f'"{procedure.kind}" {days} days ago{where}: {advice}'
    sources = kind.sources if kind else (OURS,)
    return Finding("recent-procedure", severity, message, sources, touched)


def _kind(text: str) -> _Kind | None:
    words = " ".join(text.lower().split())
    return next(
        (kind for kind in _KINDS if re.search(rf"\b(?:{kind.pattern})\b", words)), None
    )
