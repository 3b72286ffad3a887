"""The vocabulary of conditions, medicines and allergies, from its TOML files.

Each table is one class. Its ``terms`` are lines of ``name | other name | ~wrong
spelling``: a wrong spelling means the first name of its line, or the one it equals
(``~wrong = right``). A line that ends with ``|`` goes on; ``#`` starts a heading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from glabella.core.errors import EvidenceError
from glabella.core.vocabulary import EFFECTS, KINDS, TermClass, Vocabulary
from glabella.evidence.files import DATA, Table, name_of, read_toml
from glabella.evidence.schema import required, typed

__all__ = ["vocabulary"]

_FIELDS = {"name", "kind", "effect", "sources", "note", "terms"}
_FOLDER = "screening/vocabulary"


@cache
def vocabulary(root: Path = DATA) -> Vocabulary:
    """All classes of all files; EvidenceError where a file breaks the rules."""
    classes: dict[str, TermClass] = {}
    for path in sorted((root / _FOLDER).glob("*.toml")):
        file = name_of(path, root)
        for one in _classes(read_toml(path), file):
            if one.id in classes:
                raise EvidenceError.at(file, one.id, "is there twice")
            classes[one.id] = one
    if not classes:
        raise EvidenceError.at(_FOLDER, "*.toml", "no class was found")
    return Vocabulary(tuple(classes.values()))


def _classes(table: Table, file: str) -> Iterator[TermClass]:
    for class_id in table:
        where = f"{file}: {class_id}"
        yield _class(class_id, typed(table, class_id, dict, {}, where=file), where)


def _class(class_id: str, table: Table, where: str) -> TermClass:
    if unknown := sorted(set(table) - _FIELDS):
        raise EvidenceError.at(where, unknown[0], "unknown field")
    kind = required(table, "kind", str, where=where)
    effect = required(table, "effect", str, where=where)
    _one_of(kind, KINDS, where, "kind")
    _one_of(effect, EFFECTS, where, "effect")
    sources = required(table, "sources", list, where=where)
    if not sources or not all(isinstance(source, str) for source in sources):
        raise EvidenceError.at(where, "sources", "is not a list of source keys")
    terms, misspelt = _terms(required(table, "terms", str, where=where), where)
    return TermClass(
        id=class_id,
        kind=kind,
        name=required(table, "name", str, where=where),
        effect=effect,
        sources=tuple(sources),
        note=typed(table, "note", str, "", where=where),
        terms=terms,
        misspelt=misspelt,
    )


def _one_of(value: str, allowed: Iterable[str], where: str, key: str) -> None:
    if value not in allowed:
        raise EvidenceError.at(where, key, f"unknown: {value!r}")


def _terms(
    text: str, where: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The terms of a class, and its (wrong, right) spellings."""
    terms: list[str] = []
    misspelt: list[tuple[str, str]] = []
    for line in text.replace("|\n", "|").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        good = [part for part in parts if not part.startswith("~")]
        if not all(parts) or not good:
            raise EvidenceError.at(where, "terms", f"cannot read: {line.strip()!r}")
        terms += good
        misspelt += [_spelling(part, good, where) for part in parts if part[0] == "~"]
    if not terms:
        raise EvidenceError.at(where, "terms", "is empty")
    if len(set(terms)) < len(terms):
        double, _ = Counter(terms).most_common(1)[0]
        raise EvidenceError.at(where, "terms", f"is there twice: {double!r}")
    return tuple(terms), tuple(misspelt)


def _spelling(part: str, terms: list[str], where: str) -> tuple[str, str]:
    """``~wrong = right``; without ``= right`` the first term of the line is meant."""
    wrong, _, right = part[1:].partition("=")
    meant = right.strip() or terms[0]
    if not wrong.strip() or meant not in terms:
        raise EvidenceError.at(where, "terms", f"not on its line: {part!r}")
    return wrong.strip(), meant
