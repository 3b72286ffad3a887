"""How long a visit takes: the clinic's own figures, by kind, areas and technique."""

from collections.abc import Sequence

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.practice.models import Practice

__all__ = ["minutes_for"]

_SHORTEST_TREATMENT = 15
_EACH_AREA = 5
_SHORT_UP_TO = 1
_STEP = 5


def minutes_for(
    practice: Practice, kind: str, areas: Sequence[str] = (), technique: str = ""
) -> int:
    """Minutes to propose for a visit; the front desk may choose others.

    A treatment of one area takes the shortest time, each further area five minutes
    more, up to the clinic's own length of a treatment; many small droplets always
    take that whole length. A consultation has a length of its own.
    """
    kinds = Appointment.Kind
    treatment = _treatment_minutes(practice, areas, technique)
    lengths: dict[str, int] = {
        kinds.CONSULTATION: practice.consultation_minutes,
        kinds.REVIEW: practice.review_minutes,
        kinds.TREATMENT: treatment,
        kinds.CONSULTATION_AND_TREATMENT: practice.consultation_minutes + treatment,
    }
    minutes = lengths[kind]
    return minutes + -minutes % _STEP


def _treatment_minutes(practice: Practice, areas: Sequence[str], technique: str) -> int:
    whole = practice.treatment_minutes
    if technique == "skin" or not areas:
        return whole
    wanted = _SHORTEST_TREATMENT + _EACH_AREA * (len(areas) - _SHORT_UP_TO)
    return min(max(wanted, _SHORTEST_TREATMENT), max(whole, _SHORTEST_TREATMENT))
