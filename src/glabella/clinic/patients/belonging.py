"""Everything that the record holds of one patient, whatever part of it keeps that.

Whoever adds a table below a patient need not add it here: a table belongs if its rows
name the patient or are sealed with the patient's key, and so do the rows below those.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from glabella.clinic.accounts.models import User
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = ["as_plain", "everything", "keyed_models", "rows_below", "rows_of"]

HIDDEN = frozenset({"audit.auditentry", "links.signedlink", "patients.searchtoken"})
"""Not the patient's data: the clinic's own log of deeds, and what only opens doors."""
MACHINERY = ("_index", "_digest", "_hash")
UNSAID = frozenset({"key", "version", "token_count", "dedupe", "attempts", "sequence"})


def keyed_models() -> list[type[models.Model]]:
    """The tables whose rows are sealed with somebody's key, in a fixed order."""
    return sorted(
        (
            model
            for model in apps.get_models()
            if any(_is_key(field) for field in model._meta.fields)  # noqa: SLF001
        ),
        key=lambda model: model._meta.label_lower,  # noqa: SLF001
    )


def rows_of(model: type[models.Model], patient: Patient) -> Iterable[models.Model]:
    """The rows of one table that belong to a patient, their keys loaded."""
    asked = Q(key=patient.key_id)
    if model is Patient:
        return Patient.objects.select_related("key").filter(pk=patient.pk)
    if any(field.name == "patient" for field in model._meta.fields):  # noqa: SLF001
        asked |= Q(patient=patient.pk)
    manager = model._default_manager  # noqa: SLF001
    return manager.select_related("key").filter(asked).order_by("pk")


def everything(patient: Patient) -> dict[str, list[dict[str, Any]]]:
    """All rows by table, opened and in plain values."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in keyed_models():
        label = model._meta.label_lower  # noqa: SLF001
        if label in HIDDEN:
            continue
        rows = [_row(row) for row in rows_of(model, patient)]
        if rows:
            found[str(model._meta.verbose_name)] = rows  # noqa: SLF001
    return found


def _row(row: models.Model) -> dict[str, Any]:
    told = as_plain(row)
    for name, below in rows_below(row):
        parts = [as_plain(one) for one in below]
        if parts:
            told[name] = parts
    return told


def rows_below(row: models.Model) -> Iterator[tuple[str, Iterable[models.Model]]]:
    """Rows that live and die with this one and have no key of their own."""
    for relation in row._meta.related_objects:  # noqa: SLF001
        model = relation.related_model
        if not relation.one_to_many:
            continue
        lives_with_it = relation.on_delete is models.CASCADE
        if lives_with_it and not any(_is_key(one) for one in model._meta.fields):  # noqa: SLF001
            name = str(model._meta.verbose_name_plural)  # noqa: SLF001
            if model._meta.label_lower not in HIDDEN | {"calendar.slot"}:  # noqa: SLF001
                yield name, model._default_manager.filter(**{relation.field.name: row})  # noqa: SLF001


def as_plain(row: models.Model) -> dict[str, Any]:
    """One row in plain values, without keys and machinery; people by their names."""
    told: dict[str, Any] = {}
    for field in row._meta.fields:  # noqa: SLF001
        if field.name in UNSAID or field.name.endswith(MACHINERY):
            continue
        value = getattr(row, field.attname)
        if value in (None, "", [], {}):
            continue
        related = field.related_model
        if related is User:
            told[field.name] = getattr(row, field.name).name
        else:
            told[field.name] = _plain(value)
    return told


def _is_key(field: models.Field[Any, Any]) -> bool:
    return field.name == "key" and field.related_model is SubjectKey


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, UUID) else value
