"""What the planner would say of a consultation that is still being written."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients.models import MedicalHistory
from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.case_table import read_form
from glabella.clinic.plans.asking.planned import planned
from glabella.clinic.plans.record import Record, read_record
from glabella.clinic.plans.starting import blank_answers
from glabella.core.case import EarlierTreatment
from glabella.core.findings import Finding, ranked
from glabella.core.planner.model import Suitability
from glabella.core.safety import Screening, screen
from glabella.evidence.planning import knowledge_for

__all__ = ["Ahead", "look_ahead"]

_UNGRADED: Final = "chin"
"""Stands for the area that is still open: it may be planned without a grade."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What stands against a plan for this person, and which techniques suit."""

    findings: tuple[Finding, ...] = ()
    techniques: tuple[Suitability, ...] = ()
    """Empty while no area is graded."""
    problems: tuple[str, ...] = ()
    """Why nothing can be said yet, and what to do about it."""
    history: MedicalHistory | None = None
    """The answers that this was said from."""
    earlier: tuple[EarlierTreatment, ...] = ()
    last_signed: Consultation | None = None
    """The consultation before this one, where there is one."""


def look_ahead(*, viewer: User, draft: Consultation, at: datetime) -> Ahead:
    """Findings and suitability for this patient, these wishes and these grades.

    Before any area is graded: the screening of the person alone. Nothing is stored.
    NotFound where the viewer may not read the record.
    """
    record = read_record(viewer=viewer, patient=draft.patient, at=at, draft=draft)
    return replace(
        _said(record, at),
        history=record.history,
        earlier=record.earlier,
        last_signed=next(reversed(record.past.consultations), None),
    )


def _said(record: Record, at: datetime) -> Ahead:
    if record.problem is not None:
        return Ahead(problems=(record.problem.message,))
    answers = blank_answers(record, at)
    return _planned(record, answers) if record.grades else _person(record, answers)


def _planned(record: Record, answers: Answers) -> Ahead:
    found = planned(record.over(answers))
    if found.plan is None:
        return Ahead(problems=tuple(problem.message for problem in found.problems))
    return Ahead(found.plan.findings, found.plan.suitability)


def _person(record: Record, answers: Answers) -> Ahead:
    """What the safety rules say of the person, whichever area is planned."""
    form = read_form(record.over(answers.replaced(area=(_UNGRADED,))))
    if form.case is None:
        return Ahead(problems=tuple(problem.message for problem in form.problems))
    knowledge = knowledge_for(form.case.product)
    return Ahead(ranked(screen(Screening.of(form.case, knowledge, ()))))
