"""Withdraw a photograph, tap points on it, draw on a copy of it."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.photos.fitting import clean_landmarks
from glabella.clinic.photos.models import Annotation, Photo
from glabella.clinic.photos.strokes import clean_point, clean_strokes
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.clinic.shared.text import one_line

__all__ = ["ALIGN_POINTS", "annotate", "set_align", "set_landmarks", "withdraw"]

ALIGN_POINTS: Final = 3
LONGEST_TITLE: Final = 80


@transaction.atomic
def withdraw(
    *, actor: User, at: datetime, photo: Photo, version: int, reason: str
) -> Photo:
    """Take a photograph out of sight: the wrong person, blurred, not agreed to.

    It stays in the record with the reason; no list and no comparison shows it again.
    """
    rights.require(actor, "photo.take", at=at)
    reason = one_line(reason)
    if not reason:
        raise Invalid.field("reason", "Say why it is withdrawn.")
    row = _locked(photo, version)
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = at, actor, reason
    _save(row, ["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=row,
        subject=row.key,
        reason=reason,
    )
    return row


@transaction.atomic
def set_align(
    *, actor: User, at: datetime, photo: Photo, version: int, points: object
) -> Photo:
    """Keep the three points by which a photograph is laid over another."""
    rights.require(actor, "photo.take", at=at)
    if not isinstance(points, list) or len(points) != ALIGN_POINTS:
        message = f"Tap {ALIGN_POINTS} points: one after the other, as they are named."
        raise Invalid.field("points", message)
    clean = [clean_point(one) for one in points]
    return _pointed(actor, at, _locked(photo, version), ("align", clean))


@transaction.atomic
def set_landmarks(
    *, actor: User, at: datetime, photo: Photo, version: int, points: object
) -> Photo:
    """Keep the anatomical points that were tapped; whether they fit is seen then."""
    rights.require(actor, "photo.take", at=at)
    clean = clean_landmarks(points)
    return _pointed(actor, at, _locked(photo, version), ("landmarks", clean))


def _pointed(actor: User, at: datetime, row: Photo, what: tuple[str, Any]) -> Photo:
    name, points = what
    before = getattr(row, name)
    setattr(row, name, points)
    _save(row, [name])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        before={name: before},
        after={name: points},
    )
    return row


@transaction.atomic
def annotate(
    *, actor: User, at: datetime, photo: Photo, strokes: object, title: str = ""
) -> Annotation:
    """Keep what was drawn over a copy; the photograph itself stays as it is."""
    rights.require(actor, "photo.take", at=at)
    clean = clean_strokes(strokes)
    title = one_line(title)
    if len(title) > LONGEST_TITLE:
        raise Invalid.field("title", f"At most {LONGEST_TITLE} letters.")
    row = _locked(photo)
    made = Annotation.objects.create(
        key=row.key,
        photo=row,
        number=row.annotations.count() + 1,
        strokes=clean,
        title=title,
        created_at=at,
        created_by=actor,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=made,
        subject=row.key,
        after={"photograph": row.pk, "strokes": clean, "title": title},
    )
    return made


def _locked(photo: Photo, version: int | None = None) -> Photo:
    """The row as it is now, for this transaction; withdrawn ones take nothing more."""
    row = Photo.objects.select_for_update(of=("self",)).select_related("key")
    found = row.get(pk=photo.pk)
    if version is not None and found.version != version:
        raise Stale
    if found.withdrawn_at is not None:
        message = "This photograph was withdrawn: nothing more is added to it."
        raise Blocked(message)
    return found


def _save(row: Photo, fields: list[str]) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
