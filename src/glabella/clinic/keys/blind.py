"""The blind index: find a sealed value again without opening any.

An index is a keyed digest. Equal values have equal indexes, and that is all that
somebody with the database alone can see. A different ``purpose`` gives a different
index, so that an e-mail address of a request says nothing about that of a patient
unless both are asked for the same purpose.
"""

import hmac

from glabella.clinic.keys import ring
from glabella.clinic.shared.text import comparable

__all__ = ["INDEX_LENGTH", "index"]

INDEX_LENGTH = 64
"""Characters of an index: ``CharField(max_length=64, db_index=True)``."""


def index(purpose: str, text: str) -> str:
    """The index of ``text`` for ``purpose``; of nothing it is the empty text.

    Capitals, blanks and compatibility forms are folded here. What needs more (a
    telephone number in international form) the caller normalises first.
    """
    folded = comparable(text)
    if not folded:
        return ""
    content = f"{purpose}\0{folded}".encode()
    return hmac.digest(ring.clinic_key().index, content, "sha256").hex()
