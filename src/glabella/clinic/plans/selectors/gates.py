"""The steps before a treatment as chips: done, or what is missing and where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, Q

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import selectors as consents
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.plans.models import Approval, Plan, PlanVersion
from glabella.clinic.plans.readiness import (
    history_missing,
    identity_missing,
    valid_examination,
)
from glabella.clinic.plans.selectors.plans import may_read
from glabella.clinic.plans.services.answering import unanswered
from glabella.clinic.plans.services.rows import newest
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import Treatment

__all__ = ["Gate", "Read", "gates", "latest_plan"]

State = Literal["done", "missing", "stopped", "later"]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a plan and its patient already; None: not read."""

    row: PlanVersion | None = None
    history: MedicalHistory | None = None
    answered: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One step: ``says`` in a sentence what is there or missing, ``link`` where."""

    name: str
    state: State
    says: str
    link: str = ""

    @property
    def word(self) -> str:
        """The state in a word."""
        return {
            "done": "done",
            "missing": "missing",
            "stopped": "blocked",
            "later": "not yet recorded",
        }[self.state]


def latest_plan(patient: Patient) -> Plan | None:
    """The plan that the chips of a patient speak of: the newest that is open.

    A draft that was begun before the patient was treated by another plan is left out:
    what it lacks is nobody's next step.
    """
    treated_since = Treatment.objects.filter(
        patient=OuterRef("patient"),
        plan_version__isnull=False,
        signed_at__gt=OuterRef("created_at"),
    )
    return (
        Plan.objects.select_related("key", "patient__key")
        .filter(~Q(status=Plan.Status.DRAFT) | ~Exists(treated_since), patient=patient)
        .exclude(status=Plan.Status.CLOSED)
        .order_by("-created_at")
        .first()
    )


def gates(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    plan: Plan | None = None,
    read: Read | None = None,
) -> list[Gate]:
    """History, screening, identity, examination, approval and consent, in this order.

    Without ``plan`` the patient's newest open plan is meant; what was ``read``, its
    newest version for example, is not asked for again.
    """
    if not may_read(viewer, patient, at):
        raise NotFound
    plan = plan or latest_plan(patient)
    read = read or Read()
    row = read.row or (newest(plan) if plan else None)
    history = read.history or patients.latest_history(
        viewer=viewer, patient=patient, at=at
    )
    return [
        _history(patient, history, at),
        _screening(patient, plan, row, read.answered),
        _identity(patient, at),
        _examination(patient, plan, at),
        _approval(patient, plan, row),
        _consent(patient, row, at),
    ]


def _history(patient: Patient, history: MedicalHistory | None, at: datetime) -> Gate:
    if missing := history_missing(patient, history, at):
        return Gate("history", "missing", missing.says, missing.where)
    where = f"/patients/{patient.pk}/history/"
    given = _day(history.given_at) if history else ""
    return Gate("history", "done", f"History of {given}, confirmed.", where)


def _day(at: datetime) -> str:
    on = day_of(at)
    return f"{on.day} {on:%B %Y}"


def _here(plan: Plan, mark: str = "") -> str:
    return f"/patients/{plan.patient_id}/plans/{plan.pk}/{mark}"


def _screening(
    patient: Patient,
    plan: Plan | None,
    row: PlanVersion | None,
    answered: Collection[str] | None,
) -> Gate:
    if plan is None or row is None:
        where = f"/patients/{patient.pk}/plans/new/"
        return Gate(
            "screening", "missing", "The screening comes with the first plan.", where
        )
    if row.review_status == "blocked":
        return Gate("screening", "stopped", "The plan is blocked.", _here(plan))
    if row.review_status == "incomplete":
        says = "The plan cannot be made yet: something is open in it."
        return Gate("screening", "missing", says, _here(plan))
    if open_ := unanswered(row, answered):
        count = len(open_)
        says = f"{count} caution{' has' if count == 1 else 's have'} no answer yet."
        return Gate("screening", "missing", says, _here(plan, "#cautions"))
    return Gate("screening", "done", "Every caution has an answer.", _here(plan))


def _identity(patient: Patient, at: datetime) -> Gate:
    if missing := identity_missing(patient, at):
        return Gate("identity", "missing", missing.says, missing.where)
    return Gate("identity", "done", "Identity and age checked against a document.")


def _examination(patient: Patient, plan: Plan | None, at: datetime) -> Gate:
    found = valid_examination(patient, at)
    where = _here(plan, "#approval") if plan else f"/patients/{patient.pk}/"
    if found is None:
        says = "No prescriber has examined the patient yet."
        return Gate("examination", "missing", says, where)
    says = f"{found.prescriber.name}, {found.get_mode_display()}, {_day(found.at)}."
    return Gate("examination", "done", says, where)


def _consent(patient: Patient, row: PlanVersion | None, at: datetime) -> Gate:
    where = f"/patients/{patient.pk}/consents/"
    if row is None or not row.content.get("lines"):
        says = "The paper to sign is made from the plan."
        return Gate("consent", "later", says, where)
    if missing := consents.missing_for(patient=patient, content=row.content, at=at):
        return Gate("consent", "missing", missing.says, missing.where)
    return Gate("consent", "done", "Signed, and it covers this plan.", where)


def _approval(patient: Patient, plan: Plan | None, row: PlanVersion | None) -> Gate:
    if plan is None or row is None:
        where = f"/patients/{patient.pk}/plans/new/"
        return Gate("approval", "missing", "There is no plan to approve yet.", where)
    held = None
    if plan.status == Plan.Status.APPROVED:
        rows = Approval.objects.filter(plan_version=row, voided_at=None)
        held = rows.select_related("key").first()
    if held is not None:
        says = f"{held.signer_name}, {_day(held.at)}."
        return Gate("approval", "done", says, _here(plan))
    if plan.status == Plan.Status.SUBMITTED:
        says = "The plan waits for a prescriber."
        return Gate("approval", "missing", says, "/approvals/")
    says = "The plan is not submitted yet."
    if plan.status == Plan.Status.RETURNED:
        says = f"The plan was returned: {plan.return_reason}"
    return Gate("approval", "missing", says, _here(plan, "#approval"))
