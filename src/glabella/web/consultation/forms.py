"""The form of the consultation; what is allowed is the service's business."""

from collections.abc import Mapping
from typing import Any

from django import forms

from glabella.clinic.consultations.content import FIELDS, LONGEST_TEXT, Asked
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.services import Entry
from glabella.web.consultation.words import (
    ANSWERS,
    HELP,
    LABELS,
    NOTES,
    SECTIONS,
    SHORT,
)
from glabella.web.shared.numbers import whole
from glabella.web.shared.widgets import DateInput

__all__ = ["ConsultationForm", "PhraseForm", "grades_of"]

LONGEST_NOTE = 20_000


def _field(name: str, asked: Asked) -> forms.Field:
    label, help_text = LABELS[name], HELP.get(name, "")
    common: dict[str, Any] = {
        "label": label,
        "help_text": help_text,
        "required": False,
    }
    if asked.words:
        words = ANSWERS[name]
        choices = [(word, words[word]) for word in asked.words]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if asked.is_day:
        return forms.CharField(widget=DateInput, **common)
    if name in SHORT:
        return forms.CharField(max_length=200, **common)
    widget = forms.Textarea({"rows": 3})
    return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **common)


class ConsultationForm(forms.Form):
    """Every field of the talk and the examination, the note and the decision."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="A phrase of yours is put in with a dot and its name, then a space.",
        widget=forms.Textarea({"rows": 6, "data-phrases": ""}),
    )
    decision = forms.ChoiceField(
        label="Decision",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("plan", "Plan a treatment"),
            ("wait", "Wait"),
            ("refer", "Refer"),
            ("decline", "Decline"),
        ],
    )
    decision_reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Needed to wait, refer or decline.",
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asked in FIELDS.items():
            self.fields[name] = _field(name, asked)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The fields of each section, in the order of the page."""
        return [
            {
                "id": key,
                "title": title,
                "note": NOTES.get(key, ""),
                "fields": [
                    self[name] for name, asked in FIELDS.items() if asked.section == key
                ],
            }
            for key, title in SECTIONS.items()
        ]

    def entry(self) -> Entry:
        """What was typed, as the service takes it; it says what is wrong."""
        typed = {name: str(self.data.get(name, "")) for name in FIELDS}
        return Entry(
            fields=typed,
            note=str(self.data.get("note", "")),
            decision=str(self.data.get("decision", "")),
            decision_reason=str(self.data.get("decision_reason", "")),
            grades=grades_of(self.data),
        )

    @classmethod
    def of(cls, consultation: Consultation) -> "ConsultationForm":
        """The form filled from a draft."""
        return cls(
            initial={
                **consultation.content,
                "version": consultation.version,
                "note": consultation.note,
                "decision": consultation.decision,
                "decision_reason": consultation.decision_reason,
            }
        )


def grades_of(data: Mapping[str, Any]) -> list[Grade]:
    """The graded areas of a form: ``area`` chosen, ``rest.AREA`` and the others."""
    chosen = data.getlist("area") if hasattr(data, "getlist") else data.get("area", [])
    return [
        Grade(
            area=area,
            at_rest=_number(data, f"rest.{area}"),
            at_contraction=_number(data, f"contraction.{area}"),
            muscle_mass=str(data.get(f"mass.{area}") or "average"),
            bands=_bands(data, area),
        )
        for area in dict.fromkeys(chosen)
    ]


def _number(data: Mapping[str, Any], name: str) -> int | None:
    text = str(data.get(name, "")).strip()
    return whole(text, None)


def _bands(data: Mapping[str, Any], area: str) -> tuple[int, int] | None:
    right = _number(data, f"bands.R.{area}")
    left = _number(data, f"bands.L.{area}")
    return None if right is None or left is None else (right, left)


class PhraseForm(forms.Form):
    """A quick phrase."""

    short = forms.CharField(
        label="Name", max_length=20, help_text="Small letters, digits, hyphens."
    )
    text = forms.CharField(
        label="Text", max_length=1000, widget=forms.Textarea({"rows": 3})
    )
