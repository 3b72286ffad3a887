"""What a screen says of its addresses, so that every right is tested for each.

A screen's folder of tests has a file ``matrix.py`` with a list ``ADDRESSES``. From it
``test_permissions.py`` makes, for each address: a stranger is sent to sign in; each
role meets what the table of rights says, and nobody learns of a patient what they may
not; and no address of the site is missing from the matrices.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice, Room
from tests.clinic.people import make_patient, make_staff

__all__ = ["Address", "World"]


@dataclass
class World:
    """A clinic with people and one patient, for ``make`` to build on."""

    practice: Practice

    @cached_property
    def patient(self) -> Patient:
        return make_patient()

    @cached_property
    def room(self) -> Room:
        return Room.objects.create(name="Room 1")

    @cached_property
    def injector(self) -> User:
        return make_staff("world-injector", "injector")

    @cached_property
    def prescriber(self) -> User:
        return make_staff("world-prescriber", "prescriber")

    @cached_property
    def owner(self) -> User:
        return make_staff("world-owner", "owner")


@dataclass(frozen=True)
class Address:
    """One address, one method, one right.

    ``name`` is the URL's name with its namespace. ``action`` is a name of the table of
    rights; "" is everybody who is signed in, with a role or without; "public" is
    anybody. ``make`` builds what the address needs and returns its arguments (it may
    take the person who asks as a second argument). ``good`` are the answers for who has
    the right; a POST without data is answered by the form again (422) or a redirect.
    """

    name: str
    action: str
    make: Callable[..., Mapping[str, Any]] | None = None
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    good: tuple[int, ...] = ()
    query: str = ""

    @property
    def answers(self) -> tuple[int, ...]:
        """The answers that mean that the person may."""
        if self.good:
            return self.good
        return (200,) if self.method == "get" else (200, 204, 302, 303, 409, 422)

    def path(self, world: World, person: User | None = None) -> str:
        """The address in a world, for the person who asks."""
        arguments: Mapping[str, Any] = {}
        if self.make is not None:
            takes_person = self.make.__code__.co_argcount > 1
            arguments = self.make(world, person) if takes_person else self.make(world)
        return reverse(self.name, kwargs=dict(arguments)) + self.query

    def __str__(self) -> str:
        return f"{self.method} {self.name}"
