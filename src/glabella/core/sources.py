"""Where a number comes from: documents, grades and how a value is known."""

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = [
    "BASES",
    "GRADES",
    "JURISDICTIONS",
    "OURS",
    "Basis",
    "Grade",
    "Jurisdiction",
    "Source",
    "Value",
]

Grade = Literal["A", "B", "C", "D", "trial", "secondary", "background", "ours"]
Basis = Literal["read", "derived", "background", "gap", "ours"]
Jurisdiction = Literal["US", "UK", "EU"]

GRADES: tuple[Grade, ...] = get_args(Grade)
BASES: tuple[Basis, ...] = get_args(Basis)
JURISDICTIONS: tuple[Jurisdiction, ...] = get_args(Jurisdiction)

OURS = "GLABELLA"
"""The source key of every rule or number that is our own choice."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document: ``address`` is empty only for grade D."""

    key: str
    title: str
    address: str
    kind: str
    grade: Grade
    edition: str = ""
    note: str = ""
    machine_written: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One cited fact.

    ``value`` is a number, a text, a list or a table, in ``unit``; ``grade`` is
    the best grade among ``sources``; ``jurisdictions`` is empty where the fact
    is not bound to one; ``span`` is the (low, high) the number must lie in.
    """

    key: str
    value: object
    unit: str
    sources: tuple[str, ...]
    grade: Grade
    basis: Basis
    area: str = ""
    unit_family: str = ""
    jurisdictions: tuple[str, ...] = ()
    span: tuple[float, float] | None = None
    note: str = ""

    @property
    def may_set_a_dose(self) -> bool:
        """Whether the value may alone set a default dose or a safety distance."""
        return self.basis in {"read", "derived", "ours"}
