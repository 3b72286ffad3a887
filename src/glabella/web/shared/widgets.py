"""Form controls for which browsers have a picker of their own."""

from typing import Any

from django import forms

__all__ = ["DateInput", "DateTimeInput", "TimeInput"]

DAY = "%Y-%m-%d"
CLOCK = "%H:%M"
INSTANT = "%Y-%m-%dT%H:%M"


class DateInput(forms.DateInput):
    """A day; ``DateField(widget=DateInput)`` reads what it sends."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=DAY)


class TimeInput(forms.TimeInput):
    """A time of day in steps of five minutes, as the calendar keeps them."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format=CLOCK)


class DateTimeInput(forms.DateTimeInput):
    """A day and a time of day, in the clinic's time zone.

    Browsers send it with a T between, which ``DateTimeField`` understands.
    """

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format=INSTANT)
