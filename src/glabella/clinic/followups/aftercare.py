"""What a patient is told after a treatment, for what was really done; never a dose.

Nearly all of it is custom and not evidence, and it says so. Where the sheets that were
read disagree, both are told, and we ask for the longer time (our own choice).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from glabella.clinic.practice.selectors import clinic_zone, day_of, practice
from glabella.clinic.treatments.models import Treatment
from glabella.core.sources import Value
from glabella.evidence import catalogue
from glabella.evidence.wordlists import values_of
from glabella.printing.summary import SourceLine, source_line

__all__ = [
    "Aftercare",
    "Emergency",
    "Rule",
    "Said",
    "aftercare_of",
    "emergency",
    "until_words",
]

_EYE: Final = frozenset(
    {"glabella", "forehead", "crows_feet", "brow_lift", "infraorbital", "bunny"}
)
_HEAD: Final = frozenset({"face", "neck", "scalp", "head-back"})
"""Maps of areas where lying down and make-up matter."""
_RULES: Final = ("rubbing", "lying_down", "goggles", "exercise", "heat_and_treatments")
_ADVICE: Final = {
    "rubbing": "Do not rub or massage the treated places",
    "lying_down": "Stay upright: do not lie down",
    "goggles": "Wear no swimming or ski goggles",
    "exercise": "No hard exercise",
    "heat_and_treatments": "No sun bed, peel, laser or facial",
}
_FREE: Final = {
    "make_up": "Make-up may go on gently the same day.",
    "muscle_work": (
        "Some clinics ask to frown and smile on purpose for an hour or two, others to "
        "keep still. No trial was read that settles it: do as you like."
    ),
    "evidence": (
        "Most of these rules are custom: they were hardly tested, and moving the "
        "muscles may even help. They cost little, so we ask for them."
    ),
}
_ONSET: Final = {"same or next day": "on the same or the next day"}
_USUAL: Final = {
    "bruise, swelling, pain": "A small bruise, swelling or soreness",
    "headache": "A headache",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to leave alone, and until when."""

    topic: str
    advice: str
    until: datetime | None
    """None where only the day of the treatment is known."""
    when: str
    """The time in words: "today, 18:30", or "for 4 hours"."""
    over: bool
    conflict: str
    """What the sheets disagree about; empty where they agree."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its sources."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emergency:
    """Whom to call where life may be in danger, and at which signs."""

    number: str
    also: str
    signs: tuple[str, ...]
    begins: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aftercare:
    """Everything that a patient takes home after one treatment."""

    day: date
    given_at: datetime | None
    treated: tuple[str, ...]
    product: str
    rules: tuple[Rule, ...]
    free: tuple[Said, ...]
    usual: tuple[Said, ...]
    skincare: str
    """Sun and skincare in the clinic's own words; the skin's type changes nothing."""
    call_when: tuple[str, ...]
    call: str
    clinic: str
    review_on: date
    emergency: Emergency
    sources: tuple[SourceLine, ...]


def aftercare_of(treatment: Treatment, *, at: datetime) -> Aftercare:
    """The aftercare of a treatment with its sites, as it reads at ``at``."""
    clinic = practice()
    areas = tuple(dict.fromkeys(site.area for site in treatment.sites.all()))
    rules = tuple(_rules(treatment, areas, at))
    free, usual = tuple(_free(areas)), tuple(_usual())
    care = emergency()
    parts: tuple[Rule | Said | Emergency, ...] = (*rules, *free, *usual, care)
    keys = dict.fromkeys(key for part in parts for key in part.sources)
    return Aftercare(
        day=treatment.day,
        given_at=treatment.given_at,
        treated=tuple(_plain(area) for area in areas),
        product=_product(treatment.product),
        rules=rules,
        free=free,
        usual=usual,
        skincare=clinic.skincare_advice.strip(),
        call_when=tuple(_topic("call_clinic")[0]["signs"]),
        call=clinic.phone,
        clinic=clinic.name,
        review_on=treatment.day + timedelta(days=clinic.review_after_days),
        emergency=care,
        sources=tuple(source_line(key) for key in keys),
    )


def emergency() -> Emergency:
    """The signs of the boxed warning and of allergy, and the number to call here."""
    spread, spread_sources = _topic("spread_signs")
    allergy, allergy_sources = _topic("allergy_signs")
    number, number_sources = _number(practice().jurisdiction)
    return Emergency(
        number=number["number"],
        also=number.get("also", ""),
        signs=(*spread["signs"], *allergy["signs"]),
        begins=spread["onset"],
        sources=tuple(
            dict.fromkeys((*spread_sources, *allergy_sources, *number_sources))
        ),
    )


def _table(value: Value) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value.value)


def _topic(name: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    for value in values_of("aftercare", "aftercare"):
        if _table(value)["topic"] == name:
            return _table(value), value.sources
    raise KeyError(name)


def _number(jurisdiction: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    for value in values_of("aftercare", "emergency_number"):
        if jurisdiction in value.jurisdictions:
            return _table(value), value.sources
    raise KeyError(jurisdiction)


def _rules(
    treatment: Treatment, areas: tuple[str, ...], at: datetime
) -> Iterator[Rule]:
    for topic in _RULES:
        if not _concerns(topic, areas):
            continue
        told, sources = _topic(topic)
        spans = _spans(told)
        until = treatment.given_at + spans[-1] if treatment.given_at else None
        yield Rule(
            topic=topic,
            advice=_ADVICE[topic],
            until=until,
            when=until_words(until, at) if until else f"for {_length(spans[-1])}",
            over=until is not None and until <= at,
            conflict=_conflict(spans),
            sources=sources,
        )


def _concerns(topic: str, areas: tuple[str, ...]) -> bool:
    if topic == "goggles":
        return bool(_EYE & set(areas))
    if topic in {"lying_down", "make_up"}:
        return any(_map(area) in _HEAD for area in areas)
    return True


def _map(area: str) -> str:
    known = area in catalogue.area_keys()
    return catalogue.area_values(area).map if known else "face"


def _spans(told: Mapping[str, Any]) -> list[timedelta]:
    """The times that the sheets give, the shortest first."""
    hours, days = told.get("hours", ()), told.get("days", ())
    hours = hours if isinstance(hours, list | tuple) else (hours,)
    days = days if isinstance(days, list | tuple) else (days,)
    found = [timedelta(hours=one) for one in hours]
    return sorted((*found, *(timedelta(days=one) for one in days)))


def _conflict(spans: list[timedelta]) -> str:
    if len(spans) == 1:
        return ""
    told = " or ".join(_length(span) for span in spans)
    return f"Sheets differ: {told}. We ask for the longer time, to be on the safe side."


def _length(span: timedelta) -> str:
    days = span // timedelta(days=1)
    if span == timedelta(days=days) and days > 1:
        return f"{days} days"
    return f"{span // timedelta(hours=1)} hours"


def until_words(until: datetime, at: datetime) -> str:
    """An instant as one says it at ``at``, on the clinic's clock."""
    local, today = until.astimezone(clinic_zone()), day_of(at)
    days = (local.date() - today).days
    if days in {0, 1}:
        return f"{'today' if days == 0 else 'tomorrow'}, {local:%H:%M}"
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def _free(areas: tuple[str, ...]) -> Iterator[Said]:
    for topic, words in _FREE.items():
        if _concerns(topic, areas):
            yield Said(words, _topic(topic)[1])


def _usual() -> Iterator[Said]:
    for value in values_of("adverse_events", "adverse_event"):
        told = _table(value)
        if told["event"] in _USUAL:
            begins = _ONSET.get(told["onset"], told["onset"])
            text = f"{_USUAL[told['event']]}: begins {begins}, lasts {told['lasts']}."
            yield Said(text, value.sources)


def _plain(area: str) -> str:
    known = area in catalogue.area_keys()
    return catalogue.area_values(area).plain_name if known else area


def _product(key: str) -> str:
    known = key in catalogue.product_keys()
    return catalogue.product(key).name if known else ""
