"""What every change of settings does: lock the clinic's row, check, write down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.practice import selectors
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, Invalid, Stale

__all__ = ["checked", "opened", "plain", "write_down"]


def opened(actor: User, *, at: datetime, version: int) -> Practice:
    """The clinic's row for somebody who may change it, as their form knew it.

    The row is held until the transaction ends.
    """
    rights.require(actor, "settings.write", at=at)
    found = Practice.objects.select_for_update().filter(pk=1).first()
    if found is None:
        message = "This clinic is not set up yet: run `glabella setup` first."
        raise Blocked(message)
    if found.version != version:
        raise Stale
    return found


def checked[M: models.Model](record: M) -> M:
    """The record, once its fields and constraints hold; else Invalid."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Invalid.from_validation(error) from error
    return record


def plain(record: models.Model) -> dict[str, Any]:
    """The fields of a record of settings, for the audit."""
    return model_to_dict(record, exclude=["id"])


def write_down(
    *,
    actor: User,
    at: datetime,
    practice: Practice,
    part: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Count the change on the clinic's row and record it."""
    practice.version += 1
    practice.save()
    selectors.forget()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="settings",
        record_type=f"practice.{part}",
        record_id=practice.pk,
        before=before,
        after=after,
    )
