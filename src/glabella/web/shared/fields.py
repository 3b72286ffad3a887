"""Days and instants out of forms: only those that a clinic can mean."""

from datetime import date, datetime
from typing import Any, Final, override

from django import forms
from django.core.exceptions import ValidationError

__all__ = ["DayField", "InstantField"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""Beyond is a slip of the keyboard, and near the ends of what Python counts."""


def _check(value: date | None) -> None:
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        message = "This day is too far away. Check the year."
        raise ValidationError(message, code="far")


class DayField(forms.DateField):
    """A day."""

    @override
    def to_python(self, value: Any) -> date | None:
        found: date | None = super().to_python(value)
        _check(found)
        return found


class InstantField(forms.DateTimeField):
    """A day and a time, on the clinic's clock."""

    @override
    def to_python(self, value: Any) -> datetime | None:
        try:
            found: datetime | None = super().to_python(value)
        except OverflowError:
            message = "This day is too far away. Check the year."
            raise ValidationError(message, code="far") from None
        _check(found)
        return found
