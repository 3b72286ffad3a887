"""The table of actions and roles, and nothing else.

It stands below the people, who are asked by it; :mod:`glabella.clinic.accounts.rights`
is where everybody else asks.
"""

from typing import Final

from django.db import models

__all__ = [
    "ACTIONS",
    "CLINICAL_ACTS",
    "CLINICAL_ROLES",
    "LENT_IN_EMERGENCY",
    "MFA_ROLES",
    "Role",
]


class Role(models.TextChoices):
    """What somebody does here; a person may have several roles."""

    FRONT_DESK = "front_desk", "front desk"
    INJECTOR = "injector", "injector"
    PRESCRIBER = "prescriber", "prescriber"
    OWNER = "owner", "owner"


_EVERYBODY: Final = frozenset(Role)
_FRONT: Final = frozenset({Role.FRONT_DESK})
_CLINICIANS: Final = frozenset({Role.INJECTOR, Role.PRESCRIBER})
_PRESCRIBER: Final = frozenset({Role.PRESCRIBER})
_OWNER: Final = frozenset({Role.OWNER})

ACTIONS: Final[dict[str, frozenset[Role]]] = {
    "request.read": _FRONT | _OWNER | {Role.INJECTOR},
    "request.handle": _FRONT | _OWNER,
    "calendar.read": _EVERYBODY,
    "calendar.book": _EVERYBODY,
    "message.read": _FRONT | _OWNER,
    "patient.find": _EVERYBODY,
    "patient.read": _EVERYBODY,
    "patient.write": _EVERYBODY,
    "patient.check_identity": _FRONT | _CLINICIANS,
    "patient.read_clinical": _CLINICIANS,
    "patient.break_glass": _EVERYBODY,
    "patient.export": _PRESCRIBER | _OWNER,
    "patient.erase": _OWNER,
    "history.send_link": _FRONT | _CLINICIANS,
    "history.write": _CLINICIANS,
    "consultation.write": _CLINICIANS,
    "consultation.sign": _CLINICIANS,
    "plan.write": _CLINICIANS,
    "plan.answer": _CLINICIANS,
    "plan.examine": _PRESCRIBER,
    "plan.approve": _PRESCRIBER,
    "protocol.write": _CLINICIANS,
    "protocol.approve": _PRESCRIBER,
    "treatment.write": _CLINICIANS,
    "treatment.sign": _CLINICIANS,
    "consent.ask": _FRONT | _CLINICIANS,
    "consent.witness": _CLINICIANS,
    "consent.withdraw": _FRONT | _CLINICIANS,
    "consent.template": _PRESCRIBER | _OWNER,
    "photo.take": _CLINICIANS,
    "photo.read": _CLINICIANS,
    "stock.read": _CLINICIANS | _OWNER,
    "stock.write": _CLINICIANS | _OWNER,
    "stock.draw": _CLINICIANS,
    "stock.recall": _CLINICIANS | _OWNER,
    "stock.policy": _OWNER,
    "injection.prepare": _CLINICIANS,
    "injection.record": _CLINICIANS,
    "report.write": _CLINICIANS,
    "recall.read": _EVERYBODY,
    "recall.handle": _FRONT | _CLINICIANS,
    "patient_message.read": _FRONT | _CLINICIANS,
    "patient_message.answer": _FRONT | _CLINICIANS,
    "portal.send_link": _FRONT | _CLINICIANS,
    "outcome.read": _CLINICIANS | _OWNER,
    "outcome.export": _PRESCRIBER | _OWNER,
    "planner.use": _EVERYBODY,
    "today.read": _EVERYBODY,
    "alert.read": _OWNER,
    "settings.read": _EVERYBODY,
    "settings.write": _OWNER,
    "staff.write": _OWNER,
    "audit.read": _OWNER,
}

CLINICAL_ACTS: Final = frozenset(
    {
        "consultation.sign",
        "plan.answer",
        "plan.examine",
        "plan.approve",
        "protocol.approve",
        "treatment.sign",
        "stock.draw",
        "injection.record",
    }
)
"""What needs a professional registration that holds on the day."""

CLINICAL_ROLES: Final = _CLINICIANS
"""Roles of people who treat."""

MFA_ROLES: Final = _CLINICIANS | _OWNER
"""Roles that sign in with a second factor where the clinic requires it."""

LENT_IN_EMERGENCY: Final = frozenset({"patient.read_clinical"})
"""What emergency access lends, for one patient."""
