"""The vocabulary: terms in, classes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from glabella.core.vocabulary.index import Entries, Index
from glabella.core.vocabulary.reading import Found, read
from glabella.core.vocabulary.spans import find_spans
from glabella.core.vocabulary.terms import KINDS, Match, Recognition, TermClass
from glabella.core.vocabulary.text import Token, clean, tokens

__all__ = ["Vocabulary"]

_STROKES = set("-‐‑‒–—―/. \n")  # noqa: RUF001  what people type for "nothing"
# A disease is had and an allergen reacted to, whatever list they stand in.
_AS_ALLERGY = {"condition": False, "allergy": True}


@dataclass(frozen=True)
class Vocabulary:
    """Every class of terms; built once, asked often."""

    classes: tuple[TermClass, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, TermClass]:
        return {one.id: one for one in self.classes}

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.classes)

    def term_class(self, class_id: str) -> TermClass:
        """The class of that id; KeyError where there is none."""
        return self._by_id[class_id]

    def recognise(self, text: str, *, kind: str) -> Recognition:
        """The terms of ``text``, which stood in the list of ``kind``.

        Its own kind is searched first, then the others: a medicine may be named
        among the conditions. What is not understood comes back unrecognised.
        """
        if kind not in KINDS:
            msg = f"kind must be one of {', '.join(KINDS)}, not {kind!r}"
            raise ValueError(msg)
        text = clean(text)
        words = tokens(text)
        reading = read(words, find_spans(words, text, self._index, kind))
        matches = tuple(
            dict.fromkeys(
                match
                for found in reading.found
                for match in self._matches(found, words, text, kind)
            )
        )
        unknown = tuple(
            dict.fromkeys(text[start:end] for start, end in reading.unknown)
        )
        if not matches and not unknown and not reading.says_none:
            unknown = _leftover(text)
        return Recognition(text, matches, unknown)

    def _matches(
        self, found: Found, words: tuple[Token, ...], text: str, kind: str
    ) -> Iterator[Match]:
        span = found.span
        reacts = found.as_allergy or kind == "allergy"
        first = words[span.first]
        written = text[first.start : words[span.last - 1].end]
        for entry in self._entries(found, kind, as_allergy=reacts):
            yield Match(
                class_id=entry.term_class.id,
                term=entry.term,
                text=written,
                matched_by="spelling" if span.spelled else "exact",
                negated=found.negated,
                family=found.family,
                as_allergy=_AS_ALLERGY.get(entry.term_class.kind, reacts),
            )

    def _entries(self, found: Found, kind: str, *, as_allergy: bool) -> Entries:
        """What the term means in this list, or as what the person reacts to."""
        kinds = ("allergy", kind, *KINDS) if as_allergy else (kind, *KINDS)
        key = found.span.key
        if key in self._index.exact:
            return self._index.preferred(key, kinds)
        return self._index.near(key, kinds) or self._index.near(key, (kind, *KINDS))


def _leftover(text: str) -> tuple[str, ...]:
    """The whole text, unless it is empty or a stroke for "nothing"."""
    text = text.strip()
    return (text,) if text and not set(text) <= _STROKES else ()
