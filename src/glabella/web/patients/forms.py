"""Forms about the person: details, identity, next treatment, erasure."""

from typing import Any, override

from django import forms

from glabella.clinic.patients.services import DOCUMENTS, GROUNDS
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["DueForm", "EraseForm", "IdentityForm", "PersonForm"]

SEXES = [("", "Choose"), ("female", "female"), ("male", "male")]


class PersonForm(forms.Form):
    """Who somebody is and how to reach them."""

    given_name = forms.CharField(label="Given name", max_length=120)
    family_name = forms.CharField(label="Family name", max_length=120)
    born_on = DayField(label="Birth date", widget=DateInput)
    sex = forms.ChoiceField(
        label="Sex", choices=SEXES, help_text="Trials tell doses apart by it."
    )
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telephone", required=False, max_length=32)
    preferred_contact = forms.ChoiceField(
        label="To be reached by",
        choices=[("email", "e-mail"), ("phone", "telephone")],
        initial="email",
        required=False,
    )
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )
    note = forms.CharField(
        label="Note for the front desk",
        help_text="Nothing about health.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    alert = forms.CharField(
        label="Alert",
        help_text="Everybody who opens the record sees it at the top.",
        required=False,
        max_length=500,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, clinical: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clinical:
            del self.fields["alert"]

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("preferred_contact"):
            data["preferred_contact"] = "email"
        return data

    def details(self) -> dict[str, Any]:
        """What was entered, for the services."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class IdentityForm(forms.Form):
    """A document that was seen; its birth date is read from it, not from the record."""

    document = forms.ChoiceField(
        label="Document",
        choices=[("", "Choose"), *DOCUMENTS.items()],
        help_text="Neither a copy nor a number is kept.",
    )
    born_on_seen = DayField(
        label="Birth date on the document",
        widget=DateInput,
        help_text="Read it from the document.",
    )


class DueForm(forms.Form):
    """When the next treatment is due."""

    next_due_on = DayField(label="Next treatment due", required=False, widget=DateInput)


class EraseForm(forms.Form):
    """Ground and password for an erasure."""

    ground = forms.ChoiceField(
        label="Ground", choices=list(GROUNDS.items()), widget=forms.RadioSelect
    )
    number = forms.IntegerField(
        label="The patient's number, to be sure that it is the right one"
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
