"""What narrows the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import Action
from glabella.clinic.audit.selectors import Filters
from glabella.clinic.patients.selectors.numbers import key_of_number
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["FilterForm"]

NOBODY = UUID(int=0)
"""No key has this id: the filter for a number that no patient has."""


class FilterForm(forms.Form):
    """Who, what, on which record, about whom, when."""

    actor = forms.ChoiceField(label="Who", required=False)
    action = forms.ChoiceField(
        label="What", required=False, choices=[("", "anything"), *Action.choices]
    )
    record = forms.ChoiceField(label="Record", required=False)
    patient = forms.IntegerField(label="Patient number", required=False, min_value=1)
    from_on = DayField(label="From", required=False, widget=DateInput)
    to_on = DayField(label="To", required=False, widget=DateInput)

    def __init__(
        self,
        *args: Any,
        people: Iterable[User],
        record_types: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", "anybody"),
            ("system", "Glabella itself"),
            *((str(user.pk), user.name) for user in people),
        ]
        self.fields["record"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", "any"),
            *((kind, words(kind)) for kind in record_types if kind),
        ]

    def filters(self, *, viewer: User, at: datetime) -> Filters:
        """What was chosen; a field that holds what cannot be counts as not set."""
        # What is not valid is not in cleaned_data, and is said beside its field.
        self.full_clean()
        given = self.cleaned_data
        subject = None
        if given.get("patient"):
            number = given["patient"]
            subject = key_of_number(viewer=viewer, at=at, number=number) or NOBODY
        return Filters(
            actor_id=given.get("actor", ""),
            action=given.get("action", ""),
            record_type=given.get("record", ""),
            subject=subject,
            from_on=given.get("from_on"),
            to_on=given.get("to_on"),
        )


def words(record_type: str) -> str:
    """The kind of record as a person reads it: "patients.patient" is "patient"."""
    return record_type.rpartition(".")[2].replace("_", " ")
