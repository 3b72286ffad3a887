"""What a patient tells of a treatment on their own phone."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms

from glabella.clinic.treatments.entries import SEVERITIES, Effect, Seen
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.services.follow_ups import EMERGENCIES
from glabella.web.followups.forms import graded, natural_of, told_fields
from glabella.web.followups.grading import Asked, GradedArea, Gradings, grade_field
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["PatientReviewForm", "TroubleRow"]

TROUBLES: Final = {
    "breathing": "Trouble breathing",
    "swallowing": "Trouble swallowing, or a hoarse or changed voice",
    "distant": "Weakness in other parts of the body, or slurred speech",
    "allergy": "Wheals, a swollen face, mouth or throat, or faintness",
    "eye": "Double or blurred sight, or an eye that is dry, hurts or does not close well",
    "infection": "Redness, warmth, pain or discharge that grows",
    "lid_ptosis": "An upper eyelid that hangs lower",
    "brow_ptosis": "Brows that feel heavy or sit lower",
    "brow_lateral": "Outer brows that rise too high",
    "asymmetry": "One side looks different from the other",
    "mouth": "An uneven smile, trouble with drinking or some sounds",
    "chewing": "Weaker chewing, or a hollow cheek",
    "bruising": "A bruise",
    "swelling": "Swelling",
    "redness": "Redness",
    "discomfort": "Soreness or pain where the needle went in",
    "headache": "A headache",
    "other": "Something else",
}
"""Side effects in a patient's words, those first for which nobody should wait."""
ASKS: Final = {
    "result": "The effect is",
    "improvement": "Compared with before the treatment, it looks",
    "satisfaction": "Are you satisfied?",
    "movement": "The movement that is left is",
    "natural_look": "Do you look natural to yourself?",
}


class TroubleRow:
    """One trouble: a tick, how bad, and since when."""

    def __init__(self, form: forms.Form, kind: str, words: str) -> None:
        self.kind = kind
        self.words = words
        self.urgent = kind in EMERGENCIES
        self.has = form[f"has-{kind}"]
        self.severity = form[f"severity-{kind}"]
        self.since = form[f"since-{kind}"]


class PatientReviewForm(forms.Form):
    """The questions; any of them may be left open."""

    def __init__(self, *args: Any, treatment: Treatment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = dict.fromkeys(site.area for site in treatment.sites.all())
        for kind, words in TROUBLES.items():
            self._add_trouble(kind, words)
        self.fields |= told_fields(ASKS)
        self.gradings = Gradings.of(areas, raters={"subject": ""})
        for grade in self.gradings.asked:
            self.fields[grade.name] = grade_field(grade)
        self.fields["note"] = forms.CharField(
            label="Anything that you want to tell us",
            required=False,
            max_length=2000,
            widget=forms.Textarea({"rows": 3}),
        )

    def _add_trouble(self, kind: str, words: str) -> None:
        self.fields[f"has-{kind}"] = forms.BooleanField(label=words, required=False)
        self.fields[f"severity-{kind}"] = forms.ChoiceField(
            label="How bad",
            choices=list(SEVERITIES.items()),
            initial="mild",
            required=False,
        )
        self.fields[f"since-{kind}"] = DayField(
            label="Since", required=False, widget=DateInput
        )

    @property
    def urgent(self) -> list[TroubleRow]:
        """Troubles for which an ambulance is called."""
        return [row for row in self._rows() if row.urgent]

    @property
    def others(self) -> list[TroubleRow]:
        """All the others."""
        return [row for row in self._rows() if not row.urgent]

    def _rows(self) -> Iterator[TroubleRow]:
        return (TroubleRow(self, kind, words) for kind, words in TROUBLES.items())

    @property
    def told(self) -> list[forms.BoundField]:
        """The questions on the result."""
        return [self[name] for name in ASKS]

    @property
    def graded_areas(self) -> list[tuple[GradedArea, list[tuple[Asked, str]]]]:
        """The grades by area, for the page."""
        return self.gradings.in_form(self)

    def seen(self) -> Seen:
        """What was told, for the services."""
        data = self.cleaned_data
        satisfied = data["satisfaction"]
        return Seen(
            day=None,
            result=data["result"],
            improvement=data["improvement"],
            satisfaction=int(satisfied) if satisfied else None,
            movement=data["movement"],
            natural_look=natural_of(data["natural_look"]),
            note=data["note"],
            grades=graded(self.gradings, data),
            effects=tuple(
                Effect(
                    kind,
                    severity=data[f"severity-{kind}"] or "mild",
                    onset_on=data[f"since-{kind}"],
                )
                for kind in TROUBLES
                if data[f"has-{kind}"]
            ),
        )
