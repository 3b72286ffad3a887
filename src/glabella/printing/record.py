"""A copy of a patient's record on paper, with headings, labels and values as text."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from glabella.printing.pdf import fonts_for

__all__ = ["Part", "RecordCopy", "Value", "record_pdf"]

_TEMPLATE = Path(__file__).parent / "record.typ"


@dataclass(frozen=True, slots=True)
class Value:
    """One value with what it is called."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading, each with its values."""

    name: str
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """What stands on the paper; ``made_up`` heads each page where it is not empty."""

    title: str
    about: str
    footer: str
    parts: tuple[Part, ...]
    made_up: str = ""

    @classmethod
    def of(
        cls,
        parts: Iterable[tuple[str, Iterable[Iterable[tuple[str, object]]]]],
        *,
        title: str,
        about: str,
        footer: str,
        made_up: str = "",
    ) -> "RecordCopy":
        """From plain names and values."""
        told = tuple(
            Part(
                name,
                tuple(
                    tuple(Value(label, str(value)) for label, value in row)
                    for row in rows
                ),
            )
            for name, rows in parts
        )
        return cls(title, about, footer, told, made_up)


def record_pdf(copy: RecordCopy) -> bytes:
    """The copy as PDF. Nothing of it is written to a file on the way."""
    from typst import compile as set_pages  # noqa: PLC0415  only who prints loads it

    data = asdict(copy)
    return set_pages(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=fonts_for(data),
        sys_inputs={"copy": json.dumps(data)},
    )
