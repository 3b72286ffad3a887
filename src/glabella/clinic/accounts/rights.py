"""Who may do what: one table of actions and roles, asked by every service and screen.

A person may have several roles; any of them is enough. Three things narrow or widen
what the table says: somebody deactivated may nothing; an expired registration takes
away the acts of :data:`CLINICAL_ACTS`; emergency access lends one person the reading
of one patient's clinical record for half an hour.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from glabella.clinic.accounts.matrix import (
    ACTIONS,
    CLINICAL_ACTS,
    CLINICAL_ROLES,
    LENT_IN_EMERGENCY,
    MFA_ROLES,
)
from glabella.clinic.accounts.models import BreakGlass, User
from glabella.clinic.shared.errors import NotAllowed

__all__ = [
    "ACTIONS",
    "CLINICAL_ACTS",
    "CLINICAL_ROLES",
    "LENT_IN_EMERGENCY",
    "MFA_ROLES",
    "HasKey",
    "NotAllowed",
    "may",
    "may_inject",
    "require",
    "require_technique",
]


class HasKey(Protocol):
    """A patient, or a record below one: whatever carries the patient's key."""

    @property
    def key_id(self) -> UUID:
        """The id of the patient's key."""
        ...


def may(
    user: User, action: str, *, at: datetime, patient: HasKey | None = None
) -> bool:
    """Whether somebody has the right to an action at this instant.

    ``patient`` (or a record of theirs) lets emergency access count. An action that
    the table does not know is a fault of ours: KeyError.
    """
    return user.may(action, at=at) or _lent(user, action, at=at, patient=patient)


def require(
    user: User, action: str, *, at: datetime, patient: HasKey | None = None
) -> None:
    """Let somebody pass who has the right; NotAllowed says why not and what now."""
    if may(user, action, at=at, patient=patient):
        return
    if user.is_active and user.has_role(*ACTIONS[action]):
        message = (
            "Your professional registration is missing or has ended, so you cannot "
            "sign, treat or approve. Ask the owner to enter the renewed registration "
            "under Settings, Staff."
        )
    else:
        message = (
            "Your roles do not include this. Ask a colleague who has the right, or "
            "the owner to change your roles."
        )
    raise NotAllowed(message, action=action)


def may_inject(user: User, technique: str, *, at: datetime) -> bool:
    """Whether somebody may inject with a technique: role, registration, technique."""
    return technique in user.techniques and may(user, "treatment.sign", at=at)


def require_technique(user: User, technique: str, *, at: datetime) -> None:
    """Let somebody pass who may inject with this technique."""
    require(user, "treatment.sign", at=at)
    if technique not in user.techniques:
        message = (
            f"{user.name} is not entered for this technique ({technique}). Choose "
            "another injector, or ask the owner to add it under Settings, Staff."
        )
        raise NotAllowed(message, action="treatment.sign")


def _lent(user: User, action: str, *, at: datetime, patient: HasKey | None) -> bool:
    if patient is None or action not in LENT_IN_EMERGENCY:
        return False
    if not user.may("patient.break_glass", at=at):
        return False
    return BreakGlass.objects.filter(
        user=user, key_id=patient.key_id, at__lte=at, until__gt=at, ended_at=None
    ).exists()
