"""Forms of a review by staff, of a side effect that goes on, and of a touch-up."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from glabella.clinic.followups.services import Course
from glabella.clinic.plans.touch_up import TouchSite
from glabella.clinic.treatments.entries import (
    CAUSALITY,
    IMPROVEMENT,
    MOST_UNITS,
    RATERS,
    RESULTS,
    SATISFACTION,
    SERIOUSNESS,
    SEVERITIES,
    SIDE_EFFECTS,
    Effect,
    Graded,
    Seen,
)
from glabella.web.followups.grading import Asked, GradedArea, Gradings, grade_field
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput
from glabella.web.shared.words import area_choices, capital

__all__ = [
    "CourseForm",
    "EffectRows",
    "ReviewForm",
    "TouchUpForm",
    "course_of_form",
    "natural_of",
    "seen_of",
    "told_fields",
]

NONE: Final = ("", "Choose")
NOT_SAID: Final = ("", "Not said")
YES_NO: Final = [NOT_SAID, ("yes", "Yes"), ("no", "No")]


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])


def told_fields(words: Mapping[str, str]) -> dict[str, forms.Field]:
    """Result, improvement, satisfaction, movement and look; ``words`` are the labels."""
    asked: dict[str, Sequence[tuple[Any, str]]] = {
        "result": [NOT_SAID, *RESULTS.items()],
        "improvement": [NOT_SAID, *IMPROVEMENT.items()],
        "satisfaction": [NOT_SAID, *SATISFACTION.items()],
        "movement": [NOT_SAID, *RESULTS.items()],
        "natural_look": YES_NO,
    }
    return {
        name: forms.ChoiceField(
            label=words[name],
            choices=[(key, capital(word)) for key, word in choices],
            widget=forms.RadioSelect,
            required=False,
        )
        for name, choices in asked.items()
    }


def natural_of(word: str) -> bool | None:
    """Yes, no, or not said."""
    return {"yes": True, "no": False}.get(word)


class ReviewForm(forms.Form):
    """What was seen on a later day, with grades of the treated areas."""

    day = DayField(label="Day", widget=DateInput)

    def __init__(self, *args: Any, areas: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= told_fields(
            {
                "result": "The patient's word on the result",
                "improvement": "Improvement (Global Aesthetic Improvement Scale)",
                "satisfaction": "Satisfaction",
                "movement": "Movement kept",
                "natural_look": "Looks natural",
            }
        )
        self.gradings = Gradings.of(areas, raters=RATERS)
        for grade in self.gradings.asked:
            self.fields[grade.name] = grade_field(grade)
        self.fields["note"] = forms.CharField(
            label="Note",
            required=False,
            max_length=4000,
            widget=forms.Textarea({"rows": 3}),
        )

    @property
    def graded_areas(self) -> list[tuple[GradedArea, list[tuple[Asked, str]]]]:
        """The grades by area, for the page."""
        return self.gradings.in_form(self)


class _Judged(forms.Form):
    """What is judged of a side effect whenever somebody looks at it."""

    ended_on = DayField(label="Ended on", required=False, widget=DateInput)
    causality = forms.ChoiceField(
        label="Was the treatment the cause?",
        choices=[("", "Not judged"), *CAUSALITY.items()],
        required=False,
    )
    seriousness = forms.MultipleChoiceField(
        label="Serious, because of",
        choices=list(SERIOUSNESS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    done = forms.CharField(
        label="What was done",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )


class EffectRow(_Judged):
    """One side effect."""

    kind = forms.ChoiceField(
        label="Side effect",
        choices=[("", "None"), *((k, capital(v)) for k, v in SIDE_EFFECTS.items())],
        required=False,
    )
    area = forms.ChoiceField(label="Area", required=False)
    severity = forms.ChoiceField(
        label="How bad", choices=[NONE, *SEVERITIES.items()], required=False
    )
    onset_on = DayField(label="Began on", required=False, widget=DateInput)
    note = forms.CharField(label="Details", required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area").choices = [("", "Not one area"), *area_choices()]


EffectRows = formset_factory(EffectRow, extra=2, max_num=20, absolute_max=20)


class CourseForm(_Judged):
    """How a side effect is on one day."""

    field_order = (
        *("day", "severity", "ended_on", "causality"),
        *("seriousness", "done", "note"),
    )
    day = DayField(label="Seen on", widget=DateInput)
    severity = forms.ChoiceField(label="How bad", choices=list(SEVERITIES.items()))
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )


class TouchUpForm(forms.Form):
    """Units for each site that is to be topped up; an empty field leaves it out."""

    def __init__(self, *args: Any, sites: Sequence[TouchSite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = sites
        for number, _ in enumerate(sites):
            self.fields[f"units-{number}"] = forms.DecimalField(
                label="Units now",
                required=False,
                max_digits=7,
                decimal_places=2,
                min_value=0,
                max_value=MOST_UNITS,
                widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
            )

    @property
    def rows(self) -> list[tuple[TouchSite, forms.BoundField]]:
        """Each site with its field."""
        return [(site, self[f"units-{n}"]) for n, site in enumerate(self.sites)]

    @property
    def units(self) -> dict[str, Decimal]:
        """The units that were given, by site."""
        return {
            site.key: units
            for number, site in enumerate(self.sites)
            if (units := self.cleaned_data.get(f"units-{number}"))
        }


def seen_of(form: ReviewForm, rows: BaseFormSet[EffectRow]) -> Seen:
    """What was entered of a review, for the services; empty rows are left out."""
    data = form.cleaned_data
    satisfied = data["satisfaction"]
    return Seen(
        day=data["day"],
        result=data["result"],
        improvement=data["improvement"],
        satisfaction=int(satisfied) if satisfied else None,
        movement=data["movement"],
        natural_look=natural_of(data["natural_look"]),
        note=data["note"],
        grades=graded(form.gradings, data),
        effects=tuple(_effect(row) for row in rows.cleaned_data if any(row.values())),
    )


def graded(gradings: Gradings, data: Mapping[str, Any]) -> tuple[Graded, ...]:
    """The grades that were given."""
    rows = (
        Graded(
            area.id,
            rater,
            at_rest=data.get(f"grade-{area.id}-{rater}-rest"),
            at_contraction=data.get(f"grade-{area.id}-{rater}-contraction"),
        )
        for area in gradings.areas
        for rater in gradings.raters
    )
    return tuple(
        one for one in rows if one.at_rest is not None or one.at_contraction is not None
    )


def _effect(row: Mapping[str, Any]) -> Effect:
    return Effect(**{**row, "seriousness": tuple(row["seriousness"])})


def course_of_form(form: CourseForm) -> Course:
    """What was entered of a side effect's course."""
    data = form.cleaned_data
    return Course(**{**data, "seriousness": tuple(data["seriousness"])})
