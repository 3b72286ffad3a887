"""How hard a text is to read: length of sentences, share of long words.

The measure is LIX, the sum of the mean length of a sentence in words and the
percentage of words of more than six letters; higher is harder. It needs no list of
words and knows nothing of meaning: it finds long sentences and long words, no more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["BOUNDS", "Bound", "Reading", "measure"]

LONG_WORD: Final = 6
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a text of a reading level should keep to; ours."""

    lix: float
    longest_sentence: int


BOUNDS: Final = {"standard": Bound(45, 32), "easy": Bound(30, 15)}
"""Our own bounds by reading level, for the fixed words and the clinic's own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured of a text."""

    words: int
    sentences: int
    longest_sentence: int
    lix: float

    def keeps(self, level: str) -> bool:
        """Whether the text keeps to the bounds of a level."""
        bound = BOUNDS[level]
        return self.lix <= bound.lix and self.longest_sentence <= bound.longest_sentence


def measure(texts: Iterable[str]) -> Reading:
    """Measure some texts together; a text ends a sentence."""
    lengths: list[int] = []
    long_words = 0
    for text in texts:
        for sentence in _SENTENCE.split(text):
            words = _WORD.findall(sentence)
            if words:
                lengths.append(len(words))
                long_words += sum(len(word) > LONG_WORD for word in words)
    total = sum(lengths)
    if not total:
        return Reading(0, 0, 0, 0.0)
    lix = total / len(lengths) + 100 * long_words / total
    return Reading(total, len(lengths), max(lengths), round(lix, 1))
