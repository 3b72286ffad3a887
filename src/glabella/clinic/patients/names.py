"""Names made comparable: folded words, their trigrams, and how alike two names are."""

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["fold", "likeness", "trigrams", "words"]

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)
JOINED = "'\N{RIGHT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}."
"""Marks inside a word that people leave out: O'Brien, St."""
FULL = 1.0
BEGINNING = 0.92
"""What a word counts that so far is the beginning of the name's word."""


def fold(text: str) -> str:
    """``text`` in small plain letters and single blanks: "Zoë  O'Neil" is "zoe oneil"."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(PLAIN)
    kept = (
        letter if letter.isalnum() else " "
        for letter in apart
        if not unicodedata.combining(letter) and letter not in JOINED
    )
    return " ".join("".join(kept).split())


def words(text: str) -> list[str]:
    """The words of a folded text."""
    return fold(text).split()


def trigrams(text: str) -> Iterator[str]:
    """Every three letters in a row of each word, each piece once.

    A word is padded with two marks in front and one behind, as PostgreSQL's pg_trgm
    does (postgresql.org/docs/current/pgtrgm.html), so that its beginning counts more.
    """
    seen = dict.fromkeys(
        padded[start : start + 3]
        for word in words(text)
        for padded in [f"__{word}_"]
        for start in range(len(padded) - 2)
    )
    yield from seen


def likeness(typed: str, name: str) -> float:
    """How well a name answers what was typed: 0 (nothing alike) to 1.

    Each typed word is laid beside its best word of the name; the mean counts.
    """
    asked, known = words(typed), words(name)
    if not asked or not known:
        return 0.0
    return sum(max(_alike(word, other) for other in known) for word in asked) / len(
        asked
    )


def _alike(word: str, other: str) -> float:
    if word == other:
        return FULL
    ratio = SequenceMatcher(None, word, other, autojunk=False).ratio()
    return max(ratio, BEGINNING) if other.startswith(word) else ratio
