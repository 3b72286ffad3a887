"""Pictures are fetched with a ticket of the page that shows them.

The page has told the audit which photographs it shows; its tickets let the browser of
the same person fetch those for a while without one more entry for each. A picture that
is asked for without a ticket is given to whoever has the right, and noted by itself.
"""

from typing import Final

from django.core import signing
from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.photos.models import Photo

__all__ = ["address", "is_good"]

SALT: Final = "glabella.photos.ticket"
LASTS_SECONDS: Final = 15 * 60


def address(user: User, photo: Photo, kind: str) -> str:
    """The address of a picture ("picture" or "thumbnail") for a page to show."""
    place = reverse(f"photos:{kind}", args=[photo.photo_set.patient_id, photo.pk])
    return f"{place}?ticket={_signer().sign(_words(user, photo, kind))}"


def is_good(ticket: str, user: User, photo: Photo, kind: str) -> bool:
    """Whether a page of this person has told of this picture a short while ago."""
    try:
        told = _signer().unsign(ticket, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return False
    return told == _words(user, photo, kind)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)


def _words(user: User, photo: Photo, kind: str) -> str:
    return f"{user.pk}.{photo.pk}.{kind}"
