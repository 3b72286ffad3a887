"""Forms of the recall list."""

from datetime import date, timedelta
from typing import Final

from django import forms

from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls.selectors import Narrowed
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["CloseForm", "NarrowForm", "SnoozeForm"]

DUE: Final = {
    "": "Any day",
    "0": "Overdue",
    "7": "Within a week",
    "28": "Within 4 weeks",
}
WHY: Final = "Nothing about health."


class NarrowForm(forms.Form):
    """What the list is narrowed to."""

    status = forms.ChoiceField(
        label="Show",
        choices=[("open", "To bring in"), *Recall.Status.choices, ("all", "All")],
        required=False,
    )
    due = forms.ChoiceField(label="Due", choices=list(DUE.items()), required=False)
    find = forms.CharField(label="Whole name", required=False, max_length=254)

    def narrowed(self, today: date) -> Narrowed:
        """What was chosen; what cannot be read narrows nothing."""
        held = self.cleaned_data if self.is_valid() else {}
        status = held.get("status") or "open"
        days = held.get("due") or ""
        return Narrowed(
            status="" if status == "all" else status,
            until=today + timedelta(days=int(days)) if days else None,
            find=held.get("find", ""),
        )


class SnoozeForm(forms.Form):
    """Not before a day."""

    until = DayField(label="Ask again on", widget=DateInput)
    reason = forms.CharField(label="Why", max_length=500, help_text=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """The patient does not want to come, or is not to be asked."""

    reason = forms.CharField(label="Why", max_length=500, help_text=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)
