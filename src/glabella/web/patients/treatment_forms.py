"""Forms of a treatment by hand; its rows as Django's formsets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.selectors import bookable
from glabella.clinic.treatments.entries import (
    TECHNIQUES,
    UNKNOWN,
    Entry,
    Given,
)
from glabella.clinic.treatments.models import Treatment
from glabella.web.patients.words import area_choices, product_choices
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = [
    "AmendForm",
    "EntryForm",
    "GivenRows",
    "entry_of",
    "initial_of",
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
