"""The plan of a made-up patient: made, answered, submitted and approved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consents.selectors import missing_for
from glabella.clinic.demo.cases import Wish, plan_of
from glabella.clinic.demo.papers import agree_to
from glabella.clinic.demo.shelf import STOCK_DAYS
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.asking.planned import finding_id
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.selectors import get_version
from glabella.clinic.plans.services import Beginning, Proof, Saved
from glabella.clinic.treatments.models import Treatment
from glabella.core.findings import Finding
from glabella.core.planner.document import as_document

__all__ = [
    "Ordered",
    "agreed",
    "approve",
    "as_person",
    "asked_again",
    "drafted",
    "ordered",
    "submitted",
]

_PLANNED_WITHIN = timedelta(days=80)
"""Treatments since then went through a plan and were given from vials of the stock."""
_SOME_WITHIN = timedelta(days=STOCK_DAYS - 10)
_SOME_ONE_IN = 4
"""Of those before some did; all older ones were only entered."""
_REASONS = {
    "dry-eye": "Tear film looked at today: well tolerated so far, drops at hand.",
    "interval": "Wishes to come sooner; the label's interval was explained.",
    "bruising-medicine": "Told of bruising; pressure after each site.",
    "body-dysmorphia": "Talked about expectations; screening negative.",
}
_REASON = "Discussed with the patient, who wishes to go on; see the consultation."


@dataclass(frozen=True, slots=True)
class Ordered:
    """What will be given; ``plan`` None where it was entered without one, years ago."""

    content: Mapping[str, Any]
    plan: Plan | None = None


def ordered(
    world: World,
    person: Person,
    patient: Patient,
    treatment: Treatment | None = None,
    *,
    minutes: int,
) -> Step[Ordered]:
    """What will be given: from an approved plan that the patient has agreed to.

    ``minutes`` go by before each step.
    """
    yield world.later(minutes=minutes)
    if not _goes_by_plan(world):
        made = plan_of(person.wish, person.grades, person.sex, world.today)
        return Ordered(as_document(made))
    saved = drafted(world, person, patient, treatment)
    return (yield from agreed(world, person, saved, minutes=minutes))


def agreed(
    world: World, person: Person, saved: Saved, *, minutes: int
) -> Step[Ordered]:
    """Have a plan approved, and let the patient sign the paper at the clinic."""
    yield world.later(minutes=minutes)
    plan = submitted(world, person, saved)
    yield world.later(minutes=minutes)
    approve(world, plan)
    row = get_version(plan=plan)
    if missing_for(patient=plan.patient, content=row.content, at=world.at):
        yield world.later(minutes=minutes)
        agree_to(world, person.injector, row)
    return Ordered(row.content, plan)


def _goes_by_plan(world: World) -> bool:
    ago = world.now - world.at
    if ago > _SOME_WITHIN:
        return False
    return ago <= _PLANNED_WITHIN or world.turn("by plan", every=_SOME_ONE_IN)


def as_person(world: World, patient: Patient, treatment: Treatment) -> Person:
    """Somebody like this patient, who wants the same again."""
    visit = Appointment.objects.filter(patient=patient).order_by("-starts_at").first()
    areas = tuple(dict.fromkeys(site.area for site in treatment.sites.all()))
    same = Wish(
        words="The same again",
        concerns=("other",),
        areas=areas,
        technique=treatment.technique,
        product=treatment.product,
    )
    one = replace(world.person(world.at), wish=same)
    one.injector = visit.injector if visit else world.staff.injector
    return one


def asked_again(world: World, patient: Patient, user: User) -> None:
    """Go through the health questions once more; nothing has changed."""
    history = patient.histories.select_related("key").first()
    patients.take_history(
        actor=user,
        at=world.at,
        patient=patient,
        answers=history.answers if history else {},
    )


def approve(world: World, plan: Plan) -> None:
    """Examine the patient and sign the plan."""
    prescriber = world.staff.prescriber
    plans.record_examination(
        actor=prescriber, at=world.at, patient=plan.patient, note="Seen together."
    )
    plans.approve(
        actor=prescriber,
        at=world.at,
        plan=plan,
        version=plan.version,
        proof=Proof(world.password),
    )


def drafted(
    world: World,
    person: Person,
    patient: Patient,
    treatment: Treatment | None = None,
) -> Saved:
    """Start a plan with this person's areas, technique and product."""
    patient.refresh_from_db()
    saved = plans.start(
        actor=person.injector,
        at=world.at,
        patient=patient,
        beginning=Beginning(treatment=treatment),
    )
    wished = {
        "area": person.wish.areas,
        "technique": (person.wish.technique,),
        "product": (person.wish.product,),
    }
    return plans.save_draft(
        actor=person.injector,
        at=world.at,
        plan=saved.plan,
        version=saved.plan.version,
        answers={**saved.answers.fields, **wished},
    )


def submitted(world: World, person: Person, saved: Saved) -> Plan:
    """Answer every caution and hand the plan to the prescribers."""
    made = saved.found.plan
    findings: tuple[Finding, ...] = made.findings if made else ()
    reasons = {
        f"reason.{finding_id(one)}": (_REASONS.get(one.rule, _REASON),)
        for one in findings
        if one.severity == "caution"
    }
    saved = plans.save_draft(
        actor=person.injector,
        at=world.at,
        plan=saved.plan,
        version=saved.plan.version,
        answers={**saved.answers.fields, **reasons},
    )
    return plans.submit(
        actor=person.injector,
        at=world.at,
        plan=saved.plan,
        version=saved.plan.version,
    )
