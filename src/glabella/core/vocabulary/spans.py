"""Where in a text the terms stand."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from glabella.core.vocabulary.index import SHORT, Index
from glabella.core.vocabulary.terms import KINDS
from glabella.core.vocabulary.text import Token, joined
from glabella.core.vocabulary.words import ROLES

__all__ = ["Span", "find_spans"]

SPELLING_UP_TO_WORDS = 80
"""A longer text is matched exactly: nobody's list of medicines is that long."""

_MOST_MISSPELT_WORDS = 3
_ALLOWED_INSIDE = {"", "tight", "decimal", "slash"}


class Span(NamedTuple):
    """Tokens ``first`` up to, not including, ``last`` are the term ``key``."""

    first: int
    last: int
    key: str
    spelled: bool


def find_spans(
    words: Sequence[Token], text: str, index: Index, kind: str
) -> dict[int, Span]:
    """The longest terms, left to right, by the number of their first word."""
    units = _units(words, text, kind)
    spans = dict(_exact(words, units, index))
    if len(words) <= SPELLING_UP_TO_WORDS:
        taken = {n for span in spans.values() for n in range(span.first, span.last)}
        spans.update(_misspelt(words, taken | set(units), index, kind))
    return spans


def _units(words: Sequence[Token], text: str, kind: str) -> dict[int, bool]:
    """Where "mg" is not myasthenia gravis, and whether it is surely a unit.

    After a number it is one. Else only "MG" among medicines may be the disease:
    "mg" is a unit and "Mg" perhaps magnesium, and neither is guessed.
    """
    units = {}
    for number, word in enumerate(words):
        if word.word == "mg":
            after_number = number > 0 and words[number - 1].word[-1].isdigit()
            capitals = text[word.start : word.end] == "MG"
            if after_number or (kind == "medicine" and not capitals):
                units[number] = after_number
    return units


def _reach(words: Sequence[Token], first: int, most: int) -> int:
    """How many words from ``first`` on stand together."""
    count = 1
    while (
        count < most
        and first + count < len(words)
        and words[first + count].gap in _ALLOWED_INSIDE
    ):
        count += 1
    return count


def _windows(
    words: Sequence[Token], first: int, most: int, index: Index
) -> Iterator[tuple[int, str]]:
    """(end, joined form) of the words from ``first`` on, longest first."""
    for count in range(_reach(words, first, most), 0, -1):
        window = words[first : first + count]
        key = joined(window)
        if count == 1 or len(key) >= SHORT or _is_one_term(window, index):
            yield first + count, key


def _is_one_term(window: Sequence[Token], index: Index) -> bool:
    """Few letters in several words: "5-HT", "A L S" and "vit E", never "as a"."""
    return (
        all(word.gap in {"tight", "decimal"} for word in window[1:])
        or all(len(word.word) == 1 for word in window)
        or " ".join(word.word for word in window) in index.short
    )


def _exact(
    words: Sequence[Token], units: dict[int, bool], index: Index
) -> Iterator[tuple[int, Span]]:
    first = 0
    while first < len(words):
        found = None if units.get(first) else _known(words, first, index)
        if found and (found.last > first + 1 or first not in units):
            yield first, found
        first = found.last if found else first + 1


def _known(words: Sequence[Token], first: int, index: Index) -> Span | None:
    for last, key in _windows(words, first, index.longest, index):
        if key in index.exact:
            spelled = all(entry.misspelt for entry in index.exact[key])
            return Span(first, last, key, spelled)
    return None


def _misspelt(
    words: Sequence[Token], taken: set[int], index: Index, kind: str
) -> Iterator[tuple[int, Span]]:
    kinds = (kind, *KINDS)
    first = 0
    while first < len(words):
        found = _close(words, first, taken, index, kinds)
        if found:
            yield first, found
        first = found.last if found else first + 1


def _close(
    words: Sequence[Token],
    first: int,
    taken: set[int],
    index: Index,
    kinds: tuple[str, ...],
) -> Span | None:
    for last, key in _windows(words, first, _MOST_MISSPELT_WORDS, index):
        free = not taken.intersection(range(first, last))
        if free and _may_be_misspelt(words[first:last]) and index.near(key, kinds):
            return Span(first, last, key, spelled=True)
    return None


def _may_be_misspelt(window: Sequence[Token]) -> bool:
    """At least one word means nothing otherwise, and none of them divides."""
    roles = [ROLES.get(word.word) for word in window]
    return None in roles and all(role in {None, "filler", "soft"} for role in roles)
