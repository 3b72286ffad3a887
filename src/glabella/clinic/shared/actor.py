"""Who acts: a name and an id, frozen at the moment of the deed.

The records of the audit outlive accounts, so that they hold an :class:`Actor` and
not a row of the table of people.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

__all__ = ["SYSTEM", "Actor", "ActorKind", "Viewer"]

ActorKind = Literal["staff", "patient", "system"]

PATIENT_NAME = "the patient"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, as the audit shall remember them."""

    id: str
    name: str
    kind: ActorKind

    @classmethod
    def staff(cls, id_: str | int | UUID, name: str) -> "Actor":
        """A member of staff."""
        return cls(str(id_), name, "staff")

    @classmethod
    def patient(cls, id_: str | int | UUID) -> "Actor":
        """A patient who acts by a signed link.

        The name is left out: the audit keeps an actor in clear for ever, and an
        erased patient must not live on in it.
        """
        return cls(str(id_), PATIENT_NAME, "patient")


SYSTEM = Actor("system", "Glabella", "system")
"""The program itself: reminders, retention, repairs."""


class Viewer(Protocol):
    """Somebody who asks to see a record: who they are and what they may."""

    @property
    def as_actor(self) -> Actor:
        """The person as the audit remembers them."""
        ...

    def may(self, action: str, *, at: datetime) -> bool:
        """Whether the person has the right to ``action`` at this instant."""
        ...
