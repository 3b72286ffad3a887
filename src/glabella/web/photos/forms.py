"""Forms of photographs."""

from collections.abc import Iterable
from typing import Any, override

from django import forms

from glabella.clinic.photos.models import Photo, PhotoSet
from glabella.clinic.photos.services import PURPOSES
from glabella.clinic.treatments.models import Treatment
from glabella.evidence.planning import case_vocabulary
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput
from glabella.web.shared.words import area_name, capital

__all__ = [
    "CopyForm",
    "DrawForm",
    "GradeForm",
    "PointsForm",
    "TakeForm",
    "WithdrawForm",
]

SENT = ".jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp"


def _capital(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, capital(word)) for key, word in choices]


class TakeForm(forms.Form):
    """One photograph of the set."""

    view = forms.ChoiceField(label="View", choices=_capital(Photo.View.choices))
    expression = forms.ChoiceField(
        label="Expression", choices=_capital(Photo.Expression.choices)
    )
    occasion = forms.ChoiceField(
        label="Occasion", choices=_capital(PhotoSet.Occasion.choices)
    )
    day = DayField(
        label="Day",
        required=False,
        widget=DateInput,
        help_text="Empty: today. For photographs that were taken earlier.",
    )
    picture = forms.FileField(
        label="Photograph",
        help_text="JPEG, PNG or WebP, up to 20 MB.",
        widget=forms.ClearableFileInput(
            attrs={"accept": SENT, "capture": "environment"}
        ),
        error_messages={"required": "Choose a photograph, or take one."},
    )
    visit = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    treatment = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a photograph is taken out of sight."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=400,
        help_text="Say nothing of the face itself: the reason stays in the record.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(forms.Form):
    """What a copy of a photograph is for."""

    purpose = forms.ChoiceField(
        label="A copy",
        choices=_capital(PURPOSES.items()),
        widget=forms.RadioSelect,
    )


class _TappedField(forms.JSONField):
    """JSON of a script of ours; whatever else is sent is refused in words."""

    @override
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            message = self.error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid") from error

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return None


class DrawForm(forms.Form):
    """What was drawn over a copy."""

    title = forms.CharField(label="Title", required=False, max_length=80)
    strokes = _TappedField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Nothing is drawn: draw first, then keep it.",
            "invalid": "What was drawn could not be read. Draw it again.",
        },
    )


class PointsForm(forms.Form):
    """Points that were tapped on a photograph."""

    points = _TappedField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "No point is tapped: tap the points as they are named.",
            "invalid": "The points could not be read. Tap them again.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class GradeForm(forms.Form):
    """Grades that a person gives from two photographs, as a follow-up."""

    treatment = forms.ChoiceField(label="After the treatment of")
    area = forms.ChoiceField(label="Area")
    at_rest = forms.IntegerField(label="At rest", required=False, min_value=0)
    at_contraction = forms.IntegerField(
        label="At contraction", required=False, min_value=0
    )

    def __init__(
        self, *args: Any, treatments: Iterable[Treatment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.treatments = {str(one.pk): one for one in treatments}
        areas = case_vocabulary().areas
        given = dict.fromkeys(
            site.area for one in self.treatments.values() for site in one.sites.all()
        )
        _choices(self, "treatment").choices = [
            (key, f"{one.day:%d %B %Y}") for key, one in self.treatments.items()
        ]
        _choices(self, "area").choices = [
            (area, _scaled(area)) for area in given if area in areas
        ]


def _scaled(area: str) -> str:
    scale = case_vocabulary().areas[area]
    return f"{capital(area_name(area))} ({scale.low} to {scale.high})"


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):  # pragma: no cover - it is above
        raise TypeError(name)
    return field
