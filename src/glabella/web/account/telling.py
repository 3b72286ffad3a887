"""Word to somebody that their way in was changed, in case it was not them."""

from django.db import transaction
from django.utils import timezone

from glabella.clinic.accounts import services
from glabella.clinic.accounts.models import User
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message

__all__ = ["tell_of_change"]

MAIL = """\
Something about how you sign in was changed: {what}.

If that was you, there is nothing to do. If not, tell the owner of the clinic at once.
"""


@transaction.atomic
def tell_of_change(user: User, what: str) -> None:
    """Put the change on record and send the person an e-mail about it."""
    at = timezone.now()
    services.sign_in_changed(actor=user, at=at, what=what)
    outbox.send(
        actor=user,
        at=at,
        kind=Message.Kind.STAFF,
        to=user.email,
        subject_line="How you sign in was changed",
        body=MAIL.format(what=what),
    )
