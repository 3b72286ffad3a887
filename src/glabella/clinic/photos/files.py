"""The sealed bytes of photographs: written once, opened to be shown."""

import hashlib

from glabella.clinic.keys.sealing import seal, unseal
from glabella.clinic.photos.models import Photo, PhotoFile
from glabella.clinic.shared.errors import KeyDestroyed, NotFound, SealBroken

__all__ = ["open_file", "write_file"]


def write_file(photo: Photo, kind: PhotoFile.Kind, picture: bytes) -> PhotoFile:
    """Seal one picture of a photograph, for this photograph and this kind alone."""
    sealed = seal(photo.key, _place(photo, kind), picture)
    return PhotoFile.objects.create(
        photo=photo,
        kind=kind,
        sealed=sealed,
        sealed_digest=hashlib.sha256(sealed).hexdigest(),
    )


def open_file(photo: Photo, kind: str) -> bytes:
    """The JPEG; a changed, moved or foreign one does not open."""
    if photo.key.is_destroyed:
        message = "This photograph was erased with the record of the patient."
        raise KeyDestroyed(message)
    row = PhotoFile.objects.filter(photo=photo, kind=kind).first()
    if row is None:
        raise NotFound
    sealed = bytes(row.sealed)
    if hashlib.sha256(sealed).hexdigest() != row.sealed_digest:
        message = (
            "The bytes of this photograph were changed after it was taken. Restore "
            "the last good backup beside the clinic to get it back."
        )
        raise SealBroken(message)
    return unseal(photo.key, _place(photo, kind), sealed)


def _place(photo: Photo, kind: str) -> str:
    return f"photos.PhotoFile.{kind}:{photo.pk}"
