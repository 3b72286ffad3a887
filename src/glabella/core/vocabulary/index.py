"""Looking terms up: exactly, and within one or two letters of a long word."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from glabella.core.vocabulary.terms import KINDS, NO_KNOWN_EFFECT, TermClass
from glabella.core.vocabulary.text import clean, joined, tokens

__all__ = ["Entry", "Index", "edit_distance", "key_of"]

ONE_LETTER_FROM = 6
TWO_LETTERS_FROM = 9
# A correction that ends the matter wants more agreement than one that warns.
HARMLESS_FROM = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in one class; ``misspelt``: written so, meant as ``term``."""

    term_class: TermClass
    term: str
    misspelt: bool = False


type Entries = tuple[Entry, ...]


def key_of(term: str) -> str:
    """The form under which a term is stored; empty if it holds no word."""
    return joined(tokens(clean(term)))


@dataclass(frozen=True)
class Index:
    """Every term of every class by its folded, joined form."""

    exact: dict[str, Entries]
    longest: int
    """Words of the longest term."""
    _near: dict[tuple[str, int], list[tuple[str, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, classes: Iterable[TermClass]) -> "Index":
        """Index all terms once."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        longest = 1
        for one in classes:
            spellings = [(term, Entry(one, term)) for term in one.terms]
            spellings += [(bad, Entry(one, good, True)) for bad, good in one.misspelt]
            for spelling, entry in spellings:
                words = tokens(clean(spelling))
                longest = max(longest, len(words))
                found[joined(words)].append(entry)
        exact = {key: tuple(entries) for key, entries in found.items() if key}
        return cls(exact, longest)

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
        found = sorted(self._candidates(key, allowed + 1))
        fits = [(d, o) for d, o in found if d <= min(allowed, _allowed(len(o)))]
        if not fits:
            return ()
        best, spelled = fits[0]
        entries = self.preferred(spelled, kinds)
        rivals = (other for distance, other in found if distance <= best + 1)
        own = _class_ids(entries)
        if any(_class_ids(self.preferred(r, kinds)) != own for r in rivals):
            return ()
        harmless = all(e.term_class.effect == NO_KNOWN_EFFECT for e in entries)
        if harmless and (best > 1 or min(len(key), len(spelled)) < HARMLESS_FROM):
            return ()
        return entries

    def _candidates(self, key: str, bound: int) -> Iterable[tuple[int, str]]:
        """(distance, stored form) of the terms within ``bound`` letters."""
        if not self._near:
            self._fill_near()
        letters = _letters(key)
        for length in range(len(key) - bound, len(key) + bound + 1):
            for other, mask in self._near.get((key[0], length), ()):
                if (letters ^ mask).bit_count() > 2 * bound:
                    continue
                distance = edit_distance(key, other, bound)
                if distance <= bound:
                    yield distance, other

    def _fill_near(self) -> None:
        for key in self.exact:
            if key.isalpha():
                place = self._near.setdefault((key[0], len(key)), [])
                place.append((key, _letters(key)))


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
