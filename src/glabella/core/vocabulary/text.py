"""From written text to words that can be compared.

Capitals, accents, apostrophes, ligatures, British and American spelling and plain
plurals make no difference; the same folding is applied to terms and to texts.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["Gap", "Token", "clean", "fold", "folded", "joined", "tokens"]

Gap = Literal[
    "", "tight", "decimal", "slash", "and", "comma", "bracket", "colon", "end"
]
"""What stands before a word: nothing special, or a mark that divides."""

_WORD = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*")  # noqa: RUF001  typed apostrophes
_APOSTROPHES = re.compile("['’‘`´ʼ]")  # noqa: RUF001  the same marks
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_SHORTEST_PLURAL = 4
_NOT_PLURAL = ("ss", "us", "is")
_PLURAL_IN_ES = ("sses", "shes", "xes")
_SHORTENED = {"st", "vit", "dr", "mr", "mrs", "prof", "approx", "ca", "incl", "inj"}


class Token(NamedTuple):
    """A folded word, where it stands, and what divides it from the one before."""

    word: str
    start: int
    end: int
    gap: Gap


def clean(text: str) -> str:
    """The text without control and invisible characters; line ends stay."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and text.isprintable():
        return text
    replaced = {}
    for character in set(text):
        category = unicodedata.category(character)
        if category == "Cf":
            replaced[ord(character)] = ""
        elif category[0] in "CZ" and character not in "\n\r":
            replaced[ord(character)] = " "
    return text.translate(replaced)


def fold(word: str) -> str:
    """One word as it is compared.

    >>> fold("Oedema"), fold("SJÖGREN'S"), fold("Keloids")
    ('edema', 'sjogren', 'keloid')
    """
    word = word.casefold()
    if not word.isalnum():
        word = _APOSTROPHES.sub("'", word)
        elided = word[1:2] == "'" and word[0] in "ld"
        word = word[2 if elided else 0 :].replace("'", "")
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word.translate(_LETTERS))
        word = "".join(part for part in parts if part.isalnum())
    word = word.replace("ae", "e").replace("oe", "e").replace("sulph", "sulf")
    return _singular(word)


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or word[-1] != "s" or word.endswith(_NOT_PLURAL):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_PLURAL_IN_ES) else word[:-1]


def _gap(between: str, before: str, after: str) -> Gap:
    """What the characters between two words mean."""
    if between in {".", ","} and before[-1].isdigit() and after[0].isdigit():
        return "decimal"
    if _ends_sentence(between, before):
        return "end"
    for marks, gap in _MARKS:
        if any(mark in between for mark in marks):
            return gap
    if not any(map(str.isspace, between)):
        return "tight"
    return "colon" if "-" in between else ""


def _ends_sentence(between: str, before: str) -> bool:
    if any(mark in between for mark in ";•|\n\r!"):
        return True
    if "." not in between or not between[-1].isspace():
        return False
    # "vit. E", "St. John", "e.g. aspirin" go on behind the full stop.
    return len(before) > 1 and before.casefold() not in _SHORTENED


_MARKS: tuple[tuple[str, Gap], ...] = (
    ("([{", "bracket"),
    (",)]}", "comma"),
    ("&+", "and"),
    (":=?–—", "colon"),  # noqa: RUF001  dashes as typed
    ("/\\", "slash"),
)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a cleaned text, in order."""
    found: list[Token] = []
    last_end, last = 0, ""
    for match in _WORD.finditer(text):
        raw = match.group()
        gap = _gap(text[last_end : match.start()], last, raw) if last else ""
        word = fold(raw)
        if word:
            found.append(Token(word, match.start(), match.end(), gap))
            last_end, last = match.end(), raw
    return tuple(found)


def folded(text: str) -> tuple[str, ...]:
    """The folded words of a text that is one term, without their places."""
    if text.isascii() and text.isalnum():
        return (fold(text),)
    return tuple(map(fold, _WORD.findall(clean(text))))


def joined(words: Iterable[Token]) -> str:
    """Words without what divides them: ``co-codamol`` is ``cocodamol``."""
    return "".join(token.word for token in words)
