"""What goes from the first step to the second: a signed note, kept by the browser.

Nothing is stored between the steps, neither here nor in a session. The note holds the
declared birth date, the instant, and the id that the request will have, so that a form
that is sent twice is one request.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.core import signing

from glabella.clinic.requests.services import Declared

__all__ = ["Step", "begin", "read"]

SALT: Final = "glabella.request"
HOURS: Final = 4


@dataclass(frozen=True, slots=True)
class Step:
    """The declared birth date, the request's id, and the note that carries both."""

    declared: Declared
    request_id: UUID
    note: str


def begin(born_on: date, *, at: datetime, wording: str) -> Step:
    """The note after the age was declared."""
    request_id = uuid4()
    content = [request_id.hex, born_on.isoformat(), at.isoformat()]
    return Step(
        Declared(born_on, at, wording), request_id, signing.dumps(content, salt=SALT)
    )


def read(note: str, *, wording: str) -> Step | None:
    """The note as it was signed; ``None`` if it is not ours or too old."""
    try:
        content = signing.loads(note, salt=SALT, max_age=HOURS * 3600)
        request_id, born_on, at = content
        declared = Declared(
            date.fromisoformat(born_on), datetime.fromisoformat(at), wording
        )
        return Step(declared, UUID(request_id), note)
    except (signing.BadSignature, ValueError, TypeError):
        return None
