"""Plans are started, saved as they go, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.planned import Planned
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.plans.record import Record, read_record
from glabella.clinic.plans.services.answering import answer_all
from glabella.clinic.plans.services.rows import (
    EDITABLE,
    address_of,
    current,
    fill,
    locked,
    newest,
    note,
    page_fields,
    plan_again,
    told,
)
from glabella.clinic.plans.starting import (
    blank_answers,
    from_protocol,
    from_treatment,
    technique_of,
    with_doses,
)
from glabella.clinic.plans.touch_up import TOUCH_UP, touch_up_answers, touch_up_of
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.protocols.models import PointLibrary, ProtocolVersion
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.treatments.models import Treatment
from glabella.core.planner.model import Plan as CorePlan
from glabella.drawing.wording import number
from glabella.evidence import catalogue

__all__ = ["Beginning", "Saved", "put_points", "save_draft", "start"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a plan starts: a protocol, an earlier treatment, or from blank."""

    protocol_version: ProtocolVersion | None = None
    treatment: Treatment | None = None
    consultation: Consultation | None = None
    touch_up: Mapping[str, Decimal] | None = None
    """Units by site key: only these sites of ``treatment`` are topped up."""
    doses: Mapping[str, float] | None = None
    """Units of whole areas that somebody chose from what was learned."""

    @property
    def word(self) -> str:
        """The kind of start, as the version keeps it."""
        if self.touch_up is not None:
            return TOUCH_UP
        if self.protocol_version is not None:
            return PlanVersion.Start.PROTOCOL
        if self.treatment is not None:
            return PlanVersion.Start.TREATMENT
        return PlanVersion.Start.BLANK


@dataclass(frozen=True)
class Saved:
    """A draft after it was saved, with the plan that its answers make."""

    plan: Plan
    row: PlanVersion
    answers: Answers
    found: Planned
    record: Record


@transaction.atomic
def start(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    beginning: Beginning = Beginning(),
) -> Saved:
    """Start a plan for a patient."""
    rights.require(actor, "plan.write", at=at)
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: nothing can be added."
        raise Blocked(message)
    touched_up = beginning.treatment if beginning.touch_up is not None else None
    record = read_record(viewer=actor, patient=patient, at=at, touched_up=touched_up)
    answers = record.over(_first(record, beginning, at))
    plan = Plan.objects.create(
        key=patient.key,
        patient=patient,
        consultation=beginning.consultation or record.consultation,
        created_at=at,
        created_by=actor,
    )
    row = PlanVersion(
        key=patient.key,
        plan=plan,
        number=1,
        started_from=beginning.word,
        protocol_version=beginning.protocol_version,
        earlier_treatment=beginning.treatment,
        planned_on=day_of(at),
        created_at=at,
        created_by=actor,
    )
    found = plan_again(row, answers)
    if beginning.doses and found.plan is not None:
        answers = _with_chosen(row, answers, found.plan, beginning.doses)
        found = plan_again(row, answers)
    fill(row, answers, found, at)
    row.save()
    note(actor=actor, at=at, action="create", plan=plan, after=told(row))
    return Saved(plan, row, answers, found, record)


def _first(record: Record, beginning: Beginning, at: datetime) -> Answers:
    answers = blank_answers(record, at)
    if beginning.protocol_version is not None:
        return from_protocol(answers, beginning.protocol_version)
    if beginning.treatment is not None and beginning.touch_up is not None:
        return touch_up_answers(
            record.over(answers), beginning.treatment, beginning.touch_up
        )
    if beginning.treatment is not None:
        return from_treatment(answers, beginning.treatment)
    return answers


def _with_chosen(
    row: PlanVersion, answers: Answers, plan: CorePlan, doses: Mapping[str, float]
) -> Answers:
    """The chosen doses, and the technique to which they belong.

    Where an area is not planned by that technique, the one that was given stays, and
    the plan says which units then lie outside its range.
    """
    if technique := technique_of(plan, doses):
        switched = answers.replaced(technique=[technique])
        again = plan_again(row, switched).plan
        if again is not None and {one.technique for one in again.lines} == {technique}:
            return with_doses(switched, again, doses)
    return with_doses(answers, plan, doses)


def save_draft(
    *,
    actor: User,
    at: datetime,
    plan: Plan,
    version: int,
    answers: Mapping[str, Sequence[str]],
) -> Saved:
    """Save what stands on the page; what lives in the record is taken from there.

    Nothing is written where nothing changed. Raises Stale where somebody else saved
    meanwhile, Blocked where the plan waits for approval or has it.
    """
    rights.require(actor, "plan.write", at=at)
    row = current(plan, version=version)
    must_be_open(row)
    # Read and planned before the database is kept from other writers: on SQLite
    # there is one of them at a time. The version tells whether the draft moved on.
    draft = newest(row)
    record = read_record(
        viewer=actor, patient=row.patient, at=at, touched_up=touch_up_of(draft)
    )
    given = Answers({name: tuple(values) for name, values in answers.items()})
    over = record.over(page_fields(given))
    found = plan_again(draft, over)
    return _written(actor, at, row, (over, found), record)


@transaction.atomic
def _written(
    actor: User,
    at: datetime,
    seen: Plan,
    planned: tuple[Answers, Planned],
    record: Record,
) -> Saved:
    """Write what was planned into the draft, which must be the one that was read."""
    row = locked(seen, version=seen.version)
    must_be_open(row)
    draft, (over, found) = newest(row), planned
    before = told(draft)
    if over.as_json != draft.answers or not draft.content:
        fill(draft, over, found, at)
        draft.save()
        row.version += 1
        row.save(update_fields=["version"])
        note(
            actor=actor,
            at=at,
            action="change",
            plan=row,
            before=before,
            after=told(draft),
        )
    if found.plan is not None:
        answer_all(actor=actor, at=at, draft=draft, found=found)
    return Saved(row, draft, over, found, record)


def must_be_open(plan: Plan) -> None:
    """Refuse to change what waits for approval, has it, or was closed."""
    if plan.status in EDITABLE:
        return
    what = {
        Plan.Status.SUBMITTED: "This plan waits for approval. Take it back to change "
        "it.",
        Plan.Status.APPROVED: "This plan is approved and is never edited. Make a new "
        "version: it voids the approval and shows the difference.",
        Plan.Status.CLOSED: "This plan is closed. Start a new one.",
    }[Plan.Status(plan.status)]
    raise Blocked(what, where=address_of(plan.patient_id, plan.pk))


@transaction.atomic
def put_points(
    *, actor: User, at: datetime, plan: Plan, version: int, library: PointLibrary
) -> Saved:
    """Put saved points into a draft of the same unit family."""
    row = locked(plan, version=version)
    draft = newest(row)
    product = catalogue.product(draft.product)
    if product.unit_family != library.unit_family:
        message = (
            f'"{library.name}" holds units of another substance than {product.name}. '
            "Units of two substances are not interchangeable and are never converted: "
            "choose points that were saved for this one, or plan them anew."
        )
        raise Invalid.field("library", message)
    fields = dict(draft.answers)
    areas = list(fields.get("area", ()))
    for point in library.points:
        key = point["key"]
        areas.append(key.partition("/")[0])
        fields[f"units.{key}"] = [number(point["units"])]
        if point.get("position"):
            place = " ".join(f"{part:.4f}" for part in point["position"])
            fields[f"at.{key}"] = [place]
    fields["area"] = list(dict.fromkeys(areas))
    fields["units_of"] = [product.unit_family]
    return save_draft(actor=actor, at=at, plan=row, version=version, answers=fields)
