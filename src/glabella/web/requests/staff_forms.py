"""Forms of the queue: narrow the list, answer, decline, book."""

from datetime import datetime
from typing import Any, Final, override

from django import forms

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.outbox.models import Message
from glabella.clinic.practice.models import Room
from glabella.clinic.requests.models import TreatmentRequest
from glabella.web.shared.fields import DayField, InstantField
from glabella.web.shared.widgets import DateInput, DateTimeInput

__all__ = [
    "OTHER_TIME",
    "BookForm",
    "DeclineForm",
    "NarrowForm",
    "NoteForm",
    "OutboxForm",
    "TimesForm",
    "WhoForm",
]

OTHER_TIME: Final = "other"


class NarrowForm(forms.Form):
    """What the queue is narrowed to."""

    status = forms.ChoiceField(
        label="Show",
        choices=[
            ("open", "Open"),
            *TreatmentRequest.Status.choices,
            ("all", "All"),
        ],
        required=False,
    )
    channel = forms.ChoiceField(
        label="Came",
        choices=[("", "Any way"), *TreatmentRequest.Channel.choices],
        required=False,
    )
    find = forms.CharField(
        label="Whole name, e-mail or telephone", required=False, max_length=254
    )


class NoteForm(forms.Form):
    """A note for colleagues."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note for colleagues",
        help_text="Nothing about health.",
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
    )


class DeclineForm(forms.Form):
    """A no, with its reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        help_text="Stays with the clinic; the message does not repeat it.",
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
    )
    tell = forms.BooleanField(label="Send a kind no by e-mail", required=False)


class WhoForm(forms.Form):
    """Who is registered: looked over with the person on the telephone."""

    given_name = forms.CharField(label="Given name", max_length=120)
    family_name = forms.CharField(label="Family name", max_length=120)
    born_on = DayField(label="Birth date", widget=DateInput)
    sex = forms.ChoiceField(
        label="Sex",
        choices=[("female", "Female"), ("male", "Male")],
        widget=forms.RadioSelect,
    )


class TimesForm(forms.Form):
    """Which free times are offered."""

    kind = forms.ChoiceField(
        label="For", choices=Appointment.Kind.choices, required=False
    )
    injector = forms.ChoiceField(label="With", required=False)
    from_day = DayField(label="From", widget=DateInput, required=False)

    @override
    def __init__(self, *args: Any, injectors: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["injector"].choices = [  # type: ignore[attr-defined] # ChoiceField
            ("", "Whoever is free"),
            *((str(one.pk), one.name) for one in injectors),
        ]


class BookForm(forms.Form):
    """The time that is taken: one of those offered, or another."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Appointment.Kind.choices, widget=forms.HiddenInput)
    slot = forms.ChoiceField(label="Time", widget=forms.RadioSelect)
    other_injector = forms.ChoiceField(label="Another time, with", required=False)
    other_start = InstantField(
        label="Another time, on", widget=DateTimeInput, required=False
    )
    room = forms.ChoiceField(label="Room", required=False)

    @override
    def __init__(
        self,
        *args: Any,
        slots: list[tuple[str, str]],
        injectors: list[User],
        rooms: list[Room],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "slot": [*slots, (OTHER_TIME, "Another time")],
            "other_injector": [("", "Choose")]
            + [(str(one.pk), one.name) for one in injectors],
            "room": [("", "Decide later")] + [(str(one.pk), one.name) for one in rooms],
        }
        for name, some in choices.items():
            self.fields[name].choices = some  # type: ignore[attr-defined] # ChoiceField

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("slot") == OTHER_TIME:
            for name in ("other_injector", "other_start"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Needed for another time.")
        return cleaned

    def chosen(self) -> tuple[str, datetime]:
        """The injector's id and the start."""
        held = self.cleaned_data
        if held["slot"] == OTHER_TIME:
            return held["other_injector"], held["other_start"]
        injector, _, start = held["slot"].partition("|")
        return injector, datetime.fromisoformat(start)


class OutboxForm(forms.Form):
    """What the outbox is narrowed to."""

    status = forms.ChoiceField(
        label="State", choices=[("", "Any"), *Message.Status.choices], required=False
    )
    kind = forms.ChoiceField(
        label="About", choices=[("", "Anything"), *Message.Kind.choices], required=False
    )
