"""A new e-mail address of a patient: who hears of it, and what waits for it.

The code that opens a patient's page goes to the address of the record. Whoever may
change the address without being allowed to read the record could otherwise send
the page to themselves.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.links import services as links
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import Blocked

__all__ = ["HOLD", "address_changed", "refuse_new_address"]

HOLD: Final = timedelta(hours=24)
"""How long a page waits after a change by somebody who may not read records; ours."""
PURPOSES: Final = ("history", "consent", "review", "portal", "recall")
NOTICE: Final = """\
The e-mail address that {clinic} has for you was changed, and messages go to the new
one from now on.

If you asked for this, you need not do anything. If you did not, please call us{phone}.
"""


@transaction.atomic
def address_changed(
    *, actor: User, at: datetime, patient: Patient, before: str
) -> None:
    """End the open links, tell the old address, and let the page wait."""
    readable = rights.may(actor, "patient.read_clinical", at=at, patient=patient)
    patient.email_held_until = None if readable else at + HOLD
    patient.save(update_fields=["email_held_until"])
    for purpose in PURPOSES:
        links.end_all(actor=actor, at=at, purpose=purpose, record_id=patient.pk)
    if before:
        clinic = practice()
        outbox.send(
            actor=actor,
            at=at,
            kind=Message.Kind.ADDRESS_CHANGED,
            to=before,
            key=patient.key,
            subject_line=f"Your e-mail address at {clinic.name}",
            body=NOTICE.format(
                clinic=clinic.name, phone=f": {clinic.phone}" if clinic.phone else ""
            ),
        )


def refuse_new_address(*, patient: Patient, at: datetime) -> None:
    """Blocked while a changed address waits; says until when, and what to do."""
    until = patient.email_held_until
    if until is None or until <= at:
        return
    message = (
        "The e-mail address was changed a short while ago by somebody who may not read "
        "records: nothing of the record goes there for a day. A clinician who has asked "
        "the patient may enter the address once more."
    )
    raise Blocked(message, where=f"/patients/{patient.pk}/edit/")
