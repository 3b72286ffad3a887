"""Lasers, peels, needling, filler and surgery shortly before toxin, or planned after it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from glabella.core.case import RecentProcedure
from glabella.core.findings import Finding, Severity
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]

RECENT_DAYS = 30
"""Ours: longer than every spacing read; later only information is given."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """``wait_days``: days from toxin to the procedure that were read; None: none were."""

    pattern: str
    advice: str
    later: str
    wait_days: int | None
    sources: tuple[str, ...]


_KINDS = (
    _Kind(
        r"surg\w*|\w*lift|\w*plasty|operation",
        "no interval between surgery and toxin was read: ask the surgeon.",
        "no interval from toxin to surgery was read: ask the surgeon.",
        None,
        (OURS,),
    ),
    _Kind(
        r"non[ -]?ablative\b.*|ipl|intense pulsed light|pdl",
        "non-ablative light the same day is usual, toxin first.",
        "non-ablative light the same day is usual, toxin first; one clinic's sheet asks "
        "for 7 days after toxin.",
        0,
        ("CMB1", "AFT1"),
    ),
    _Kind(
        r"ablative|co2|erbium|rf|radio ?frequency|resurfacing",
        "toxin at least 2 weeks before resurfacing or anything that swells is advised; "
        "after it, wait until the skin is closed and the swelling gone.",
        "toxin at least 2 weeks before resurfacing or anything that swells is advised.",
        14,
        ("CMB1",),
    ),
    _Kind(
        r"\w*needling|needles?|dermaroll\w*",
        "advice differs: toxin after the needling session, or none for 2 weeks around it.",
        "advice differs: toxin after the session on the same day, or no needling for 2 "
        "weeks after toxin.",
        14,
        ("CMB4", "AFT4"),
    ),
    _Kind(
        r"peels?|peeling",
        "the same day was judged safe only for superficial and medium peels; otherwise "
        "leave at least 7 days.",
        "after toxin leave at least 7 days; the same day was judged safe only for "
        "superficial and medium peels.",
        7,
        ("CMB2", "AFT1"),
    ),
    _Kind(
        r"fillers?|hyaluron\w*",
        "the same day is usual, toxin first; swelling moves landmarks, so wait if there "
        "is any. A staged example leaves 2 weeks.",
        "the same day is usual, toxin first; a staged example has filler 2 weeks after "
        "toxin.",
        0,
        ("CMB1", "CMB3", "CMB5"),
    ),
    _Kind(
        r"lasers?|light",
        "non-ablative light the same day is usual; ablative work wants at least 2 weeks.",
        "which laser is not said: non-ablative light the same day is usual, ablative "
        "work wants toxin at least 2 weeks before it.",
        14,
        ("CMB1", "AFT1"),
    ),
)
"""Kinds by whole words; the first that is found decides."""


def check(screening: Screening) -> tuple[Finding, ...]:
    """One finding for each procedure, done or planned for a later day.

    Done: caution for 30 days, information after that. Planned: caution where it
    comes sooner after toxin than was read, or where nothing was read.
    """
    procedures = screening.case.history.recent_procedures or ()
    return tuple(
        _planned(screening, one)
        if one.on > screening.case.on
        else _done(screening, one)
        for one in procedures
    )


def _done(screening: Screening, procedure: RecentProcedure) -> Finding:
    days = (screening.case.on - procedure.on).days
    kind = _kind(procedure.kind)
    advice = kind.advice if kind else "no spacing was read for it: decide yourself."
    severity: Severity = "caution" if days <= RECENT_DAYS else "info"
    words = f"{days} days ago"
    return _finding(screening, procedure, (words, advice, severity))


def _planned(screening: Screening, procedure: RecentProcedure) -> Finding:
    days = (procedure.on - screening.case.on).days
    kind = _kind(procedure.kind)
    wait = kind.wait_days if kind else None
    advice = kind.later if kind else "no spacing was read for it: decide yourself."
    if wait is not None and days < wait:
        earliest = screening.case.on + timedelta(days=wait)
        advice = f"{advice} Move one of them: with toxin on {screening.case.on} it may be from {earliest} on."
    # Nothing read: only what is far enough off is no concern of this visit.
    near = days < wait if wait is not None else days <= RECENT_DAYS
    words = f"planned {days} day{'' if days == 1 else 's'} later"
    return _finding(
        screening, procedure, (words, advice, "caution" if near else "info")
    )


def _finding(
    screening: Screening, procedure: RecentProcedure, said: tuple[str, str, Severity]
) -> Finding:
    """``said``: when it is, what is advised, and how grave that is."""
    when, advice, severity = said
    names = screening.knowledge.area_names(procedure.areas)
    where = f" at {names}" if procedure.areas else ""
    kind = _kind(procedure.kind)
    return Finding(
        "recent-procedure",
        severity,
        f'"{procedure.kind}" {when}{where}: {advice}',
        kind.sources if kind else (OURS,),
        tuple(a for a in procedure.areas if a in screening.area_ids),
    )


def _kind(text: str) -> _Kind | None:
    words = " ".join(text.lower().split())
    return next(
        (kind for kind in _KINDS if re.search(rf"\b(?:{kind.pattern})\b", words)), None
    )
