"""The head of every page inside a patient's record; a library of template tags."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from glabella.clinic.accounts import rights
from glabella.clinic.practice.selectors import day_of
from glabella.core.case import years_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glabella.clinic.patients.models import Patient
    from glabella.web.shared.parts import Chip

__all__ = ["patient_bar", "register"]

register = template.Library()


@register.simple_block_tag(takes_context=True)
def patient_bar(
    context: template.Context,
    content: str,
    patient: "Patient",
    heading: str = "",
    chips: "Sequence[Chip]" = (),
    state: "Chip | None" = None,
) -> SafeString:
    """Name, age, allergies, alert and next due, always in sight; buttons inside.

    ``state`` says how what is headed stands, ``chips`` which steps are done.
    Without ``heading`` the name itself is the heading of the page.
    """
    request = context["request"]
    at = timezone.now()
    today = day_of(at)
    shown: dict[str, Any] = {
        "patient": patient,
        "age": _age(patient.born_on, today),
        "heading": heading,
        "state": state,
        "chips": chips,
        "clinical": rights.may(
            request.user, "patient.read_clinical", at=at, patient=patient
        ),
        "overdue": patient.next_due_on is not None and patient.next_due_on < today,
        "buttons": content if content.strip() else "",
    }
    return render_to_string("shared/_patient_bar.html", shown)


def _age(born_on: date | None, day: date) -> int | None:
    return None if born_on is None else years_between(born_on, day)
