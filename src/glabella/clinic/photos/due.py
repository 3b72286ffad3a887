"""What the photographs do again and again."""

from datetime import datetime

from glabella.clinic.outbox.jobs import every
from glabella.clinic.photos.models import PhotoFile

__all__ = ["sweep"]


@every(minutes=60)
def sweep(*, at: datetime) -> int:
    """Empty the bytes of erased patients: nobody can open them, they only take room."""
    closed = PhotoFile.objects.filter(
        photo__key__destroyed_at__isnull=False, photo__key__destroyed_at__lte=at
    )
    return closed.exclude(sealed=b"").update(sealed=b"")
