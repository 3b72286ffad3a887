"""One plan, opened to work on or to read; the plans of a patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.planned import Planned
from glabella.clinic.plans.content import (
    content_of,
    restored,
    stored_answers,
    without_time,
)
from glabella.clinic.plans.difference import Difference, between
from glabella.clinic.plans.models import Approval, FindingAnswer, Plan, PlanVersion
from glabella.clinic.plans.record import Record, read_record
from glabella.clinic.plans.services.rows import (
    newest,
    page_fields,
    plan_again,
)
from glabella.clinic.plans.services.signing import signed_hash
from glabella.clinic.plans.touch_up import touch_up_of
from glabella.clinic.shared.errors import NotFound
from glabella.core.planner.model import Plan as CorePlan

__all__ = [
    "Kept",
    "Worked",
    "changes_of",
    "get_plan",
    "get_version",
    "kept",
    "may_read",
    "peeked",
    "plans_of",
    "worked_on",
]


@dataclass(frozen=True)
class Worked:
    """A draft as it would be planned now: kept answers over today's record."""

    plan: Plan
    row: PlanVersion
    record: Record
    answers: Answers
    found: Planned
    reasons: Mapping[str, FindingAnswer]


@dataclass(frozen=True)
class Kept:
    """A version as it was kept: nothing of it is planned anew."""

    plan: Plan
    row: PlanVersion
    shown: CorePlan | None
    reasons: Mapping[str, FindingAnswer]
    approvals: tuple[Approval, ...]
    today: tuple[Difference, ...]
    """What today's evidence would answer differently."""

    @property
    def approval(self) -> Approval | None:
        """The signature in force."""
        return next((one for one in self.approvals if one.voided_at is None), None)

    @property
    def signature_holds(self) -> bool:
        """Whether what was signed is what is kept."""
        signed = self.approvals[0] if self.approvals else None
        return signed is None or signed.content_hash == signed_hash(self.row)


def may_read(viewer: User, patient: Patient, at: datetime) -> bool:
    """Plans are clinical records."""
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)


def get_plan(
    *, viewer: User, plan_id: UUID | str, at: datetime, patient_id: UUID | None = None
) -> Plan:
    """One plan; without the right to the clinical record there is none."""
    rows = Plan.objects.select_related(
        "key", "patient__key", "created_by", "submitted_by"
    )
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    try:
        found = rows.filter(pk=plan_id).first()
    except ValidationError as error:
        raise NotFound from error
    if found is None or not may_read(viewer, found.patient, at):
        message = "There is no such plan. The patient's page lists the plans there are."
        raise NotFound(message)
    return found


def get_version(*, plan: Plan, number: int | None = None) -> PlanVersion:
    """One version of a plan that was opened, the newest without a number."""
    if number is None:
        return newest(plan)
    found = (
        PlanVersion.objects.select_related(
            "key", "protocol_version__protocol", "earlier_treatment"
        )
        .filter(plan=plan, number=number)
        .first()
    )
    if found is None:
        raise NotFound
    found.plan = plan
    return found


def plans_of(*, viewer: User, patient: Patient, at: datetime) -> QuerySet[Plan]:
    """The plans of a patient, newest first, with their versions."""
    if not may_read(viewer, patient, at):
        raise NotFound
    versions = PlanVersion.objects.select_related("key").order_by("-number")
    return (
        Plan.objects.select_related("key", "created_by")
        .filter(patient=patient)
        .prefetch_related(Prefetch("versions", versions))
        .order_by("-created_at")
    )


def worked_on(*, viewer: User, plan: Plan, at: datetime) -> Worked:
    """A draft to work on; reading it is noted in the audit once."""
    row = newest(plan)
    record = read_record(
        viewer=viewer, patient=plan.patient, at=at, touched_up=touch_up_of(row)
    )
    answers = record.over(stored_answers(row.answers))
    _noted(viewer, plan, at)
    return Worked(
        plan=plan,
        row=row,
        record=record,
        answers=answers,
        found=plan_again(row, answers),
        reasons=_reasons(row),
    )


def peeked(
    *, viewer: User, plan: Plan, at: datetime, answers: Mapping[str, Sequence[str]]
) -> Worked:
    """What a form would be planned as over the record; nothing of it is saved.

    Part of a page that was noted in the audit when it was opened.
    """
    row = newest(plan)
    record = read_record(
        viewer=viewer, patient=plan.patient, at=at, touched_up=touch_up_of(row)
    )
    given = Answers({name: tuple(values) for name, values in answers.items()})
    over = record.over(page_fields(given))
    found = plan_again(row, over)
    return Worked(plan, row, record, over, found, {})


def kept(*, viewer: User, plan: Plan, at: datetime, number: int | None = None) -> Kept:
    """A version to read, from what was kept; noted in the audit once."""
    row = get_version(plan=plan, number=number)
    _noted(viewer, plan, at)
    return Kept(
        plan=plan,
        row=row,
        shown=restored(row.content, row.answers),
        reasons=_reasons(row),
        approvals=_approvals(row),
        today=_today(row),
    )


def _noted(viewer: User, plan: Plan, at: datetime) -> None:
    audit.record_read(
        actor=viewer.as_actor,
        at=at,
        subject=plan.patient.key,
        what="plan page",
        of=plan.pk,
    )


def _reasons(row: PlanVersion) -> dict[str, FindingAnswer]:
    held = FindingAnswer.objects.select_related("key", "by").filter(
        plan_version=row, superseded_at=None
    )
    return {one.finding: one for one in held}


def _approvals(row: PlanVersion) -> tuple[Approval, ...]:
    return tuple(
        Approval.objects.select_related(
            "key",
            "prescriber",
            "signed_by",
            "voided_by",
            "examination",
            "standing_order",
        )
        .filter(plan_version=row)
        .order_by("-at")
    )


def _today(row: PlanVersion) -> tuple[Difference, ...]:
    """The same answers, planned with today's evidence, against what was kept."""
    if not row.content:
        return ()
    again = plan_again(row, stored_answers(row.answers)).plan
    fresh = content_of(again) if again else {}
    return between(without_time(row.content), without_time(fresh) if fresh else {})


def changes_of(row: PlanVersion) -> tuple[Difference, ...]:
    """What a version says differently from the one before it; first ones: nothing."""
    if row.number == 1 or not row.content:
        return ()
    before = (
        PlanVersion.objects.select_related("key")
        .filter(plan_id=row.plan_id, number=row.number - 1)
        .first()
    )
    if before is None:
        return ()
    answers = [
        {one.message: one.reason for one in _reasons(version).values()}
        for version in (before, row)
    ]
    return between(before.content, row.content, (answers[0], answers[1]))
