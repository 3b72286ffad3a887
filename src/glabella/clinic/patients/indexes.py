"""By what a patient or a request is found while all that names them is sealed.

Requests use the same purposes, so that a request finds the patient it belongs to.
"""

from datetime import date

from glabella.clinic.keys.blind import index
from glabella.clinic.patients.names import fold, trigrams, words

__all__ = [
    "TOKEN_BYTES",
    "born_index",
    "email_index",
    "name_index",
    "phone_index",
    "tokens",
]

TOKEN_BYTES = 8
LAST_DIGITS = 8
"""So many digits at its end tell a telephone number from others, whether it was
written with the country's code, with a leading nought or with neither."""


def born_index(day: date | None) -> str:
    """The blind index of a birth date."""
    return index("born", day.isoformat()) if day else ""


def email_index(address: str) -> str:
    """The blind index of an e-mail address."""
    return index("email", address)


def phone_index(number: str) -> str:
    """The blind index of a telephone number, however it was written."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return index("phone", digits[-LAST_DIGITS:])


def name_index(name: str) -> str:
    """The blind index of a whole name; the order of its words does not matter."""
    return index("name", " ".join(sorted(words(name))))


def tokens(name: str) -> list[bytes]:
    """The hashed pieces of a name, to be found by in spite of its spelling."""
    return [
        bytes.fromhex(index("name-piece", piece))[:TOKEN_BYTES]
        for piece in trigrams(fold(name))
    ]
