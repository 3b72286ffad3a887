"""What every view of the treatment day reads from its request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from glabella.clinic.injections import selectors
from glabella.clinic.injections.models import Session
from glabella.clinic.patients import services as patients
from glabella.web.account.http import StaffRequest

__all__ = ["Asked", "address", "asked", "if_there"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and for which session."""

    at: datetime
    session: Session

    @property
    def address(self) -> str:
        """The page of the session."""
        return address(self.session)


def asked(
    request: StaffRequest, patient_id: UUID, session_id: UUID, *, what: str = ""
) -> Asked:
    """The session of an address; ``what`` names a page that shows it, for the audit."""
    at = timezone.now()
    session = selectors.get_session(
        viewer=request.user, session_id=session_id, at=at, patient_id=patient_id
    )
    if what:
        patients.open_record(
            actor=request.user, at=at, patient_id=patient_id, what=what
        )
    return Asked(at, session)


def address(session: Session, name: str = "page", **more: object) -> str:
    """An address below a session."""
    arguments = {"patient_id": session.patient_id, "session_id": session.pk, **more}
    return reverse(f"injections:{name}", kwargs=arguments)


def if_there(name: str, **arguments: object) -> str:
    """An address of another screen; empty where this installation has none."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
