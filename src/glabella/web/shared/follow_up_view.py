"""A follow-up in words, with its grades and side effects."""

from dataclasses import dataclass

from django.urls import reverse

from glabella.clinic.treatments.entries import (
    CAUSALITY,
    EVERY_EFFECT,
    IMPROVEMENT,
    RESULTS,
    SATISFACTION,
    SERIOUSNESS,
)
from glabella.clinic.treatments.models import FollowUp, SideEffect, Treatment
from glabella.clinic.treatments.services.follow_ups import EMERGENCIES
from glabella.web.shared.words import area_name, capital

__all__ = [
    "EffectView",
    "FollowUpView",
    "follow_up_view",
    "seen_words",
    "told_of",
]


@dataclass(frozen=True, slots=True)
class EffectView:
    """One side effect, and where it goes on."""

    serious: bool
    """Or an emergency by its kind, however mild it was said to be."""
    word: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """One follow-up."""

    row: FollowUp
    by: str
    result: str
    told: tuple[str, ...]
    grades: tuple[str, ...]
    effects: tuple[EffectView, ...]


def follow_up_view(one: FollowUp, treatment: Treatment) -> FollowUpView:
    """The follow-up of a treatment in words."""
    return FollowUpView(
        row=one,
        by=one.by.name if one.by else one.get_source_display(),
        result=RESULTS.get(one.result, ""),
        told=tuple(told_of(one)),
        grades=tuple(
            f"{capital(area_name(grade.area))}, by the {grade.get_rater_display()}: "
            f"{seen_words(grade.at_rest, grade.at_contraction)}"
            for grade in one.grades.all()
        ),
        effects=tuple(_effect(effect, treatment) for effect in one.side_effects.all()),
    )


def told_of(one: FollowUp) -> list[str]:
    """What was told beside the result: improvement, satisfaction, movement, look."""
    found = []
    if one.improvement:
        words = IMPROVEMENT.get(one.improvement, one.improvement)
        found.append(f"Improvement: {words}")
    if one.satisfaction is not None:
        found.append(f"Satisfaction: {SATISFACTION[one.satisfaction]}")
    if one.movement:
        found.append(f"Movement kept: {RESULTS.get(one.movement, one.movement)}")
    if one.natural_look is not None:
        found.append("Looks natural" if one.natural_look else "Does not look natural")
    return found


def _effect(effect: SideEffect, treatment: Treatment) -> EffectView:
    kind = capital(EVERY_EFFECT.get(effect.kind, effect.kind))
    criteria = ", ".join(SERIOUSNESS.get(one, one) for one in effect.seriousness)
    parts = (
        f"{kind}, {effect.severity}",
        capital(area_name(effect.area)) if effect.area else "",
        f"From {effect.onset_on:%d %B %Y}" if effect.onset_on else "",
        f"Until {effect.ended_on:%d %B %Y}" if effect.ended_on else "",
        f"Serious: {criteria}" if criteria else "",
        f"Cause: {CAUSALITY[effect.causality]}"
        if effect.causality in CAUSALITY
        else "",
        effect.note,
        f"Done: {effect.done}" if effect.done else "",
    )
    emergency = effect.kind in EMERGENCIES
    return EffectView(
        effect.serious or emergency,
        "Serious" if effect.serious else "Red flag" if emergency else "Side effect",
        ". ".join(part.rstrip(".") for part in parts if part),
        reverse("followups:effect", args=[treatment.patient_id, effect.pk]),
    )


def seen_words(at_rest: int | None, moved: int | None) -> str:
    """Grades of a follow-up, where mostly only one of the two is looked at."""
    words = (("at rest", at_rest), ("in full contraction", moved))
    return ", ".join(f"{value} {word}" for word, value in words if value is not None)
