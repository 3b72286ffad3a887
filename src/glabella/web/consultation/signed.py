"""A signed consultation as the page reads it: only what was said and seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from glabella.clinic.consultations.content import FIELDS
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.selectors import grades_in
from glabella.web.consultation.areas import AreaRow, Step, rows_of
from glabella.web.consultation.words import ANSWERS, LABELS, SECTIONS

__all__ = ["Line", "Part", "SignedView", "graded_words", "signed_view"]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: what was asked and what was said."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its answers."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SignedView:
    """The sections that hold anything, and the grades."""

    parts: tuple[Part, ...]
    grades: tuple[Line, ...]


def signed_view(consultation: Consultation) -> SignedView:
    """Everything that the consultation holds, in the order of the page."""
    content = consultation.content
    parts = []
    for key, title in SECTIONS.items():
        lines = tuple(
            Line(LABELS[name], ANSWERS.get(name, {}).get(content[name], content[name]))
            for name, asked in FIELDS.items()
            if asked.section == key and content.get(name)
        )
        if lines:
            parts.append(Part(title, lines))
    return SignedView(tuple(parts), _graded_lines(grades_in(consultation)))


def graded_words(grades: Mapping[str, Grade]) -> str:
    """The grades on one line."""
    lines = _graded_lines(grades)
    return ". ".join(f"{line.label}: {line.says}" for line in lines)


def _graded_lines(grades: Mapping[str, Grade]) -> tuple[Line, ...]:
    return tuple(_graded(row) for row in rows_of(grades) if row.chosen)


def _graded(row: AreaRow) -> Line:
    said = []
    if row.rest:
        said.append(f"at rest {_chosen(row.rest)}")
        said.append(f"in full contraction {_chosen(row.contraction)}")
    elif row.contraction:
        said.append(_chosen(row.contraction))
    if row.masses:
        mass = _chosen_word(row.masses)
        said.append(f"muscle {mass.lower()}")
    if row.bands and any(row.bands):
        said.append(f"bands {row.bands[0]} right, {row.bands[1]} left")
    scale = f" ({row.scale})" if row.scale else ""
    return Line(row.name, f"{'; '.join(said) or 'wished'}{scale}")


def _chosen_word(steps: tuple[Step, ...]) -> str:
    return next((step.word for step in steps if step.chosen), "not said")


def _chosen(steps: tuple[Step, ...]) -> str:
    for step in steps:
        if step.chosen:
            return f"{step.value} ({step.word.lower()})"
    return "not graded"
