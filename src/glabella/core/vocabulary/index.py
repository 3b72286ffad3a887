"""Looking terms up: exactly, and within one or two letters of a long word."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from glabella.core.vocabulary.terms import KINDS, NO_KNOWN_EFFECT, TermClass
from glabella.core.vocabulary.text import folded

__all__ = ["SHORT", "Entry", "Index", "edit_distance", "key_of"]

ONE_LETTER_FROM = 6
TWO_LETTERS_FROM = 9
LETTERS_APART = 5
"""An abbreviation of so many letters is known with its letters apart: "A. L. S."."""
SHORT = 5
"""Letters from which words run together may be a term: "as a" is no "ASA"."""

# A correction that ends the matter wants more agreement than one that warns.
HARMLESS_FROM = 8


class Entry(NamedTuple):
    """A term in one class; ``misspelt``: written so, meant as ``term``."""

    term_class: TermClass
    term: str
    misspelt: bool = False


type Entries = tuple[Entry, ...]


def key_of(term: str) -> str:
    """The form under which a term is stored; empty if it holds no word."""
    return "".join(folded(term))


@dataclass(frozen=True)
class Index:
    """Every term of every class by its folded, joined form."""

    exact: dict[str, Entries]
    longest: int
    """Words of the longest term, or letters of an abbreviation."""
    short: frozenset[str]
    """Terms of several words and few letters, as written: "vit e"."""
    _near: dict[tuple[str, int], list[tuple[str, int]]] = field(default_factory=dict)
    """Filled shape by shape as misspellings are met: most texts need none."""

    @classmethod
    def of(cls, classes: Iterable[TermClass]) -> "Index":
        """Index all terms once; a class holds each folded form once."""
        exact: dict[str, Entries] = {}
        longest, short = LETTERS_APART, set()
        for one in classes:
            spellings = [(term, Entry(one, term)) for term in one.terms]
            spellings += [
                (bad, Entry(one, good, misspelt=True)) for bad, good in one.misspelt
            ]
            for spelling, entry in spellings:
                words = folded(spelling)
                longest = max(longest, len(words))
                key = "".join(words)
                if len(key) < SHORT and len(words) > 1:
                    short.add(" ".join(words))
                known = exact.get(key, ())
                if not any(other.term_class is one for other in known):
                    exact[key] = (*known, entry)
        exact.pop("", None)
        return cls(exact, longest, frozenset(short))

    def preferred(self, key: str, kinds: Iterable[str]) -> Entries:
        """The entries of the first kind in ``kinds`` that knows ``key``."""
        entries = self.exact.get(key, ())
        for kind in kinds:
            if own := tuple(e for e in entries if e.term_class.kind == kind):
                return own
        return ()

    def near(self, key: str, kinds: tuple[str, ...] = KINDS) -> Entries:
        """The entries that ``key`` can only be a misspelling of.

        Nothing is returned where terms of another class are as near or only one
        letter farther: look-alike names are never told apart by guessing.
        """
        allowed = _allowed(len(key))
        if not allowed or not key.isalpha():
            return ()
        near = sorted(self._candidates(key, allowed))
        fits = [(far, other) for far, other in near if far <= _allowed(len(other))]
        if not fits:
            return ()
        best, spelled = fits[0]
        entries = self.preferred(spelled, kinds)
        rivals = (other for _, other in self._candidates(key, best + 1))
        own = _class_ids(entries)
        if any(_class_ids(self.preferred(r, kinds)) != own for r in rivals):
            return ()
        harmless = all(e.term_class.effect == NO_KNOWN_EFFECT for e in entries)
        if harmless and (best > 1 or min(len(key), len(spelled)) < HARMLESS_FROM):
            return ()
        return entries

    def _candidates(self, key: str, bound: int) -> Iterable[tuple[int, str]]:
        """(distance, stored form) of the terms within ``bound`` letters."""
        letters = _letters(key)
        for length in range(len(key) - bound, len(key) + bound + 1):
            for other, mask in self._of_shape(key[0], length):
                if (letters ^ mask).bit_count() > 2 * bound:
                    continue
                distance = edit_distance(key, other, bound)
                if distance <= bound:
                    yield distance, other

    @cached_property
    def _by_shape(self) -> dict[tuple[str, int], list[str]]:
        """The terms by first letter and length."""
        shapes: dict[tuple[str, int], list[str]] = {}
        for key in self.exact:
            if key.isalpha():
                shapes.setdefault((key[0], len(key)), []).append(key)
        return shapes

    def _of_shape(self, first: str, length: int) -> list[tuple[str, int]]:
        """The terms of that first letter and length, each with its letters."""
        shape = (first, length)
        if shape not in self._near:
            same = self._by_shape.get(shape, ())
            self._near[shape] = [(key, _letters(key)) for key in same]
        return self._near[shape]


def _class_ids(entries: Entries) -> frozenset[str]:
    return frozenset(entry.term_class.id for entry in entries)


def _allowed(length: int) -> int:
    """Letters that may be wrong in a word of that length."""
    if length < ONE_LETTER_FROM:
        return 0
    return 1 if length < TWO_LETTERS_FROM else 2


def _letters(word: str) -> int:
    """The letters of a word as bits: a cheap first look before counting edits."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


def edit_distance(one: str, other: str, bound: int) -> int:
    """Letters added, left out, changed or swapped; ``bound`` + 1 if more.

    >>> edit_distance("warfrain", "warfarin", 2)
    1
    """
    older: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
        older, last = last, row
    return min(last[-1], bound + 1)
