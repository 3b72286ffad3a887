"""From a plan in the record to what its paper is made of; nothing here holds a dose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import selectors
from glabella.clinic.consents.scope import scope_of
from glabella.clinic.consents.selectors import Missing
from glabella.clinic.consents.services import TreatmentAsked
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import selectors as plans
from glabella.clinic.plans.content import forecasts_in
from glabella.clinic.plans.models import Plan
from glabella.clinic.shared.errors import Blocked
from glabella.printing.forecasts import outlooks_of
from glabella.printing.summary import summary_of

__all__ = ["OpenPlan", "asked_for", "open_plans"]

MOST = 3


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan that a paper may be needed for, and what the papers in force lack."""

    plan: Plan
    words: str
    missing: Missing | None


def open_plans(*, viewer: User, patient: Patient, at: datetime) -> Iterator[OpenPlan]:
    """The open plans of a patient that plan something, newest first."""
    rows = plans.plans_of(viewer=viewer, patient=patient, at=at)
    for plan in rows.exclude(status=Plan.Status.CLOSED)[:MOST]:
        version = next(iter(plan.versions.all()), None)
        if version is None:
            continue
        scope = scope_of(version.content)
        if not scope.items:
            continue
        yield OpenPlan(
            plan=plan,
            words="; ".join(item.words for item in sorted(scope.items)),
            missing=selectors.missing_for(
                patient=patient, content=version.content, at=at
            ),
        )


def asked_for(
    *, viewer: User, patient: Patient, plan_id: UUID | str, at: datetime
) -> TreatmentAsked:
    """The newest version of a plan in plain words, with its forecast and scope."""
    plan = plans.get_plan(viewer=viewer, plan_id=plan_id, at=at, patient_id=patient.pk)
    kept = plans.kept(viewer=viewer, plan=plan, at=at)
    shown = kept.shown
    closed = plan.status == Plan.Status.CLOSED
    if shown is None or shown.status == "blocked" or closed:
        message = (
            "There is no plan yet that a patient could agree to: finish it, or choose "
            "another one."
        )
        raise Blocked(message, where=f"/patients/{patient.pk}/plans/{plan.pk}/")
    outlooks = outlooks_of(shown, forecasts_in(kept.row.content))
    return TreatmentAsked(
        plan_id=plan.pk,
        scope=scope_of(kept.row.content),
        told=summary_of(shown, outlooks),
    )
