"""What made-up patients sign: consent to a plan, and to photographs."""

from django.conf import settings

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.scope import scope_of
from glabella.clinic.consents.services import Signature, TreatmentAsked
from glabella.clinic.demo.world import World
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.content import forecasts_in, restored
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.shared.actor import Actor
from glabella.printing.forecasts import outlooks_of
from glabella.printing.summary import summary_of

__all__ = ["agree_to", "agree_to_pictures", "paper_for", "sign_by_link"]

_PEN = (
    ((0.12, 0.62), (0.2, 0.3), (0.27, 0.66), (0.35, 0.42), (0.42, 0.6), (0.5, 0.48)),
    ((0.55, 0.64), (0.62, 0.36), (0.7, 0.62), (0.8, 0.5), (0.9, 0.54)),
)
"""A line with a pen, which is nobody's name."""


def agree_to(world: World, user: User, row: PlanVersion) -> Consent:
    """Read the paper of a plan at the clinic, and sign it on the tablet."""
    return _signed(world, user, paper_for(world, user, row))


def agree_to_pictures(world: World, user: User, patient: Patient) -> Consent:
    """Agree to photographs."""
    kind = Consent.Kind.PHOTOGRAPHY
    return _signed(
        world,
        user,
        consents.prepare(actor=user, at=world.at, patient=patient, kind=kind),
    )


def paper_for(world: World, user: User, row: PlanVersion) -> Consent:
    """Prepare the paper of a plan, with its forecast in plain words."""
    plan: Plan = row.plan
    shown = restored(row.content, row.answers)
    if shown is None:
        message = "A plan that was approved can be read again."
        raise RuntimeError(message)
    asked = TreatmentAsked(
        plan_id=plan.pk,
        scope=scope_of(row.content),
        told=summary_of(shown, outlooks_of(shown, forecasts_in(row.content))),
    )
    return consents.prepare_treatment(
        actor=user, at=world.at, patient=plan.patient, asked=asked
    )


def sign_by_link(world: World, user: User, paper: Consent) -> Consent:
    """Send the paper, and let the patient sign it at home."""
    consents.send_link(
        actor=user,
        at=world.at,
        consent=paper,
        address=f"{settings.SITE_ADDRESS}/link/{{token}}/consent/",
    )
    return _signed(world, Actor.patient(paper.patient_id), paper)


def _signed(world: World, by: User | Actor, paper: Consent) -> Consent:
    level = "easy" if world.turn("easy", every=3) else "standard"
    signature = Signature(
        level=level,
        seen=consents.paper_digest(paper.texts[level]),
        name=paper.patient.full_name,
        agreed=True,
        strokes=_PEN,
    )
    return consents.sign(actor=by, at=world.at, consent=paper, signature=signature)
