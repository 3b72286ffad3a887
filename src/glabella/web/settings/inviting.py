"""The link with which somebody chooses a password: made, mailed, and shown once."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from glabella.clinic.accounts import services
from glabella.clinic.accounts.models import User
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.web.account.http import StaffRequest

__all__ = ["invite"]

MAIL = """\
{owner} made an account for you, or a new way into it.

Choose a password here; the link works once, for three days:

{address}

If you do not know {owner}, do nothing: nothing happens.
"""


@transaction.atomic
def invite(
    request: StaffRequest, user: User, *, at: datetime, forget_second_factor: bool
) -> str:
    """Make a link, write the e-mail with it, and return its address."""
    uid, token = services.new_link(
        actor=request.user,
        at=at,
        user=user,
        forget_second_factor=forget_second_factor,
    )
    address = _absolute(request, uid, token)
    outbox.send(
        actor=request.user,
        at=at,
        kind=Message.Kind.STAFF,
        to=user.email,
        subject_line="Choose your password",
        body=MAIL.format(owner=request.user.name, address=address),
    )
    return address


def _absolute(request: HttpRequest, uid: str, token: str) -> str:
    path = reverse("account:choose-password", kwargs={"uid": uid, "token": token})
    return request.build_absolute_uri(path)
