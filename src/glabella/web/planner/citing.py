"""Numbers with their sources: what a number button shows, and the list at the end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from glabella.core.sources import OURS, Source

__all__ = ["GRADE_WORDS", "Citation", "Cited", "Citer"]

GRADE_WORDS = {
    "A": "label or regulator text",
    "B": "manufacturer or compendium",
    "C": "paper or registry",
    "D": "news or third party",
    "trial": "clinical trial",
    "secondary": "secondary source",
    "background": "background, to be verified",
    "ours": "our own choice",
}
_WEAK = {"D", "background"}


@dataclass(frozen=True, slots=True)
class Cited:
    """A number as text with the keys of its sources; ``weak`` says a warning."""

    text: str
    sources: tuple[str, ...]
    weak: str = ""

    @property
    def keys(self) -> str:
        """The keys with a blank between them, for an attribute."""
        return " ".join(self.sources)

    @property
    def first(self) -> str:
        """The key to jump to where no script shows them all."""
        return self.sources[0] if self.sources else ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One document of the list; ``address`` only where it can be opened."""

    key: str
    title: str
    address: str
    grade: str
    grade_word: str
    edition: str
    note: str


class Citer:
    """Turns numbers into cited ones and remembers, in order, what was cited."""

    def __init__(self, source: Callable[[str], Source]) -> None:
        self._source = source
        self._used: dict[str, Source] = {}

    def cite(self, text: str, keys: Iterable[str]) -> Cited:
        """``text`` with its sources; the program's own rules where none is named."""
        found = tuple(dict.fromkeys(keys)) or (OURS,)
        for key in found:
            if key not in self._used:
                self._used[key] = self._source(key)
        return Cited(text, found, self._weak(found))

    def _weak(self, keys: tuple[str, ...]) -> str:
        grades = {self._used[key].grade for key in keys}
        if grades == {"D"}:
            return "Grade D alone: check it before use"
        return "Background alone: check it before use" if grades <= _WEAK else ""

    def citations(self) -> tuple[Citation, ...]:
        """Every document cited so far."""
        return tuple(_citation(source) for source in self._used.values())


def _citation(source: Source) -> Citation:
    opens = urlsplit(source.address).scheme in {"http", "https"}
    note = source.note
    if source.machine_written:
        note = f"{note} Machine-written text.".strip()
    return Citation(
        key=source.key,
        title=source.title,
        address=source.address if opens else "",
        grade=source.grade,
        grade_word=GRADE_WORDS[source.grade],
        edition=source.edition,
        note=note,
    )
