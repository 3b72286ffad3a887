"""What a pack's code says: GS1 element strings, read with their check digits.

A hand scanner types; a person may paste or copy the figures with their brackets.
"""

import re
from dataclasses import dataclass
from datetime import date

from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import one_line

__all__ = ["PackCode", "read_code", "read_pack"]

LONGEST = 200
GTIN, LOT, EXPIRY, SERIAL = "01", "10", "17", "21"
SEPARATOR = "\x1d"
OWN_LABEL = re.compile(r"v-?0*([0-9]{1,9})", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([0-9]{2,4})\)")
NOT_READ = (
    "This is no code of a medicine pack that can be read here. Scan the square code "
    "of the carton again, or type product, lot and expiry below."
)


@dataclass(frozen=True, slots=True)
class PackCode:
    """What was on the pack; what it does not say is empty or None."""

    gtin: str = ""
    lot: str = ""
    expires_on: date | None = None
    serial: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be typed, in words."""
        parts = (
            ("lot number", self.lot),
            ("expiry", self.expires_on),
        )
        return tuple(word for word, value in parts if not value)


def read_code(text: str) -> PackCode | int:
    """A pack's code, or the number of one of the clinic's own labels (V-0042)."""
    own = OWN_LABEL.fullmatch(one_line(text))
    return int(own[1]) if own else read_pack(text)


def read_pack(text: str) -> PackCode:
    """Read a GS1 string; Invalid (field ``code``) says what is wrong with it."""
    import biip  # noqa: PLC0415 - slow to import, and most pages scan nothing

    cleaned = _cleaned(text)
    try:
        found = biip.parse(cleaned)
    except biip.ParseError:
        raise Invalid.field("code", NOT_READ) from None
    message = found.gs1_message
    if message is None:
        if found.gtin is not None:
            return PackCode(gtin=found.gtin.as_gtin_14())
        wrong = found.gtin_error if _looks_like_gtin(cleaned) else None
        raise Invalid.field("code", _digit_wrong() if wrong else NOT_READ)
    parts = {one.ai.ai: one for one in message.element_strings}
    gtin = parts.get(GTIN)
    if gtin is not None and gtin.gtin is None:
        # A wrong check digit shows nowhere else: the rest reads as if all were well.
        raise Invalid.field("code", _digit_wrong())
    return PackCode(
        gtin=gtin.gtin.as_gtin_14() if gtin and gtin.gtin else "",
        lot=parts[LOT].value if LOT in parts else "",
        expires_on=parts[EXPIRY].date if EXPIRY in parts else None,
        serial=parts[SERIAL].value if SERIAL in parts else "",
    )


def _cleaned(text: str) -> str:
    """The string as a scanner sends it: no blanks at its ends, brackets resolved."""
    if len(text) > LONGEST:
        raise Invalid.field("code", NOT_READ)
    bare = text.strip().removeprefix(SEPARATOR)
    if not bare:
        raise Invalid.field("code", "Scan or type the code of the pack.")
    if IN_BRACKETS.match(bare):
        pieces = IN_BRACKETS.split(bare)[1:]
        pairs = zip(pieces[::2], pieces[1::2], strict=True)
        return SEPARATOR.join(f"{ai}{value.strip()}" for ai, value in pairs)
    # Many scanners send the separator as a printable stand-in.
    return bare.replace("\\x1d", SEPARATOR).replace("{GS}", SEPARATOR)


def _looks_like_gtin(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in {8, 12, 13, 14}


def _digit_wrong() -> str:
    return (
        "The check digit of the product number is wrong, so that a figure was misread. "
        "Scan again, or type the figures from the pack."
    )
