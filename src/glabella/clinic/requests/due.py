"""What the requests do again and again."""

from datetime import datetime

from glabella.clinic.outbox.jobs import every
from glabella.clinic.requests.services.retention import erase_due

__all__ = ["retention"]


@every(minutes=30)
def retention(*, at: datetime) -> int:
    """Erase requests that never became patients, after the days of the setting."""
    return erase_due(at=at)
