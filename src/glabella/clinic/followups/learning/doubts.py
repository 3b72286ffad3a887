"""A missing effect: the questions, what the record says to them, and the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.models import NonResponseReview
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors.outlook import case_of
from glabella.clinic.treatments.selectors.past import read_earlier, read_past
from glabella.evidence import catalogue

if TYPE_CHECKING:
    from glabella.core.forecast.rules import RuleText

__all__ = [
    "ANSWERS",
    "Answer",
    "Doubt",
    "RatioRead",
    "answer_faults",
    "doubt_about",
    "questions",
    "ratios_read",
    "reviews_of_effect",
]

ANSWERS: Final = {
    "explains": "yes, this may explain it",
    "not": "no, this is not it",
    "unknown": "not known",
}
LONGEST: Final = 2000
SHORTEST_CONCLUSION: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """A word of ``ANSWERS``, and what was found."""

    answer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the record says before anybody answers.

    ``sentence`` tells how often results so poor are to be expected.
    """

    sentence: str
    questions: tuple["RuleText", ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatioRead:
    """A published ratio of units: information, never a conversion."""

    words: str
    note: str
    sources: tuple[str, ...]
    grade: str


def questions() -> tuple["RuleText", ...]:
    """What is asked, in the order of the evidence; antibodies come last."""
    from glabella.evidence.response_rules import response_rules  # noqa: PLC0415

    return response_rules().questions


def doubt_about(*, viewer: User, patient: Patient, at: datetime) -> Doubt:
    """The questions with what this record says to them, and how seldom it is."""
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    # The model's numerics take their time to load: only who asks waits.
    from glabella.core.forecast import PastTreatment  # noqa: PLC0415
    from glabella.core.forecast.non_response import (  # noqa: PLC0415
        question_non_response,
    )
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415

    case = case_of(patient, read_earlier(read_past(patient), newest=True), day_of(at))
    if case is None or not case.history.previous:
        return Doubt("No treatment is signed yet.", questions(), ())
    told = [
        PastTreatment(one.on, one.product, one.units, one.followups)
        for one in case.history.previous
    ]
    found = question_non_response(case, told, forecast_basis())
    by_topic = {one.topic: one for one in found.questions}
    asked = tuple(by_topic.get(one.topic, one) for one in questions())
    return Doubt(found.sentence, asked, found.sources)


def answer_faults(
    answers: Mapping[str, Answer], conclusion: str, asked: Sequence["RuleText"]
) -> dict[str, str]:
    """What is missing: every question has an answer, the review a conclusion."""
    found = {}
    for one in asked:
        given = answers.get(one.topic, Answer())
        if given.answer not in ANSWERS:
            found[one.topic] = "Choose an answer."
        elif given.answer == "explains" and not given.note.strip():
            found[one.topic] = "Say what was found."
        elif len(given.note) > LONGEST:
            found[one.topic] = f"At most {LONGEST:,} letters."
    if not SHORTEST_CONCLUSION <= len(conclusion.strip()) <= LONGEST:
        found["conclusion"] = "Say what you conclude, in a sentence or more."
    return found


def reviews_of_effect(
    *, viewer: User, patient: Patient, at: datetime
) -> list[NonResponseReview]:
    """Reviews of a missing effect, the newest first."""
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    rows = NonResponseReview.objects.select_related("key", "by", "treatment")
    return list(rows.filter(patient=patient).order_by("-created_at")[:20])


def ratios_read(treatment: Treatment) -> tuple[RatioRead, ...]:
    """Published ratios from the product that was given to others: information only."""
    if treatment.product not in catalogue.product_keys():
        return ()
    family = catalogue.product(treatment.product).unit_family
    found = []
    for value in catalogue.values("ratios"):
        told = value.value
        if value.key != "ratio" or not isinstance(told, dict):
            continue
        if family not in {told["a"], told["b"]}:
            continue
        found.append(
            RatioRead(
                words=_words(told),
                note=value.note,
                sources=value.sources,
                grade=value.grade,
            )
        )
    return tuple(found)


def _words(told: Mapping[str, Any]) -> str:
    low, high = told["low"], told["high"]
    span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    one, other = _substance(told["a"]), _substance(told["b"])
    return f"{span} units of {other} were published beside 1 unit of {one}"


def _substance(family: str) -> str:
    products = (catalogue.product(key) for key in catalogue.product_keys())
    return next((p.substance for p in products if p.unit_family == family), family)
