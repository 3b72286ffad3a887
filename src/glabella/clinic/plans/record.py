"""What a patient's record tells the planner, as fields of the planner's page.

These fields are changed where they live (history, consultation, treatments), never in
the plan: whatever a form sends for them is replaced by what the record says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations import selectors as consultations
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.plans.asking.answers import RECORD_ROWS, Answers, Problem
from glabella.clinic.plans.asking.case_file import opened
from glabella.clinic.plans.reviewed import Reviewed, earlier_than, reviewed
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.core.case import EarlierTreatment
from glabella.core.case_reading import HABITS
from glabella.core.errors import CaseError
from glabella.evidence import catalogue

__all__ = ["Record", "read_record"]

_QUESTIONS = (
    *("pregnant", "breastfeeding", "infection_at_site", "allergies"),
    *("conditions", "medicines", "recent_procedures"),
)
_OWN = frozenset(
    {
        *("jurisdiction", "age_years", "born_on", "sex", "first_treatment"),
        *("skin_type", *HABITS, *_QUESTIONS, "previous", "infection_at_site.area"),
        *("allergies.text", "conditions.text", "medicines.text"),
    }
)
_OWN_ROWS = ("previous-", "procedure-")
_GRADES = ("rest", "contraction", "mass", "bands.R", "bands.L")
_EXAMINED = (
    ("dry_eye", ("yes",), "dry eye"),
    ("body_image_result", ("positive",), "body dysmorphic disorder"),
    ("lid_laxity_right", ("mild", "marked"), "lid laxity"),
    ("lid_laxity_left", ("mild", "marked"), "lid laxity"),
    ("lid_ptosis_right", ("yes",), "eyelid ptosis"),
    ("lid_ptosis_left", ("yes",), "eyelid ptosis"),
)
"""What the examination of a consultation adds to the conditions."""
_GOALS = ("technique", "movement", "event_on")
_FLAGS = ("drastic_change", "deep_folds", "prevention")


@dataclass(frozen=True)
class Record:
    """The record as the planner needs it; ``problem`` where it cannot be read."""

    patient: Patient
    history: MedicalHistory | None
    consultation: Consultation | None
    grades: Mapping[str, Grade]
    past: treatments.Past
    earlier: tuple[EarlierTreatment, ...]
    fields: Mapping[str, tuple[str, ...]]
    problem: Problem | None = None
    reviewed: Mapping[str, Reviewed] = field(default_factory=dict)
    """The areas whose grades are those of a review, where a touch-up follows it."""

    def over(self, answers: Answers) -> Answers:
        """The answers with everything that lives in the record taken from it."""
        typed = {
            name: values
            for name, values in answers.fields.items()
            if not self.owns(name)
        }
        return Answers({**typed, **self.fields}, RECORD_ROWS)

    def owns(self, name: str) -> bool:
        """Whether a field of the page is told by the record."""
        if name in _OWN or name.startswith(_OWN_ROWS):
            return True
        return name in self.fields

    @property
    def wishes(self) -> dict[str, tuple[str, ...]]:
        """What the consultation says of the wishes: where a blank plan starts."""
        told = self.consultation.content if self.consultation else {}
        found: dict[str, tuple[str, ...]] = {
            name: (told[name],) for name in _GOALS if told.get(name)
        }
        return found | {name: ("yes",) for name in _FLAGS if told.get(name) == "yes"}


def read_record(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    draft: Consultation | None = None,
    touched_up: Treatment | None = None,
) -> Record:
    """Read history, consultation, grades and treatments of a patient.

    ``draft`` is a consultation that is not signed yet, to look ahead with;
    ``touched_up`` the treatment that a plan corrects: what its review graded counts.
    """
    history = patients.latest_history(viewer=viewer, patient=patient, at=at)
    past = treatments.past_of(viewer=viewer, patient=patient, at=at)
    consultation = draft or next(reversed(past.consultations), None)
    grades = consultations.grades_in(consultation) if consultation else {}
    told = reviewed(past, touched_up, grades) if touched_up else {}
    grades |= {area: one.grade for area, one in told.items()}
    earlier = earlier_than(past, told)
    table = _table(patient, history, consultation, earlier, day_of(at))
    entered = treatments.procedures_told(viewer=viewer, patient=patient, at=at)
    _add_procedures(table["history"], entered)
    problem = None
    try:
        fields = _told(opened(table, RECORD_ROWS))
    except CaseError as error:
        fields = {"jurisdiction": (practice().jurisdiction,)}
        problem = Problem("", f"The record cannot be planned from: {error}")
    fields |= _graded(grades)
    return Record(
        patient, history, consultation, grades, past, earlier, fields, problem, told
    )


def _told(answers: Answers) -> dict[str, tuple[str, ...]]:
    """The fields that a record owns; the others of the reading were placeholders."""
    return {
        name: values
        for name, values in answers.fields.items()
        if name in _OWN or name.startswith(_OWN_ROWS)
    }


def _graded(grades: Mapping[str, Grade]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for area, grade in grades.items():
        right, left = grade.bands or (None, None)
        values = (grade.at_rest, grade.at_contraction, grade.muscle_mass, right, left)
        for name, value in zip(_GRADES, values, strict=True):
            if value not in {None, ""}:
                fields[f"{name}.{area}"] = (str(value),)
    return fields


def _table(
    patient: Patient,
    history: MedicalHistory | None,
    consultation: Consultation | None,
    earlier: tuple[EarlierTreatment, ...],
    day: date,
) -> dict[str, Any]:
    """A case file of the record; product, day and area stand for what is open."""
    answers = dict(history.answers) if history else {}
    told = {name: answers[name] for name in _QUESTIONS if name in answers}
    if "recent_procedures" in told:
        told["recent_procedures"] = [_dated(row) for row in told["recent_procedures"]]
    seen = dict(consultation.content) if consultation else {}
    if found := _examined(seen):
        told["conditions"] = list(dict.fromkeys((*told.get("conditions", ()), *found)))
    person: dict[str, Any] = {"born_on": patient.born_on, "sex": patient.sex}
    if earlier or "previous" in answers:
        # What a patient told of treatments elsewhere, and nobody has entered yet,
        # leaves the list empty: the planner then says that the interval is unknown.
        told["previous"] = [_visit(one) for one in earlier]
        person["first_treatment"] = not earlier and not answers.get("previous")
    habits = {**answers.get("habits", {}), **seen}
    person |= {name: habits[name] for name in HABITS if habits.get(name)}
    if seen.get("skin_type"):
        person["skin_type"] = seen["skin_type"]
    return {
        "jurisdiction": practice().jurisdiction,
        "product": catalogue.product_keys()[0],
        "on": day,
        "patient": person,
        "history": told,
        "areas": [{"id": "chin"}],
    }


def _add_procedures(told: dict[str, Any], entered: list[dict[str, Any]]) -> None:
    """Procedures that staff entered, beside those the patient told of; none twice."""
    if not entered:
        return
    known = told.get("recent_procedures", [])
    seen = {(one.get("kind"), one.get("on")) for one in known}
    new = [one for one in entered if (one["kind"], one["on"]) not in seen]
    told["recent_procedures"] = [*known, *new]


def _examined(content: Mapping[str, str]) -> Iterable[str]:
    found = [name for field, words, name in _EXAMINED if content.get(field) in words]
    return list(dict.fromkeys(found))


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A procedure of the history: its day is kept as text."""
    told = dict(row)
    if isinstance(told.get("on"), str):
        told["on"] = _day(told["on"])
    return told


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _visit(one: EarlierTreatment) -> dict[str, Any]:
    """One earlier treatment as a case file writes it."""
    known = {area: units for area, units in one.units if units is not None}
    areas: Any = known if len(known) == len(one.units) else [a for a, _ in one.units]
    visit: dict[str, Any] = {"on": one.on, "product": one.product, "areas": areas}
    if one.result:
        visit["result"] = one.result
    if one.followups:
        visit["followups"] = [
            {"on": f.on, "area": f.area, "grade": f.grade, "rater": f.rater}
            for f in one.followups
        ]
    return visit
