"""Send the link to a patient's own page, open it, and go on from it."""

from datetime import datetime
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services.addresses import refuse_new_address
from glabella.clinic.patients.services.people import locked
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, NotFound

__all__ = ["LINK_DAYS", "go_on", "mail_link", "open_page", "send_link"]

LINK_DAYS: Final = 90
STEP_DAYS: Final = 1
"""How long a link lives that the page itself makes for the next step."""
PURPOSE: Final = SignedLink.Purpose.PORTAL
STEPS: Final = (SignedLink.Purpose.HISTORY, SignedLink.Purpose.REVIEW)

MAIL: Final = """\
{clinic} has a page for you.

{what}
{address}

The link is yours alone and opens for {days} days. Each time you will be asked for a
code, which we then send to this address.
"""
WELCOME: Final = "There you find your visits and your papers, and you can write to us. It opens here:"


@transaction.atomic
def send_link(
    *, actor: User, at: datetime, patient: Patient, address: str
) -> SignedLink:
    """Mail a patient the link to their own page; an older link ends.

    ``address`` is the page's full address with ``{token}`` in the token's place.
    """
    rights.require(actor, "portal.send_link", at=at)
    row = locked(patient)
    return mail_link(
        actor=actor,
        at=at,
        patient=row,
        address=address,
        kind=Message.Kind.PORTAL_LINK,
        what=WELCOME,
    )


def mail_link(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    address: str,
    kind: Message.Kind,
    what: str,
) -> SignedLink:
    """Make the link and its e-mail, within the caller's transaction."""
    if not patient.email:
        message = (
            "There is no e-mail address to send the link to. Enter one on the "
            "patient's page."
        )
        raise Blocked(message, where=f"/patients/{patient.pk}/")
    refuse_new_address(patient=patient, at=at)
    link, token = links.renew(
        actor=actor,
        at=at,
        purpose=PURPOSE,
        key=patient.key,
        record_id=patient.pk,
        days=LINK_DAYS,
    )
    clinic, place = practice().name, address.format(token=token)
    outbox.send(
        actor=actor,
        at=at,
        kind=kind,
        to=patient.email,
        key=patient.key,
        subject_line=f"Your page at {clinic}",
        body=MAIL.format(clinic=clinic, what=what, address=place, days=LINK_DAYS),
    )
    return link


@transaction.atomic
def open_page(*, at: datetime, patient: Patient, what: str) -> None:
    """Note that the patient's own page was read, by the patient."""
    audit.record_read(
        actor=Actor.patient(patient.pk),
        at=at,
        subject=patient.key,
        what=f"patient's page, {what}",
        of=patient.pk,
    )


@transaction.atomic
def go_on(*, at: datetime, patient: Patient, purpose: str, record_id: object) -> str:
    """A link for the next step of somebody whose page is open; returns its token.

    The code was given for the page already, so that the step needs no second one.
    """
    if purpose not in STEPS:
        raise NotFound
    row = locked(patient)
    actor = Actor.patient(row.pk)
    links.end_all(actor=actor, at=at, purpose=purpose, record_id=record_id)
    token = links.make(
        at=at, purpose=purpose, key=row.key, record_id=record_id, days=STEP_DAYS
    )
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record_type="links.signedlink",
        record_id=record_id,
        subject=row.key,
        after={"purpose": purpose, "from": "patient's page"},
    )
    return token
