"""Forms of the calendar."""

from datetime import date, datetime, time
from typing import Any, Final, override

from django import forms

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.grid import check_day, day_span, local_instant
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.questions import area_name
from glabella.clinic.practice.models import Room
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.errors import Invalid
from glabella.evidence import catalogue
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput, TimeInput

__all__ = [
    "AbsenceForm",
    "CancelForm",
    "FindForm",
    "HoursForm",
    "MoveForm",
    "NewForm",
    "WaitForm",
]

ANY_ROOM: Final = "any"
NO_ROOM: Final = "none"
WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
KINDS: Final = [(key, str(word).capitalize()) for key, word in Appointment.Kind.choices]
TECHNIQUES: Final = [
    ("", "Not yet known"),
    ("standard", "Standard"),
    ("baby", "Low dose (“baby”)"),
    ("skin", "Intradermal micro-dose (“skin”)"),
]


class FindForm(forms.Form):
    """Whom the visit is for."""

    find = forms.CharField(
        label="Name, number, birth date, e-mail or telephone",
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TimeForm(forms.Form):
    """A day and a time on the clinic's clock, with somebody, in a room."""

    day = DayField(label="Day", widget=DateInput)
    clock = forms.TimeField(label="Time", widget=TimeInput)
    injector = forms.ChoiceField(label="With")
    room = forms.ChoiceField(label="Room")
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=5,
        max_value=480,
        step_size=5,
        help_text="Empty: as long as proposed.",
    )
    outside_hours = forms.BooleanField(
        label="Outside working hours, on purpose", required=False
    )

    @override
    def __init__(
        self, *args: Any, people: list[User], rooms: list[Room], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        self._rooms = {str(one.pk): one for one in rooms}
        self._offer("injector", [(key, one.name) for key, one in self._people.items()])
        self._offer(
            "room",
            [
                (ANY_ROOM, "Any that is free"),
                *((key, one.name) for key, one in self._rooms.items()),
                (NO_ROOM, "None"),
            ],
        )
        if not rooms:
            del self.fields["room"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # ChoiceField

    @override
    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if held.get("day") and held.get("clock") is not None:
            try:
                held["starts_at"] = local_instant(
                    held["day"], held["clock"], clinic_zone()
                )
            except Invalid as error:
                self.add_error("clock", str(error))
        return held

    @property
    def chosen_injector(self) -> User:
        """Who was chosen."""
        return self._people[self.cleaned_data["injector"]]

    @property
    def chosen_room(self) -> Room | None:
        """The room that was chosen by name."""
        return self._rooms.get(self.cleaned_data.get("room", ""))

    @property
    def any_room(self) -> bool:
        """Whether any free room will do."""
        return self.cleaned_data.get("room") == ANY_ROOM


class NewForm(TimeForm):
    """A new visit."""

    kind = forms.ChoiceField(label="What for", choices=KINDS, widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="Areas", widget=forms.CheckboxSelectMultiple, required=False
    )
    technique = forms.ChoiceField(label="Technique", choices=TECHNIQUES, required=False)
    note = forms.CharField(
        label="Note for colleagues",
        help_text="Nothing about health.",
        widget=forms.Textarea({"rows": 2}),
        required=False,
        max_length=1000,
    )
    field_order = (
        "kind",
        "areas",
        "technique",
        "day",
        "clock",
        "minutes",
        "injector",
        "room",
        "outside_hours",
        "note",
    )

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("areas", [(key, area_name(key)) for key in catalogue.area_keys()])


class MoveForm(TimeForm):
    """Another time for a visit."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why a visit is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        help_text="Stays with the clinic; the message to the patient does not say it.",
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
    )


class WaitForm(forms.Form):
    """What somebody waits for."""

    kind = forms.ChoiceField(label="What for", choices=KINDS, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label="Minutes", min_value=5, max_value=480, step_size=5, initial=30
    )
    injector = forms.ChoiceField(label="With", required=False)
    from_day = DayField(label="From", widget=DateInput)
    until_day = DayField(label="Until", widget=DateInput, required=False)
    weekdays = forms.MultipleChoiceField(
        label="Days",
        help_text="None ticked: any day.",
        choices=[(one[:3].lower(), one) for one in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    parts = forms.MultipleChoiceField(
        label="Parts of the day",
        help_text="None ticked: any time.",
        choices=[
            ("morning", "Morning, until 12"),
            ("afternoon", "Afternoon, 12 to 17"),
            ("evening", "Evening, from 17"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    appointment = forms.ChoiceField(
        label="Later visit that is given up for it", required=False
    )

    @override
    def __init__(
        self,
        *args: Any,
        people: list[User],
        visits: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["injector"].choices = [  # type: ignore[attr-defined] # ChoiceField
            ("", "Whoever is free"),
            *((str(one.pk), one.name) for one in people),
        ]
        self.fields["appointment"].choices = [  # type: ignore[attr-defined] # the same
            ("", "None"),
            *visits,
        ]


class AbsenceForm(forms.Form):
    """When somebody is away."""

    first_day = DayField(label="From", widget=DateInput)
    first_clock = forms.TimeField(
        label="at", widget=TimeInput, required=False, help_text="Empty: the whole day."
    )
    last_day = DayField(label="Until", widget=DateInput)
    last_clock = forms.TimeField(
        label="at", widget=TimeInput, required=False, help_text="Empty: the whole day."
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Colleagues see it in the calendar.",
        required=False,
        max_length=120,
    )

    @override
    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        for name, field, last in (
            ("starts_at", "first", False),
            ("ends_at", "last", True),
        ):
            day, clock = held.get(f"{field}_day"), held.get(f"{field}_clock")
            if day is None:
                continue
            try:
                held[name] = _edge(day, clock, last=last)
            except Invalid as error:
                self.add_error(f"{field}_clock", str(error))
        return held


def _edge(day: date, clock: time | None, *, last: bool) -> datetime:
    """The instant; a day without a time is taken whole."""
    where = clinic_zone()
    if clock is not None:
        return local_instant(day, clock, where)
    check_day(day)
    return day_span(day, where)[1 if last else 0]


class HoursForm(forms.Form):
    """The week of somebody: up to two spans on each day."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in enumerate(WEEKDAYS):
            for part, words in enumerate(("", ", again")):
                for edge, word in (("starts", "from"), ("ends", "to")):
                    self.fields[f"d{day}_{part}_{edge}"] = forms.TimeField(
                        label=f"{name}{words} {word}", widget=TimeInput, required=False
                    )

    @property
    def days(self) -> list[tuple[str, list[Any]]]:
        """Each weekday with its four fields."""
        return [
            (
                name,
                [
                    self[f"d{day}_{part}_{edge}"]
                    for part in range(2)
                    for edge in ("starts", "ends")
                ],
            )
            for day, name in enumerate(WEEKDAYS)
        ]

    @override
    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        spans = []
        for day in range(len(WEEKDAYS)):
            for part in range(2):
                name = f"d{day}_{part}_"
                starts, ends = held.get(f"{name}starts"), held.get(f"{name}ends")
                if starts is not None and ends is not None:
                    spans.append((day, starts, ends))
                elif starts is not None or ends is not None:
                    missing = "ends" if ends is None else "starts"
                    self.add_error(name + missing, "Give both times, or none.")
        held["spans"] = spans
        return held
