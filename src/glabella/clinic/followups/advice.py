"""What the evidence says of a side effect: course, what to do, how urgent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from glabella.clinic.treatments.services.follow_ups import EMERGENCIES, RED_FLAGS
from glabella.evidence.wordlists import values_of

__all__ = ["Advice", "Urgency", "advice_on", "urgency_of"]

Urgency = Literal["now", "today", "soon", ""]

_EVENTS: Final[Mapping[str, str]] = {
    "swelling": "bruise, swelling, pain",
    "bruising": "bruise, swelling, pain",
    "bruise": "bruise, swelling, pain",
    "discomfort": "bruise, swelling, pain",
    "headache": "headache",
    "lid_ptosis": "upper-lid ptosis",
    "brow_ptosis": "brow ptosis",
    "brow_lateral": "Spock brow, lateral lift",
    "eye": "double vision, dry eye, ectropion",
    "mouth": "uneven smile or lip, drooling, speech",
    "chewing": "weak chewing, bulge, sunken cheek",
    "swallowing": "trouble swallowing, hoarseness, weak neck",
    "breathing": "distant spread, like botulism",
    "distant": "distant spread, like botulism",
    "allergy": "allergy, anaphylaxis",
}
"""Kinds of the record -> events of the evidence."""
_FLEETING: Final = frozenset(
    {"redness", "swelling", "bruising", "bruise", "discomfort", "headache"}
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known of one kind; texts are empty where nothing was read."""

    onset: str
    lasts: str
    management: tuple[str, ...]
    ours: bool
    """Whether the management is our own and was read nowhere."""
    sources: tuple[str, ...]


def advice_on(kind: str) -> Advice | None:
    """The course and management of a kind of side effect; None where there is none."""
    read = [
        value
        for value in values_of("adverse_events", "adverse_event")
        if _table(value.value)["event"] == _EVENTS.get(kind)
    ]
    own = [
        value
        for value in values_of("adverse_events", "side_effect_advice")
        if _table(value.value)["kind"] == kind
    ]
    found = [*own, *read]
    if not found:
        return None
    told = _table(read[0].value) if read else {}
    return Advice(
        onset=told.get("onset", ""),
        lasts=told.get("lasts", ""),
        management=tuple(_table(value.value)["management"] for value in found),
        ours=not read,
        sources=tuple(dict.fromkeys(key for value in found for key in value.sources)),
    )


def urgency_of(kind: str, *, serious: bool = False) -> Urgency:
    """How soon somebody has to look: at once, on the same day, or at a visit."""
    if kind in EMERGENCIES:
        return "now"
    if serious or kind in RED_FLAGS:
        return "today"
    return "" if kind in _FLEETING else "soon"


def _table(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)
