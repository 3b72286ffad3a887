"""A new way in for an owner who is locked out: for whoever runs the server."""

from argparse import ArgumentParser
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from glabella.clinic.accounts import selectors, services
from glabella.clinic.shared.actor import SYSTEM

__all__ = ["Command"]


class Command(BaseCommand):
    """Print a link with which an owner chooses a password; their app is forgotten."""

    help = (
        "Print a link with which an owner chooses a new password. The old password, "
        "the second factor and all sessions of theirs end. It is recorded."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the owner's e-mail address")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        user = selectors.find_by_email(options["email"])
        if user is None or user not in selectors.owners():
            known = ", ".join(owner.email for owner in selectors.owners()) or "nobody"
            message = f"No owner signs in with {options['email']}; owners are: {known}"
            raise CommandError(message)
        at = timezone.now()  # noqa: TID251 - a command is where the clock is read
        uid, token = services.rescue(actor=SYSTEM, at=at, user=user)
        path = reverse("account:choose-password", kwargs={"uid": uid, "token": token})
        self.stdout.write(
            f"Open this on the clinic's address, once, within three days: {path}"
        )
