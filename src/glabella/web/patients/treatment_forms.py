"""Forms of a treatment by hand and of a follow-up; rows as Django's formsets."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.selectors import bookable
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments.entries import (
    RATERS,
    RESULTS,
    SEVERITIES,
    SIDE_EFFECTS,
    TECHNIQUES,
    UNKNOWN,
    Effect,
    Entry,
    Given,
    Graded,
    Seen,
)
from glabella.clinic.treatments.models import Treatment
from glabella.evidence.planning import case_vocabulary
from glabella.web.patients.words import area_choices, capital, product_choices
from glabella.web.shared.fields import DayField
from glabella.web.shared.numbers import whole
from glabella.web.shared.widgets import DateInput

__all__ = [
    "AmendForm",
    "EffectRow",
    "EffectRows",
    "EntryForm",
    "FollowUpForm",
    "GivenRows",
    "entry_of",
    "initial_of",
    "refuse_rows",
    "seen_of",
]

SIDES: Final = [
    ("", ""),
    ("R", "patient's right"),
    ("L", "patient's left"),
    ("M", "middle"),
]
NONE: Final = ("", "Choose")


class EntryForm(forms.Form):
    """The head of a treatment."""

    day = DayField(label="Day", widget=DateInput)
    place = forms.ChoiceField(
        label="Where",
        choices=Treatment.Place.choices,
        initial=Treatment.Place.HERE,
        widget=forms.RadioSelect,
    )
    product = forms.ChoiceField(label="Product")
    technique = forms.ChoiceField(
        label="Technique",
        choices=[("", "Not known"), *TECHNIQUES.items()],
        required=False,
    )
    injector = forms.ChoiceField(
        label="Injected by", required=False, help_text="For treatments given here."
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, also: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in bookable()}
        if also is not None:
            self.people.setdefault(str(also.pk), also)
        _choices(self, "injector").choices = [
            NONE,
            *((key, user.name) for key, user in self.people.items()),
        ]
        _choices(self, "product").choices = [
            NONE,
            *product_choices(),
            (UNKNOWN, "Not known (elsewhere only)"),
        ]


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])


class GivenRow(forms.Form):
    """Units in one area, or at one site of it."""

    area = forms.ChoiceField(label="Area", required=False)
    site = forms.CharField(label="Site, if known", required=False, max_length=60)
    side = forms.ChoiceField(label="Side", choices=SIDES, required=False)
    units = forms.DecimalField(
        label="Units", required=False, max_digits=7, decimal_places=2, min_value=0
    )
    lot = forms.CharField(label="Lot", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area").choices = [NONE, *area_choices()]


GivenRows = formset_factory(GivenRow, extra=4, max_num=120, absolute_max=120)


class AmendForm(forms.Form):
    """Why a signed entry is corrected."""

    reason = forms.CharField(label="What was wrong", max_length=400)


class FollowUpForm(forms.Form):
    """What was seen on a later day, with grades of the treated areas."""

    day = DayField(label="Day", widget=DateInput)
    result = forms.ChoiceField(
        label="The patient's word",
        choices=[("", "Not said"), *RESULTS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, areas: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = [one for one in areas if one in case_vocabulary().areas]
        self.graded = [one for one in self.areas if _scale(one)]
        for area in self.graded:
            for rater, word in RATERS.items():
                for moment in ("rest", "contraction"):
                    self.fields[f"{area}-{rater}-{moment}"] = forms.TypedChoiceField(
                        label=f"{word}, {'at rest' if moment == 'rest' else 'contracted'}",
                        choices=[("", "-"), *_scale(area)],
                        coerce=int,
                        empty_value=None,
                        required=False,
                    )

    @property
    def grade_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The grades by area, for the page."""
        names = dict(area_choices())
        return [
            (
                names[area],
                [self[name] for name in self.fields if name.startswith(f"{area}-")],
            )
            for area in self.graded
        ]


def _scale(area: str) -> list[tuple[int, str]]:
    scale = case_vocabulary().areas[area]
    return [(grade, str(grade)) for grade in range(scale.low, scale.high + 1)]


class EffectRow(forms.Form):
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
    ended_on = DayField(label="Ended on", required=False, widget=DateInput)
    serious = forms.BooleanField(
        label="Serious: danger to life, hospital, or lasting harm", required=False
    )
    note = forms.CharField(label="Details", required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area").choices = [("", "Not one area"), *area_choices()]


EffectRows = formset_factory(EffectRow, extra=2, max_num=20, absolute_max=20)


def entry_of(form: EntryForm, rows: BaseFormSet[GivenRow]) -> Entry:
    """What was entered, for the services; empty rows are left out."""
    data = form.cleaned_data
    return Entry(
        day=data["day"],
        place=data["place"],
        product=data["product"],
        technique=data["technique"],
        injector=form.people.get(data["injector"]) if data["place"] == "here" else None,
        note=data["note"],
        given=tuple(_given(row) for row in _filled(rows)),
    )


def _filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [row for row in rows.cleaned_data if any(row.values())]


def _given(row: Mapping[str, Any]) -> Given:
    return Given(
        area=row["area"],
        units=row["units"],
        lot=row["lot"],
        site=row["site"] or row["side"],
        side=row["side"],
    )


def initial_of(treatment: Treatment) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A draft as its form and its rows show it."""
    head = {
        "day": treatment.day,
        "place": treatment.place,
        "product": treatment.product,
        "technique": treatment.technique,
        "injector": str(treatment.injector_id or ""),
        "note": treatment.note,
        "version": treatment.version,
    }
    rows = [
        {
            "area": site.area,
            "site": "" if site.site == site.side else site.site,
            "side": site.side,
            "units": _trimmed(site.units),
            "lot": site.lot,
        }
        for site in treatment.sites.all()
    ]
    return head, rows


def _trimmed(units: Decimal | None) -> Decimal | None:
    return None if units is None else Decimal(f"{units.normalize():f}")


def seen_of(form: FollowUpForm, rows: BaseFormSet[EffectRow]) -> Seen:
    """What was entered of a follow-up, for the services."""
    data = form.cleaned_data
    grades = [
        Graded(
            area,
            rater,
            at_rest=data[f"{area}-{rater}-rest"],
            at_contraction=data[f"{area}-{rater}-contraction"],
        )
        for area in form.graded
        for rater in RATERS
    ]
    return Seen(
        day=data["day"],
        result=data["result"],
        note=data["note"],
        grades=tuple(
            one
            for one in grades
            if one.at_rest is not None or one.at_contraction is not None
        ),
        effects=tuple(Effect(**row) for row in _filled(rows)),
    )


def refuse_rows(
    form: forms.Form, rows: BaseFormSet[Any], error: Invalid, *, prefix: str
) -> None:
    """Put what a service refused beside the row, or above the form."""
    filled = [row for row in rows.forms if any(row.cleaned_data.values())]
    for name, message in error.fields.items():
        head, _, rest = name.partition("-")
        number, _, field = rest.partition("-")
        if head == prefix and whole(number, len(filled)) < len(filled):
            row = filled[int(number)]
            place = {"days": "onset_on"}.get(field, field)
            row.add_error(place if place in row.fields else None, message)
            form.add_error(None, "A row needs another look.")
        else:
            form.add_error(name if name in form.fields else None, message)
