"""Forms of the public page and of a request by telephone."""

from datetime import date
from typing import Any, Final, override

from django import forms

from glabella.clinic.requests.concerns import ASKED_BACK, CONCERNS, TIMES
from glabella.clinic.requests.services import Asked

__all__ = ["AgeForm", "PhoneForm", "RequestForm"]

LONGEST_NAME: Final = 120
LONGEST_GOALS: Final = 2000
YES_NO = (("yes", "Yes"), ("no", "No"))


def _number(label: str, autocomplete: str, most: int) -> forms.CharField:
    attrs = {
        "inputmode": "numeric",
        "autocomplete": autocomplete,
        "maxlength": most,
        "size": most,
    }
    return forms.CharField(
        label=label, widget=forms.TextInput(attrs), max_length=most, required=False
    )


class AgeForm(forms.Form):
    """A birth date, asked alone: in three parts, as people say it."""

    day = _number("Day", "bday-day", 2)
    month = _number("Month", "bday-month", 2)
    year = _number("Year", "bday-year", 4)

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["born_on"] = self._born_on(cleaned)
        return cleaned

    def _born_on(self, cleaned: dict[str, Any]) -> date | None:
        parts = [cleaned.get(name) or "" for name in ("year", "month", "day")]
        if not all(part.isdecimal() for part in parts):
            self.add_error(None, "Give day, month and year in figures: 8 3 1990.")
            return None
        try:
            return date(*map(int, parts))
        except ValueError:
            self.add_error(None, "There is no such day. Check day, month and year.")
            return None


class RequestForm(forms.Form):
    """What somebody asks for; looked over by the service, which knows the rules."""

    concerns = forms.MultipleChoiceField(
        label="What is it about?",
        choices=[(one.key, one.words) for one in CONCERNS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    smile_lines = forms.ChoiceField(
        label="Smile lines: which do you mean?",
        choices=list(ASKED_BACK.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    goals = forms.CharField(
        label="What would you like to change?",
        help_text="In your own words. Nothing about your health: that is asked later.",
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST_GOALS}),
        max_length=LONGEST_GOALS,
        required=False,
    )
    treated_before = forms.ChoiceField(
        label="Have you been treated for this before, here or elsewhere?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    times = forms.MultipleChoiceField(
        label="When would suit you?",
        choices=list(TIMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    given_name = forms.CharField(
        label="Given name",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label="Family name",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    email = forms.CharField(
        label="E-mail",
        help_text="E-mail or telephone: one is enough.",
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Telephone",
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    consent = forms.BooleanField(label="Yes", required=False)

    @override
    def __init__(self, *args: Any, consent_words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = consent_words

    def asked(self) -> Asked:
        """What was typed, as the service takes it."""
        held = self.cleaned_data
        answers = {"yes": True, "no": False}
        return Asked(
            given_name=held["given_name"],
            family_name=held["family_name"],
            email=held["email"],
            phone=held["phone"],
            concerns=tuple(held["concerns"]),
            smile_lines=held["smile_lines"],
            goals=held["goals"],
            treated_before=answers.get(held["treated_before"]),
            times=tuple(held["times"]),
            consent=held["consent"],
            sex=held.get("sex", ""),
        )


class PhoneForm(RequestForm):
    """The same by telephone, written down by the front desk."""

    sex = forms.ChoiceField(
        label="Sex",
        choices=[("female", "Female"), ("male", "Male")],
        widget=forms.RadioSelect,
        required=False,
    )
