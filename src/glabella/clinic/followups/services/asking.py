"""Ask a patient how it went, and send them what to mind; no clinical word in a mail."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import ReviewInvitation
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.services.addresses import refuse_new_address
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.services.record import locked

__all__ = [
    "LINK_DAYS",
    "PORTAL_DAYS",
    "ask_again",
    "ask_for_review",
    "note_print",
    "send_aftercare",
]

LINK_DAYS: Final = 45
PORTAL_DAYS: Final = 90
PURPOSE: Final = SignedLink.Purpose.REVIEW
NO_EMAIL: Final = (
    "There is no e-mail address to write to. Enter one, or ask the patient here."
)
REVIEW_MAIL: Final = """\
{clinic} would like to know how you are after your visit.

A few questions, about two minutes:
{address}

The link is yours alone and opens for {days} days. You will be asked for a code, which
we then send to this address. You need not answer.{phone}
"""
PAGE_MAIL: Final = """\
{clinic} has put something on your page for you to read after your visit:
{address}

The link is yours alone and opens for {days} days. You will be asked for a code, which
we then send to this address.{phone}
"""


@transaction.atomic
def ask_for_review(*, actor: User | Actor, at: datetime, treatment: Treatment) -> bool:
    """Mail the link to the review, once for a treatment; whether a mail was written.

    Who has no e-mail address is marked as asked, so that nobody tries every hour.
    """
    row = locked(treatment)
    if ReviewInvitation.objects.filter(treatment=row).exists():
        return False
    return _ask(actor, at, row, None)


@transaction.atomic
def ask_again(*, actor: User, at: datetime, treatment: Treatment) -> bool:
    """The same by hand, as often as staff want; an older link ends."""
    rights.require(actor, "portal.send_link", at=at)
    row = locked(treatment)
    if not row.patient.email:
        raise Blocked(NO_EMAIL, f"/patients/{row.patient_id}/edit/")
    if not settings.SITE_ADDRESS:
        message = (
            "The address at which patients reach this installation is not set: "
            "GLABELLA_ADDRESS. Until then no link can be sent."
        )
        raise Blocked(message)
    held = (
        ReviewInvitation.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(treatment=row)
        .first()
    )
    return _ask(actor, at, row, held)


def _ask(
    actor: User | Actor,
    at: datetime,
    treatment: Treatment,
    held: ReviewInvitation | None,
) -> bool:
    if treatment.status != Treatment.Status.SIGNED or treatment.patient.erased_at:
        message = "Only a signed treatment is asked about: open its newest entry."
        raise Blocked(message)
    can = treatment.patient.email and settings.SITE_ADDRESS
    way = ReviewInvitation.Way.EMAIL if can else ReviewInvitation.Way.NONE
    if held is None:
        held = ReviewInvitation(key=treatment.key, treatment=treatment, times=0)
    held.asked_at, held.way = at, way
    held.times += 1
    held.treatment = treatment
    held.save()
    audit.record(
        actor=_as_actor(actor),
        at=at,
        action="create",
        record=held,
        subject=treatment.key,
        after={"way": held.way, "times": held.times},
    )
    if way == ReviewInvitation.Way.NONE:
        return False
    _mail(actor, at, held)
    return True


def _mail(actor: User | Actor, at: datetime, held: ReviewInvitation) -> None:
    """Write the mail with a new link; an older one ends."""
    of = held.treatment_id
    links.end_all(actor=actor, at=at, purpose=PURPOSE, record_id=of)
    token = links.make(
        at=at, purpose=PURPOSE, key=held.key, record_id=of, days=LINK_DAYS
    )
    address = f"{settings.SITE_ADDRESS}/link/{token}/review/"
    outbox.send(
        actor=actor,
        at=at,
        kind=Message.Kind.REVIEW,
        to=held.treatment.patient.email,
        key=held.key,
        subject_line=f"How are you after your visit to {practice().name}?",
        body=_body(REVIEW_MAIL, address, LINK_DAYS),
        dedupe=f"review {of} {held.times}",
    )


@transaction.atomic
def send_aftercare(*, actor: User, at: datetime, treatment: Treatment) -> None:
    """Mail a link to the patient's page, where the aftercare stands."""
    rights.require(actor, "portal.send_link", at=at)
    row = locked(treatment)
    if not row.patient.email:
        raise Blocked(NO_EMAIL, f"/patients/{row.patient_id}/edit/")
    refuse_new_address(patient=row.patient, at=at)
    token = links.make(
        at=at,
        purpose=SignedLink.Purpose.PORTAL,
        key=row.patient.key,
        record_id=row.patient_id,
        days=PORTAL_DAYS,
    )
    address = f"{settings.SITE_ADDRESS}/link/{token}/page/"
    message = outbox.send(
        actor=actor,
        at=at,
        kind=Message.Kind.AFTERCARE,
        to=row.patient.email,
        key=row.key,
        subject_line=f"After your visit to {practice().name}",
        body=_body(PAGE_MAIL, address, PORTAL_DAYS),
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=message,
        subject=row.key,
        after={"aftercare of": row.day},
    )


@transaction.atomic
def note_print(*, actor: User, at: datetime, treatment: Treatment, what: str) -> None:
    """Paper left the record: the audit tells of it."""
    rights.require(actor, "patient.read_clinical", at=at)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="print",
        record=treatment,
        subject=treatment.key,
        after={"what": what},
    )


def _body(text: str, address: str, days: int) -> str:
    clinic = practice()
    phone = (
        f" If something worries you, do not wait: call {clinic.phone}."
        if clinic.phone
        else " If something worries you, do not wait: call us."
    )
    return text.format(clinic=clinic.name, address=address, days=days, phone=phone)


def _as_actor(actor: User | Actor) -> Actor:
    return actor if isinstance(actor, Actor) else actor.as_actor
