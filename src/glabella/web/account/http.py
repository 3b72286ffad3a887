"""A request of somebody who is signed in."""

from django.http import HttpRequest

from glabella.clinic.accounts.models import User

__all__ = ["StaffRequest"]


class StaffRequest(HttpRequest):
    """The request of a view that strangers cannot reach: ``user`` is a person.

    Annotate views with it; :class:`glabella.web.account.middleware.SignedInOnly` has
    seen to it that it is true.
    """

    user: User
