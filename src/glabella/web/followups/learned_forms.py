"""Forms of what was agreed, and of the questions about a missing effect."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from glabella.clinic.followups.learning.doubts import ANSWERS, Answer
from glabella.clinic.followups.learning.wishes import WishTold
from glabella.clinic.treatments.models import Treatment
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput
from glabella.web.shared.words import product_name

if TYPE_CHECKING:
    from glabella.core.forecast.rules import RuleText

__all__ = ["DoubtForm", "WishForm"]

GRADES = [
    ("", "as before treatment"),
    ("1", "mild again"),
    ("2", "moderate again"),
    ("3", "severe again"),
]


class WishForm(forms.Form):
    """When this patient means to come back."""

    grade = forms.TypedChoiceField(
        label="Comes back when the line in movement is",
        choices=GRADES,
        required=False,
        coerce=int,
        empty_value=None,
    )
    weeks = forms.IntegerField(
        label="A treatment should last, weeks",
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric", "min": 4, "max": 52}),
    )
    on = DayField(
        label="Or comes on this day",
        required=False,
        widget=DateInput,
        help_text="A day before the label interval ends needs a reason.",
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    def told(self) -> WishTold:
        """What was agreed, for the service."""
        held = self.cleaned_data
        return WishTold(
            grade=held["grade"],
            weeks=held["weeks"],
            on=held["on"],
            reason=held["reason"],
        )


class DoubtForm(forms.Form):
    """Every question with an answer and a note, and what is concluded."""

    treatment = forms.ChoiceField(label="Treatment whose effect is doubted")
    conclusion = forms.CharField(
        label="What you conclude",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        asked: Sequence["RuleText"],
        given: Sequence[Treatment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = tuple(asked)
        self.given = {str(one.pk): one for one in given}
        self.fields["treatment"] = forms.ChoiceField(
            label="Treatment whose effect is doubted",
            choices=[
                (key, f"{one.day.day} {one.day:%B %Y}, {product_name(one.product)}")
                for key, one in self.given.items()
            ],
        )
        for one in self.asked:
            self.fields[one.topic] = forms.ChoiceField(
                label=one.text,
                choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
            )
            self.fields[f"{one.topic}_note"] = forms.CharField(
                label="What was found",
                required=False,
                max_length=2000,
                widget=forms.Textarea({"rows": 1}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each question with its two fields and its sources."""
        return [
            {
                "answer": self[one.topic],
                "note": self[f"{one.topic}_note"],
                "sources": one.sources,
            }
            for one in self.asked
        ]

    def answers(self) -> dict[str, Answer]:
        """The answers by question, for the service."""
        held = self.cleaned_data
        return {
            one.topic: Answer(held[one.topic], held[f"{one.topic}_note"])
            for one in self.asked
        }

    def chosen(self) -> Treatment:
        """The treatment whose effect is doubted."""
        return self.given[self.cleaned_data["treatment"]]
