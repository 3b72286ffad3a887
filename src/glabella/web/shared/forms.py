"""Between forms and services: what was refused, and what somebody else changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField
from django.http import QueryDict

from glabella.clinic.shared.errors import Invalid
from glabella.web.shared.numbers import whole

__all__ = ["Difference", "StaleForm", "refuse", "refuse_rows", "restale"]

NO_CHOICE = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two versions differ, in words."""

    label: str
    yours: str
    now: str


@dataclass(frozen=True, slots=True)
class StaleForm:
    """What ``shared/_stale.html`` shows."""

    rows: tuple[Difference, ...]
    by: str = ""
    at: datetime | None = None


def refuse(form: BaseForm, error: Invalid) -> None:
    """Put what a service refused beside the fields; the rest above the form."""
    for name, message in error.fields.items():
        form.add_error(name if name in form.fields else None, message)


def refuse_rows(
    form: BaseForm, rows: BaseFormSet[Any], error: Invalid, *, prefix: str
) -> None:
    """Put what a service refused beside the row, or above the form."""
    filled = [row for row in rows.forms if any(row.cleaned_data.values())]
    for name, message in error.fields.items():
        head, _, rest = name.partition("-")
        number, _, field = rest.partition("-")
        if head == prefix and whole(number, len(filled)) < len(filled):
            row = filled[int(number)]
            place = {"days": "onset_on"}.get(field, field)
            row.add_error(place if place in row.fields else None, message)
            form.add_error(None, "A row needs another look.")
        else:
            form.add_error(name if name in form.fields else None, message)


def restale(
    form: BaseForm, now: Mapping[str, Any], *, by: str = "", at: datetime | None = None
) -> StaleForm:
    """Set a refused form side by side with what is there now.

    ``now`` holds the record's values by field name, with the new ``version``.
    The form keeps what was typed and takes over the new version, so that sending
    it again decides with both in view.
    """
    rows = tuple(
        Difference(label=str(field.label), yours=yours, now=there)
        for field in form
        if field.name in now and field.name != "version"
        if (yours := _words(field, field.value()))
        != (there := _words(field, field.field.prepare_value(now[field.name])))
    )
    if "version" in form.fields and "version" in now:
        data = _copy(form.data)
        data[form.add_prefix("version")] = str(now["version"])
        form.data = data
    return StaleForm(rows=rows, by=by, at=at)


def _copy(data: Any) -> Any:
    return data.copy() if isinstance(data, QueryDict) else dict(data)


def _words(field: BoundField, value: Any) -> str:
    """Return a value as a person would read it: the labels of choices, yes and no."""
    if value is None or value in ("", []):
        return NO_CHOICE
    labels = _labels(field)
    if isinstance(value, list | tuple | set):
        return ", ".join(labels.get(str(part), str(part)) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if labels:
        return labels.get(str(value), str(value))
    return str(field.field.widget.format_value(value) or NO_CHOICE)


def _labels(field: BoundField) -> dict[str, str]:
    choices = getattr(field.field, "choices", ())
    flat: dict[str, str] = {}
    for value, label in choices:
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        flat.update({str(key): str(word) for key, word in inner})
    return flat
