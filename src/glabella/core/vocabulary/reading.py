"""Reading a text word by word: what is said, denied, or said of a relative.

Where grammar leaves a doubt, the term counts as said: "no asthma and COPD" denies
asthma alone, because a missed denial costs a question and a missed disease more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from glabella.core.vocabulary.spans import Span
from glabella.core.vocabulary.text import Token
from glabella.core.vocabulary.words import ABBREVIATED, ROLES, Role

__all__ = ["Found", "Reading", "read"]

_DIVIDES = {"comma", "bracket", "colon", "and", "slash", "end"}
_LINKS = {"to", "with", "from", "against", "after", "following"}
_HISTORY = {"history", "hx", "h", "fhx", "fh"}
_NO_RELATIVE_BEFORE = {"new", "nursing", "expectant", "single", "young", "working"}
_NEGATIVE_FOR = {"for", "of", "from"}
_FEW = 4
_PLAIN_NO = {"no", "none", "nil", "na"}


class Found(NamedTuple):
    """A span with what the words around it make of it."""

    span: Span
    negated: bool
    family: bool
    as_allergy: bool


@dataclass(slots=True)
class Reading:
    """What a text says: terms, parts not understood, or plainly "none"."""

    found: list[Found] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)
    """Where in the text each part stands that was not understood."""
    says_none: bool = False


@dataclass(slots=True)
class _State:
    """What holds for the next term."""

    denial: str = ""
    after_term: bool = False
    linked: bool = False
    family: bool = False
    own: bool = False
    allergic: bool = False
    denied_at: int | None = None
    """Where the denial starts, while nothing but soft words followed it."""

    def forget(self) -> None:
        self.denial, self.denied_at = "", None
        self.after_term = self.linked = False
        self.family = self.own = self.allergic = False


class _Reader:
    """Walks once over the words; every look ahead is short."""

    def __init__(self, words: Sequence[Token], spans: dict[int, Span]) -> None:
        self.words = words
        self.spans = spans
        self.reading = Reading()
        self.state = _State()
        self.ends = {span.last for span in spans.values()}
        self.consumed: set[int] = set()
        self.open_part = False
        self.or_ahead = _or_ahead(words, spans)

    def read(self) -> Reading:
        number = 0
        while number < len(self.words):
            self._gap(number)
            span = self.spans.get(number)
            if span:
                self._term(span)
                number = span.last
            else:
                number += self._word(number)
        return self.reading

    # --- what stands between the words -----------------------------------------

    def _gap(self, number: int) -> None:
        gap, state = self.words[number].gap, self.state
        if gap in _DIVIDES:
            self.open_part = False
        if gap == "end":
            state.forget()
        elif gap == "and":
            self._and()
        elif gap in {"comma", "bracket"}:
            self._comma(number)
        elif gap == "colon":
            directly = number and self._role(number - 1) in {"no", "not", "deny"}
            if not directly and state.denial != "deny":
                state.denial = ""
        elif gap == "slash":
            state.linked = True

    def _and(self) -> None:
        state = self.state
        if state.denial == "deny":
            state.linked = True
        else:
            state.denial = ""
        state.family = state.allergic = False
        state.denied_at = None

    def _comma(self, number: int) -> None:
        state = self.state
        if state.denial != "deny" and not (state.after_term and self.or_ahead[number]):
            state.denial = ""
        state.linked = True
        state.own = state.allergic = False
        opened = self.words[number].gap == "bracket"
        if not (opened and self._role(number - 1) in {"kin", "family"}):
            state.family = False

    # --- terms --------------------------------------------------------------------

    def _term(self, span: Span) -> None:
        state = self.state
        if state.denial in {"no", "not"} and state.after_term and not state.linked:
            state.denial = ""
        self.open_part = False
        self.reading.found.append(
            Found(
                span,
                negated=bool(state.denial) or self._denied_after(span.last),
                family=(state.family or self._relative_after(span.last)),
                as_allergy=state.allergic or self._allergy_after(span.last),
            )
        )
        state.after_term, state.linked, state.denied_at = True, False, None

    def _denied_after(self, number: int) -> bool:
        """As in "dysphagia: none", "MG ruled out", "asthma - no"."""
        marked = False
        while number < len(self.words) and number not in self.spans:
            word = self.words[number]
            if word.gap in {"end", "comma", "and", "slash"}:
                return False
            marked = marked or word.gap in {"colon", "bracket"}
            if self._role(number) != "soft" and word.word not in {"is", "was"}:
                break
            number += 1
        else:
            return False
        return self._denies_before_end(number, marked=marked)

    def _denies_before_end(self, number: int, *, marked: bool) -> bool:
        word, role = self.words[number].word, self._role(number)
        last = number
        if word == "ruled" and self._word_at(number + 1) == "out":
            last = number + 1
        elif (role == "negative" and word == "n" and not marked) or (
            role != "negative" and word not in {*_PLAIN_NO, "denied"}
        ):
            return False
        after = last + 1
        ended = after >= len(self.words) or self.words[after].gap in {"comma", "end"}
        if ended:
            self.consumed.update(range(number, after))
        return ended

    def _relative_after(self, number: int) -> bool:
        """As in "keloids in her sister", "MND (mother)", "runs in the family"."""
        if number >= len(self.words) or number in self.spans:
            return False
        marked = self.words[number].gap in {"bracket", "colon"}
        number += self._word_at(number) == "run"
        if not marked and self._word_at(number) != "in":
            return False
        for ahead in range(number, min(number + _FEW, len(self.words))):
            divided = ahead > number and self.words[ahead].gap in _DIVIDES
            if divided or ahead in self.spans:
                break
            if self._role(ahead) in {"kin", "family"}:
                return self._word_at(ahead + 1) not in _HISTORY
            if self._role(ahead) != "soft":
                break
        return False

    def _allergy_after(self, number: int) -> bool:
        return (
            number < len(self.words)
            and number not in self.spans
            and self.words[number].gap in {"", "tight"}
            and (
                self._role(number) == "allergic" or self._word_at(number) == "reaction"
            )
            and self._word_at(number + 1) not in _LINKS
        )

    # --- other words --------------------------------------------------------------

    def _word(self, number: int) -> int:
        """Let one word do its work; returns how many words it was."""
        pair = self._pair(number)
        role = pair or self._role(number)
        if role == "negative" and self._word_at(number + 1) in _NEGATIVE_FOR:
            pair = role = "no"
        if number in self.consumed:
            self.open_part = False
        elif role is None:
            self._unknown(number)
        else:
            self._known(number, role)
        return 2 if pair else 1

    def _pair(self, number: int) -> Role | None:
        """The role of two letters as in n/a, h/o and their like."""
        if number + 1 >= len(self.words) or number + 1 in self.spans:
            return None
        one, two = self.words[number], self.words[number + 1]
        if two.gap not in {"slash", "tight"} or len(one.word) + len(two.word) > 2:  # noqa: PLR2004  a pair of letters
            return None
        return ABBREVIATED.get(one.word + two.word)

    def _unknown(self, number: int) -> None:
        state, word = self.state, self.words[number]
        start = word.start if state.denied_at is None else state.denied_at
        if self.open_part:
            start = self.reading.unknown.pop()[0]
        self.reading.unknown.append((start, word.end))
        self.open_part = True
        state.denied_at = None
        if state.denial in {"no", "not"}:
            state.denial = ""

    def _known(self, number: int, role: Role) -> None:
        state = self.state
        if role in {"no", "not", "deny"}:
            state.denial, state.after_term, state.linked = role, False, False
            state.denied_at = self.words[number].start
            self.reading.says_none |= role != "not"
            self.open_part = False
        elif role in {"and", "or", "stop"}:
            self._connect(role)
        elif role in {"kin", "family", "self"}:
            self._whose(number, role)
        elif role in {"allergic", "reaction"}:
            self._reacts(number, role)
        elif role == "verb" and state.after_term:
            state.forget()
        elif role == "filler" and not self._is_number(number):
            self._filler()

    def _connect(self, role: Role) -> None:
        self.open_part = False
        if role == "stop":
            self.state.forget()
        elif role == "and":
            self._and()
        else:
            self.state.linked, self.state.after_term = True, False

    def _filler(self) -> None:
        state = self.state
        state.denied_at = None
        if state.denial in {"no", "not"} and not state.after_term:
            state.denial = ""

    def _whose(self, number: int, role: Role) -> None:
        state, word = self.state, self.words[number].word
        following = self._word_at(number + 1)
        if role == "self":
            state.family, state.own = False, True
        elif role == "family":
            of_family = word in _HISTORY or following in _HISTORY
            state.family = of_family and not state.own
        else:
            before = self._word_at(number - 1)
            person = following == "of" or before in _NO_RELATIVE_BEFORE
            if not person and not self._follows_term(number):
                state.family = True

    def _follows_term(self, number: int) -> bool:
        """Whether a term stands right before, as in "breastfeeding mother"."""
        together = self.words[number].gap in {"", "tight"}
        return together and number in self.ends

    def _reacts(self, number: int, role: Role) -> None:
        state, after = self.state, number + 1
        told = self._word_at(after) in _LINKS
        direct = self._gap_at(after) == "colon" or after in self.spans
        listed = role == "allergic" and direct
        if role == "reaction":
            # "no reaction to warfarin" says neither allergy nor absence.
            told = told and not state.denial
            self._filler()
        if told or listed:
            state.allergic = True

    # --- small looks ----------------------------------------------------------------

    def _role(self, number: int) -> Role | None:
        word = self.words[number].word
        if word in ROLES:
            return ROLES[word]
        return "filler" if self._is_number(number) else None

    def _is_number(self, number: int) -> bool:
        return self.words[number].word[0].isdigit()

    def _word_at(self, number: int) -> str:
        inside = 0 <= number < len(self.words)
        return self.words[number].word if inside else ""

    def _gap_at(self, number: int) -> str:
        return self.words[number].gap if number < len(self.words) else ""


def _or_ahead(words: Sequence[Token], spans: dict[int, Span]) -> list[bool]:
    """For each word: whether an "or" ends the list that it stands in."""
    ahead = [False] * (len(words) + 1)
    inside = {n for s in spans.values() for n in range(s.first, s.last)}
    for number in range(len(words) - 1, -1, -1):
        role = None if number in inside else ROLES.get(words[number].word)
        if role == "or":
            ahead[number] = True
        elif role in {"stop", "verb", "no", "not", "deny", "and"}:
            ahead[number] = False
        else:
            after = number + 1 < len(words) and words[number + 1].gap
            ahead[number] = ahead[number + 1] and after not in {"end", "and", "colon"}
    return ahead[:-1]


def read(words: Sequence[Token], spans: dict[int, Span]) -> Reading:
    """Read a text whose terms stand at ``spans``."""
    return _Reader(words, spans).read()
