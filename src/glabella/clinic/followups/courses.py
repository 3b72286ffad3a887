"""A side effect as it stands now: what was first told, and what was noted since."""

from dataclasses import dataclass
from datetime import date

from glabella.clinic.followups.models import EffectNote
from glabella.clinic.treatments.models import SideEffect

__all__ = ["CourseNow", "course_of"]


@dataclass(frozen=True, slots=True)
class CourseNow:
    """The newest word on each point; ``notes`` oldest first."""

    severity: str
    ended_on: date | None
    seriousness: tuple[str, ...]
    serious: bool
    causality: str
    notes: tuple[EffectNote, ...]


def course_of(effect: SideEffect) -> CourseNow:
    """Fold the notes over the first entry.

    What was once serious stays serious; an end or a causality stands until a later
    note says another.
    """
    notes = tuple(effect.notes.all())
    criteria = dict.fromkeys(effect.seriousness)
    for note in notes:
        criteria |= dict.fromkeys(note.seriousness)
    last = notes[-1] if notes else None
    return CourseNow(
        severity=last.severity if last else effect.severity,
        ended_on=last.ended_on if last else effect.ended_on,
        seriousness=tuple(criteria),
        serious=effect.serious or bool(criteria),
        causality=next(
            (one.causality for one in reversed(notes) if one.causality),
            effect.causality,
        ),
        notes=notes,
    )
