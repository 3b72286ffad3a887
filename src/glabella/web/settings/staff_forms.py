"""Forms of the people who work here."""

from typing import Any, get_args

from django import forms

from glabella.clinic.accounts.models import Role, User
from glabella.core.case import Technique
from glabella.web.settings.list_forms import TECHNIQUE_WORDS
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["LinkForm", "PersonForm", "StaffVersionForm"]


class PersonForm(forms.Form):
    """Who somebody is and what they may do here."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Several are possible. Without one nothing opens.",
    )
    profession = forms.CharField(label="Profession", max_length=80, required=False)
    registration_number = forms.CharField(
        label="Registration number", max_length=40, required=False
    )
    registration_country = forms.CharField(
        label="Country of registration",
        max_length=2,
        min_length=2,
        required=False,
        help_text="Two letters, such as GB.",
    )
    registration_expires = DayField(
        label="Registration ends",
        required=False,
        widget=DateInput,
        help_text="After this day: no treating, signing or approving.",
    )
    techniques = forms.MultipleChoiceField(
        label="May inject",
        choices=[(key, TECHNIQUE_WORDS[key]) for key in get_args(Technique)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(
        label="I mean to take the owner's rights from myself", required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        person: User | None = None,
        asks_sure: bool = False,
        read_only: bool = False,
        **kwargs: Any,
    ) -> None:
        if person is not None:
            kwargs["initial"] = of_person(person)
        super().__init__(*args, **kwargs)
        if not asks_sure:
            del self.fields["sure"]
        for field in self.fields.values():
            field.disabled = read_only

    def values(self) -> dict[str, Any]:
        """The fields of the person, without those of the form itself."""
        own = {"version", "sure"}
        return {
            name: value for name, value in self.cleaned_data.items() if name not in own
        }


class StaffVersionForm(forms.Form):
    """The version of somebody's entry that the page was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """A new way in for somebody."""

    forget_second_factor = forms.BooleanField(
        label="Forget their app, passkeys and recovery codes too", required=False
    )


def of_person(person: User) -> dict[str, Any]:
    """What a form of this person starts from."""
    names = (
        *("name", "email", "roles", "profession", "registration_number"),
        *("registration_country", "registration_expires", "techniques", "version"),
    )
    return {name: getattr(person, name) for name in names}
