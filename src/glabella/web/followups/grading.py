"""The grades that a review asks for: each area, each rater, at rest and contracted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django import forms

from glabella.drawing.severity import Moment
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary
from glabella.web.shared.severity import (
    DRAWN,
    Step,
    contraction_label,
    scale_name,
    steps_of,
)

__all__ = ["Asked", "GradedArea", "Gradings", "grade_field"]

SAID: Final = {
    "glabella": "While you frown",
    "forehead": "While you raise your brows",
    "crows_feet": "While you smile with your eyes",
    "platysma": "While you bare your lower teeth",
}
"""What a patient does in front of the mirror."""
MOMENTS: Final[tuple[Moment, ...]] = ("rest", "contraction")


@dataclass(frozen=True, slots=True)
class Asked:
    """One grade: which area, by whom, at which moment."""

    area: str
    rater: str
    moment: Moment
    label: str
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"grade-{self.area}-{self.rater}-{self.moment}"


@dataclass(frozen=True, slots=True)
class GradedArea:
    """One area with its scale and the grades that are asked."""

    id: str
    name: str
    plain: str
    scale: str
    drawn: bool
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Gradings:
    """Every grade of a form."""

    areas: tuple[GradedArea, ...]
    raters: tuple[str, ...]

    @classmethod
    def of(cls, areas: Iterable[str], *, raters: Mapping[str, str]) -> "Gradings":
        """For the treated areas that have a scale; ``raters`` with their words."""
        known = case_vocabulary().areas
        found = (_area(area, raters) for area in areas if area in known)
        return cls(tuple(one for one in found if one.asked), tuple(raters))

    @property
    def asked(self) -> Iterator[Asked]:
        """All of them, in order."""
        for area in self.areas:
            yield from area.asked

    def in_form(
        self, form: forms.Form
    ) -> list[tuple[GradedArea, list[tuple[Asked, str]]]]:
        """Each area with its grades and what a form holds for them."""
        return [
            (area, [(one, _held(form, one.name)) for one in area.asked])
            for area in self.areas
        ]


def _held(form: forms.Form, name: str) -> str:
    value = form[name].value()
    return "" if value is None else str(value)


def _area(area: str, raters: Mapping[str, str]) -> GradedArea:
    file = catalogue.area_values(area)
    return GradedArea(
        id=area,
        name=file.name,
        plain=file.plain_name,
        scale=scale_name(file.scale),
        drawn=area in DRAWN,
        asked=tuple(_asked(area, raters)),
    )


def _asked(area: str, raters: Mapping[str, str]) -> Iterator[Asked]:
    for rater, word in raters.items():
        for moment in MOMENTS:
            steps = steps_of(area, moment)
            if rater == "subject" and word:  # staff note what the patient says
                steps = tuple(replace(step, drawing=None) for step in steps)
            if steps:
                yield Asked(area, rater, moment, _label(area, moment, word), steps)


def _label(area: str, moment: Moment, rater: str) -> str:
    """In words for staff; in a patient's own where no rater is named."""
    if not rater:
        still = "With your face at rest"
        return still if moment == "rest" else SAID.get(area, contraction_label(area))
    label = "At rest" if moment == "rest" else contraction_label(area)
    return f"{label}, by the {rater}"


def grade_field(asked: Asked) -> forms.TypedChoiceField:
    """The field of one grade; empty: not graded."""
    return forms.TypedChoiceField(
        label=asked.label,
        choices=[
            ("", "Not graded"),
            *(
                (step.value, f"{step.value} {step.word}".strip())
                for step in asked.steps
            ),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
