"""The health questions as one form, for patients and for staff."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, override

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from glabella.clinic.patients.answers import in_words
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.questions import (
    BY_KEY,
    NOT_APPLICABLE,
    QUESTIONS,
    Question,
    area_name,
    suggestions,
)
from glabella.core.case_reading import HABITS
from glabella.evidence import catalogue
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput

__all__ = ["Asked", "HistoryForm", "kept_fields"]

YES, NO = "yes", "no"
PROCEDURE_ROWS: Final = 3
NOT_FOR_A_FORM: Final = frozenset({"csrfmiddlewaretoken", "version", "send"})
ASKED_ANEW: Final = frozenset({"pregnant", "breastfeeding", "infection_at_site"})
"""What was true last time says nothing about today."""
FLAGS: Final = {YES: True, NO: False, NOT_APPLICABLE: NOT_APPLICABLE}
OPEN: Final = [("", "not said")]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it."""

    question: Question
    fields: tuple[BoundField, ...]
    details: tuple[BoundField, ...]
    last_time: str
    suggestions: tuple[str, ...]


class HistoryForm(forms.Form):
    """All questions; nothing is required, for an open question is not a no."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        patient: Patient,
        last: Mapping[str, Any] | None = None,
        for_staff: bool = False,
    ) -> None:
        super().__init__(data)
        self.last = last
        self.for_staff = for_staff
        self.asked = [
            question
            for question in QUESTIONS
            if not (question.for_women and patient.sex == "male")
        ]
        for question in self.asked:
            self.fields.update(self._fields_of(question))
        if last:
            self.initial = _initial(last)

    def _fields_of(self, question: Question) -> dict[str, forms.Field]:
        label = question.label if self.for_staff else question.ask
        if question.kind == "text":
            return {question.key: _text(label, rows=3)}
        if question.kind == "habits":
            return {
                f"habits-{name}": forms.ChoiceField(
                    label=name.capitalize(),
                    choices=OPEN + [(word, word) for word in words],
                    required=False,
                )
                for name, words in HABITS.items()
            }
        choices = [(YES, "Yes"), (NO, "No")]
        if question.for_women:
            choices.append((NOT_APPLICABLE, "Does not apply"))
        found: dict[str, forms.Field] = {
            question.key: forms.ChoiceField(
                label=label,
                help_text="" if self.for_staff else question.help,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
            )
        }
        return found | _details(question)

    @property
    def questions(self) -> Iterator[Asked]:
        """The questions in their order, each with its fields."""
        for question in self.asked:
            names = [
                name
                for name in self.fields
                if name == question.key or name.startswith(f"{question.key}-")
            ]
            plain = question.kind in {"text", "habits"}
            first = names if plain else names[:1]
            rest = [] if plain else names[1:]
            yield Asked(
                question=question,
                fields=tuple(self[name] for name in first),
                details=tuple(self[name] for name in rest),
                last_time=self._last_time(question),
                suggestions=suggestions(question),
            )

    def _last_time(self, question: Question) -> str:
        if not self.last or question.key not in self.last:
            return ""
        return in_words(question, self.last[question.key])

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for question in self.asked:
            if data.get(question.key) == YES and question.detail:
                told = self._told(question, data)
                if not told:
                    self.add_error(f"{question.key}-{_first(question)}", _SAY_WHICH)
        return data

    def _told(self, question: Question, data: Mapping[str, Any]) -> list[Any]:
        if question.kind == "areas":
            return list(data.get(f"{question.key}-where") or ())
        if question.kind == "procedures":
            return [row for row in self._rows(data) if row["kind"] or row["on"]]
        return str(data.get(f"{question.key}-which") or "").splitlines()

    def _rows(self, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for number in range(PROCEDURE_ROWS):
            yield {
                "kind": data.get(f"recent_procedures-what-{number}") or "",
                "on": data.get(f"recent_procedures-on-{number}"),
                "areas": [],
            }

    def answers(self) -> dict[str, Any]:
        """What was answered, by the keys of the case file; open questions are left out."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        for question in self.asked:
            said = data.get(question.key)
            if question.kind == "habits":
                habits = {name: data.get(f"habits-{name}") for name in HABITS}
                found["habits"] = {name: word for name, word in habits.items() if word}
            elif question.kind == "text":
                found[question.key] = said or None
            elif question.kind == "flag":
                found[question.key] = FLAGS.get(said or "")
            elif said == NO:
                found[question.key] = []
            elif said == YES:
                found[question.key] = self._told(question, data)
        return {
            key: answer for key, answer in found.items() if answer not in (None, {})
        }


_SAY_WHICH = "You said yes: say which."


def kept_fields(data: QueryDict) -> dict[str, Sequence[str]]:
    """What a half-filled form holds, to be kept as it is."""
    return {
        name: values
        for name, values in data.lists()
        if name not in NOT_FOR_A_FORM and any(values)
    }


def _details(question: Question) -> dict[str, forms.Field]:
    if question.kind == "areas":
        where = forms.MultipleChoiceField(
            label=question.detail,
            choices=_areas(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        return {f"{question.key}-where": where}
    if question.kind == "texts":
        return {f"{question.key}-which": _text(question.detail, rows=4)}
    if question.kind == "procedures":
        found: dict[str, forms.Field] = {}
        for number in range(PROCEDURE_ROWS):
            found[f"{question.key}-what-{number}"] = forms.CharField(
                label=f"What ({number + 1})", required=False, max_length=160
            )
            found[f"{question.key}-on-{number}"] = DayField(
                label=f"When, roughly ({number + 1})", required=False, widget=DateInput
            )
        return found
    return {}


@cache
def _areas() -> tuple[tuple[str, str], ...]:
    names = [(area, area_name(area)) for area in catalogue.area_keys()]
    return tuple((area, f"{name[:1].upper()}{name[1:]}") for area, name in names)


def _text(label: str, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": rows}),
    )


def _first(question: Question) -> str:
    return {"areas": "where", "procedures": "what-0"}.get(question.kind, "which")


def _initial(last: Mapping[str, Any]) -> dict[str, Any]:
    """What is likely still true; what is asked anew stays open."""
    found: dict[str, Any] = {}
    for key, answer in last.items():
        question = BY_KEY.get(key)
        if question is None or key in ASKED_ANEW or question.kind == "text":
            continue
        if question.kind == "habits":
            found |= {f"habits-{name}": word for name, word in answer.items()}
        elif question.kind == "texts":
            found[key] = YES if answer else NO
            found[f"{key}-which"] = "\n".join(answer)
    return found
