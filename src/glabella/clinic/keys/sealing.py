"""Close and open one value with a subject's key.

A sealed value is one byte for the format (1), a random nonce of 12 bytes, and the
cipher text of AES-256-GCM with its tag of 16 bytes. The place of the value (model,
field, key, row) is authenticated with it, so that it opens nowhere else.
"""

import secrets

from cryptography.exceptions import InvalidTag

from glabella.clinic.keys import ring
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.errors import SealBroken

__all__ = ["OVERHEAD_BYTES", "seal", "unseal"]

FORMAT = b"\x01"
OVERHEAD_BYTES = 1 + ring.NONCE_BYTES + 16


def seal(key: SubjectKey, place: str, plain: bytes) -> bytes:
    """Close ``plain`` for this key and this place."""
    nonce = secrets.token_bytes(ring.NONCE_BYTES)
    return FORMAT + nonce + ring.cipher(key).encrypt(nonce, plain, _bound(key, place))


def unseal(key: SubjectKey, place: str, sealed: bytes) -> bytes:
    """Open what :func:`seal` closed with the same key for the same place."""
    if sealed[:1] == FORMAT and len(sealed) >= OVERHEAD_BYTES:
        nonce, closed = sealed[1 : 1 + ring.NONCE_BYTES], sealed[1 + ring.NONCE_BYTES :]
        try:
            return ring.cipher(key).decrypt(nonce, closed, _bound(key, place))
        except InvalidTag:
            pass
    message = (
        f"The sealed value of {place} does not open: it was changed or comes from "
        "another place. Restore that row from a backup."
    )
    raise SealBroken(message)


def _bound(key: SubjectKey, place: str) -> bytes:
    return FORMAT + f"{place}:{key.pk}".encode()
