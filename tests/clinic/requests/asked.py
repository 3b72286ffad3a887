"""A request of somebody made up, and how the tests change it."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from glabella.clinic.accounts.models import User
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.services import Asked, Declared, receive
from glabella.clinic.requests.wording import AGE_WORDING
from tests.clinic.people import AT

__all__ = ["ANNA", "BORN_ON", "ask"]

BORN_ON = date(1990, 3, 8)
ANNA = Asked(
    given_name="Anna",
    family_name="Made-Up",
    email="anna@mail.test",
    phone="020 7946 0018",
    concerns=("brow_lines",),
    goals="To look less tired",
    treated_before=False,
    times=("morning",),
    consent=True,
)


def ask(
    *,
    actor: User | None = None,
    at: datetime = AT,
    request_id: UUID | None = None,
    born_on: date = BORN_ON,
    **changed: object,
) -> TreatmentRequest:
    """Send Anna's request with these changes."""
    return receive(
        actor=actor,
        at=at,
        request_id=request_id or uuid4(),
        declared=Declared(born_on, at, AGE_WORDING),
        asked=replace(ANNA, **changed),
    )
