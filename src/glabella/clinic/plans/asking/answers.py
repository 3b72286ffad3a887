"""What stands in the form: field names and texts, exactly as they were sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

__all__ = [
    "LONGEST_TEXT",
    "MOST_EDITS",
    "MOST_ROWS",
    "RECORD_ROWS",
    "Answers",
    "Problem",
    "starting_answers",
]

LONGEST_TEXT = 2000
"""Characters in one field; a list of medicines is far shorter."""

MOST_ROWS = 8
"""Earlier treatments, and procedures, that the form has room for."""

RECORD_ROWS = 400
"""Rows that come from a record: all of them, and nobody has had as many."""

MOST_EDITS = 400
"""Sites changed by hand that are carried along; the largest plan has fewer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong beside one field, and what to do about it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The texts of each field; a field that was not sent has none.

    ``rows`` is how many earlier treatments there may be: as many as the form has
    room for, or all that a record holds.
    """

    fields: Mapping[str, tuple[str, ...]]
    rows: int = MOST_ROWS

    @classmethod
    def of(cls, lists: Iterable[tuple[str, Iterable[object]]]) -> "Answers":
        """From pairs of name and values, as ``QueryDict.lists`` gives them."""
        return cls({name: tuple(str(v) for v in values) for name, values in lists})

    def one(self, name: str) -> str:
        """The last text of a field without its outer spaces, or an empty one."""
        values = self.fields.get(name, ())
        return values[-1].strip() if values else ""

    def many(self, name: str) -> tuple[str, ...]:
        """Every text of a field, each once."""
        return tuple(dict.fromkeys(self.fields.get(name, ())))

    def under(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """(rest of the name, text) of the fields that begin with ``prefix``."""
        return tuple(
            (name[len(prefix) :], self.one(name))
            for name in self.fields
            if name.startswith(prefix)
        )

    def replaced(self, **fields: Iterable[str]) -> "Answers":
        """The same answers with some fields set anew."""
        new = {name: tuple(values) for name, values in fields.items()}
        return Answers({**self.fields, **new}, self.rows)

    @property
    def as_json(self) -> dict[str, list[str]]:
        """The fields as they are kept."""
        return {name: list(values) for name, values in self.fields.items()}

    def too_long(self) -> tuple[Problem, ...]:
        """A problem for each field that holds more than anyone would type."""
        return tuple(
            Problem(name, f"Use at most {LONGEST_TEXT:,} characters.")
            for name, values in self.fields.items()
            if any(len(value) > LONGEST_TEXT for value in values)
        )


def starting_answers(on: date) -> Answers:
    """An example to start from: an adult, the upper face, no question asked."""
    upper_face = ("glabella", "forehead", "crows_feet")
    fields = {
        "jurisdiction": "US",
        "product": "botox-cosmetic",
        "on": on.isoformat(),
        "age_years": "42",
        "sex": "female",
        "technique": "auto",
        "movement": "natural",
        **{f"rest.{area}": "1" for area in upper_face},
        **{f"contraction.{area}": "2" for area in upper_face},
    }
    return Answers(
        {"area": upper_face, **{name: (text,) for name, text in fields.items()}}
    )
