"""Plain text, made comparable."""

import unicodedata

__all__ = ["can_be_kept", "comparable", "one_line"]


def one_line(text: str) -> str:
    """``text`` without control characters, blanks folded to one, none at the ends."""
    clean = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text
    )
    return " ".join(clean.split())


def comparable(text: str) -> str:
    """``text`` in the form in which two spellings of one thing are equal.

    Compatibility forms, capitals and blanks are folded; accents stay, because
    "Zoe" and "Zoë" are told apart here and brought together by search alone.
    """
    return one_line(unicodedata.normalize("NFKC", text).casefold())


def can_be_kept(text: str) -> bool:
    """Whether a database keeps it: no NUL, no half of a pair, as of a cut emoji.

    A form refuses these by itself; what comes as JSON is to be asked.
    """
    return not any(one == "\0" or "\ud800" <= one <= "\udfff" for one in text)
