"""What can go wrong in the clinic; each text says what, and what to do now.

ClinicError
├── NotAllowed    the person has no right to this
├── NotFound      there is no such record, or none for this person
├── Invalid       a field holds what cannot be: field -> message
├── Stale         somebody changed the record meanwhile
├── Blocked       an earlier step is missing: what, and where it is done
└── KeyProblem    keys and seals (glabella.clinic.keys)
    ├── KeyFileProblem   the clinic key's file is missing, unreadable or another's
    ├── KeyDestroyed     the record was erased
    └── SealBroken       sealed bytes that do not open: changed, moved or foreign
"""

from collections.abc import Mapping
from typing import Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from glabella.core.errors import GlabellaError

__all__ = [
    "Blocked",
    "ClinicError",
    "Invalid",
    "KeyDestroyed",
    "KeyFileProblem",
    "KeyProblem",
    "NotAllowed",
    "NotFound",
    "SealBroken",
    "Stale",
]


class ClinicError(GlabellaError):
    """Any failure that the clinic foresees; its text is meant for the user."""


class NotAllowed(ClinicError):  # noqa: N818 - the names say what happened
    """The person has no right to this action."""

    def __init__(
        self, message: str = "You have no right to do this.", *, action: str = ""
    ) -> None:
        super().__init__(message)
        self.action = action


class NotFound(ClinicError):  # noqa: N818
    """There is no such record, or none that this person may see."""

    def __init__(self, message: str = "There is no such record.") -> None:
        super().__init__(message)


class Invalid(ClinicError):  # noqa: N818
    """One or more fields hold what cannot be.

    ``fields`` maps a field's name to its message; ``""`` stands for the whole form.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)

    @classmethod
    def field(cls, name: str, message: str) -> Self:
        """One field with its message."""
        return cls({name: message})

    @classmethod
    def from_validation(cls, error: ValidationError) -> Self:
        """What Django's ``full_clean`` found."""
        if not hasattr(error, "error_dict"):
            return cls({"": " ".join(error.messages)})
        return cls(
            {
                "" if name == NON_FIELD_ERRORS else name: " ".join(messages)
                for name, messages in error.message_dict.items()
            }
        )


class Stale(ClinicError):  # noqa: N818
    """Somebody changed the record after this form was opened."""

    def __init__(
        self,
        message: str = (
            "Somebody changed this meanwhile. Compare what you typed with what is "
            "there now, and save again."
        ),
    ) -> None:
        super().__init__(message)


class Blocked(ClinicError):  # noqa: N818
    """An earlier step is missing: ``what``, and ``where`` it is done (an address)."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where


class KeyProblem(ClinicError):  # noqa: N818
    """Something about a key or a seal."""


class KeyFileProblem(KeyProblem):
    """The clinic key's file is missing, unreadable, or belongs to other records."""


class KeyDestroyed(KeyProblem):
    """The record was erased: its key is gone, so that nothing can be added."""


class SealBroken(KeyProblem):
    """Sealed bytes do not open: changed, moved from another place, or foreign."""
