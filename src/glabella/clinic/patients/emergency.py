"""Emergency access: somebody without the right reads one clinical record for a while.

It is there for the case in which nobody with the right can be reached. It asks for a
reason, lasts half an hour, is recorded, and every owner hears of it at once.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights, selectors as accounts
from glabella.clinic.accounts.models import BreakGlass, User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.text import one_line

__all__ = ["LASTS", "break_glass", "end_break_glass"]

LASTS: Final = timedelta(minutes=30)
SHORTEST_REASON = 10

MAIL = """\
{name} opened a clinical record by emergency access at {at:%H:%M} UTC on {at:%d %B %Y}.

Sign in to see whose it was, and the reason that was given, under Today, Alerts.
"""


@transaction.atomic
def break_glass(
    *, actor: User, at: datetime, patient: Patient, reason: str, link: str = ""
) -> BreakGlass:
    """Open one patient's clinical record to the actor for :data:`LASTS`.

    ``link`` is the path of the patient's page, for the alert.
    """
    rights.require(actor, "patient.break_glass", at=at)
    if rights.may(actor, "patient.read_clinical", at=at, patient=patient):
        message = "You can read this record already."
        raise Blocked(message, link)
    reason = one_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise Invalid.field("reason", "Say in a sentence why this cannot wait.")
    access = BreakGlass.objects.create(
        key=patient.key, user=actor, reason=reason, at=at, until=at + LASTS
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="break_glass",
        record=patient,
        subject=patient.key,
        after={"until": access.until},
        reason=reason,
    )
    raise_alert(
        actor=actor.as_actor,
        at=at,
        kind=Alert.Kind.BREAK_GLASS,
        text=f"{actor.name} opened {patient} by emergency access: {reason}",
        key=patient.key,
        link=link,
    )
    for owner in accounts.owners():
        outbox.send(
            actor=actor.as_actor,
            at=at,
            kind=Message.Kind.STAFF,
            to=owner.email,
            subject_line="Emergency access to a record",
            body=MAIL.format(name=actor.name, at=at),
        )
    return access


@transaction.atomic
def end_break_glass(*, actor: User, at: datetime, patient: Patient) -> BreakGlass:
    """Give one's own emergency access back before its time."""
    access = accounts.open_break_glass(viewer=actor, at=at, patient=patient)
    if access is None:
        raise NotFound
    access.ended_at = at
    access.save(update_fields=["ended_at"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="break_glass",
        record=patient,
        subject=patient.key,
        after={"ended_at": at},
        reason="given back",
    )
    return access
