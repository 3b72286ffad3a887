"""The plan of a made-up patient: made, answered, submitted and approved."""

from datetime import timedelta
from typing import Any

from glabella.clinic.demo.cases import plan_of
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.asking.planned import finding_id
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.services import Beginning, Proof, Saved
from glabella.clinic.treatments.models import Treatment
from glabella.core.findings import Finding
from glabella.core.planner.document import as_document

__all__ = ["approve", "content_to_give", "drafted", "submitted"]

_PLANNED_WITHIN = timedelta(days=30)
"""Treatments of the last weeks went through a plan; older ones were only entered."""
_REASONS = {
    "dry-eye": "Tear film looked at today: well tolerated so far, drops at hand.",
    "interval": "Wishes to come sooner; the label's interval was explained.",
    "bruising-medicine": "Told of bruising; pressure after each site.",
    "body-dysmorphia": "Talked about expectations; screening negative.",
}
_REASON = "Discussed with the patient, who wishes to go on; see the consultation."


def content_to_give(
    world: World,
    person: Person,
    patient: Patient,
    treatment: Treatment | None = None,
    *,
    minutes: int,
) -> Step[dict[str, Any]]:
    """What will be given: from an approved plan, or as it was entered years ago.

    ``minutes`` go by before each step.
    """
    yield world.later(minutes=minutes)
    if world.now - world.at > _PLANNED_WITHIN:
        return dict(
            as_document(plan_of(person.wish, person.grades, person.sex, world.today))
        )
    saved = drafted(world, person, patient, treatment)
    yield world.later(minutes=minutes)
    plan = submitted(world, person, saved)
    yield world.later(minutes=minutes)
    approve(world, plan)
    return dict(saved.row.content)


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
