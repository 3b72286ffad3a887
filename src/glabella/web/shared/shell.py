"""The frame of the signed-in screens: where to go, who is here, what waits."""

from base64 import b64encode
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from glabella.web.shared import standing
from glabella.web.shared.helping import Help, help_of
from glabella.web.shared.navigation import (
    Link,
    NavItem,
    address_of,
    items,
    reachable,
)

if TYPE_CHECKING:
    from glabella.clinic.accounts.models import User

__all__ = ["Shell", "initials"]

ACCOUNT_LINKS = (
    ("Account and security", ("account:page",)),
    ("Where you are signed in", ("account:sessions",)),
    ("Planner without a record", ("planner:page",)),
    ("Help", ("help:page",)),
)
LETTERS = 2
DRAFTS = "glabella.web.shared.shell.drafts"


class Shell:
    """What ``clinic.html`` shows around a screen.

    Nothing is asked of the database before a template reads it, and then once:
    pages without the frame pay nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def person(self) -> "User | None":
        """Who is signed in."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def at(self) -> datetime:
        """The instant for which the page is made."""
        return timezone.now()

    @cached_property
    def items(self) -> list[NavItem]:
        """The places that this person may open, with what waits there."""
        person = self.person
        if person is None:
            return []
        return items(
            self._request.path,
            may=lambda action: standing.may(person, action, at=self.at),
            counts=self.counts,
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """What waits at each place; a page that shows more of it asks here."""
        person = self.person
        return standing.counts(person, at=self.at) if person else {}

    @property
    def home(self) -> str:
        """Where the clinic's name leads."""
        return (reachable("today/") if self.person else "") or address_of("front:page")

    @cached_property
    def clinic_name(self) -> str:
        """The clinic's own name, "" before it was set up."""
        return standing.practice_name()

    @property
    def person_name(self) -> str:
        """The name of who is signed in."""
        return self.person.name if self.person else ""

    @property
    def initials(self) -> str:
        """The letters that stand for the person."""
        return initials(self.person_name)

    @property
    def roles(self) -> str:
        """The person's roles in words."""
        return self.person.role_words if self.person else ""

    @property
    def search_address(self) -> str:
        """Where the search box leads, "" without the right to find patients."""
        person = self.person
        if person is None or not standing.may(person, "patient.find", at=self.at):
            return ""
        return reachable("patients/")

    @property
    def suggest_address(self) -> str:
        """Where suggestions come from while somebody types."""
        return address_of("patients:suggest")

    @property
    def account_links(self) -> list[Link]:
        """What a person can do with their account."""
        return [
            Link(label, address)
            for label, names in ACCOUNT_LINKS
            if (address := address_of(*names))
        ]

    @property
    def help(self) -> Help | None:
        """What this screen is for."""
        match = self._request.resolver_match
        return help_of(match.app_name) if match else None

    @property
    def help_address(self) -> str:
        """Where the help of every screen stands."""
        return address_of("help:page")

    @property
    def sign_in_address(self) -> str:
        """Where staff sign in, "" on that very page."""
        address = address_of("account_login")
        return "" if self._request.path == address else address

    @property
    def sign_out_address(self) -> str:
        """Where signing out is posted to."""
        return address_of("account_logout")

    @property
    def idle_seconds(self) -> int:
        """Seconds without a request after which the server logs this person off."""
        return standing.idle_seconds() if self.person else 0

    @property
    def idle_grace_seconds(self) -> int:
        """Seconds after that when the server has surely done so."""
        return standing.SEEN_STEP_SECONDS + 1

    @property
    def alive_url(self) -> str:
        """What a page asks to stay signed in."""
        return address_of("today:alive")

    @property
    def draft_key(self) -> str:
        """The key of this person's unsaved typing in the browser (``locker.js``).

        256 bits, the same at every sign-in of this person, so that a draft comes
        back after a log-off, and no other person's page has it.
        """
        if self.person is None:
            return ""
        secret = salted_hmac(DRAFTS, str(self.person.pk), algorithm="sha256")
        return b64encode(secret.digest()).decode("ascii")


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalpha()]
    chosen = words if len(words) <= LETTERS else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen)
