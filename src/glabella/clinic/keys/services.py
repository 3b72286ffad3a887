"""Make, destroy and re-wrap subject keys.

Nothing here writes the audit, which stands above: whoever calls does so in the same
transaction (:func:`glabella.clinic.audit.services.erase` for a destroyed key).
"""

import secrets
import uuid
from datetime import datetime

from django.db import connection, models, transaction

from glabella.clinic.keys import ring
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    KeyDestroyed,
    KeyFileProblem,
)
from glabella.clinic.shared.text import one_line

__all__ = [
    "CLINICS_OWN",
    "destroy",
    "drop_old_versions",
    "new_key",
    "own_key",
    "rotate",
]

CLINICS_OWN = uuid.UUID("c1191c00-0000-4000-8000-000000000000")
"""The key of what belongs to no person, such as changes of the settings."""

BATCH = 500


def new_key(*, at: datetime) -> SubjectKey:
    """A key for a new patient or request."""
    return SubjectKey.objects.create(**_fresh(uuid.uuid4(), at))


@transaction.atomic
def own_key(*, at: datetime) -> SubjectKey:
    """The clinic's own key, made when it is first needed."""
    found = SubjectKey.objects.filter(id=CLINICS_OWN).first()
    if found is None:
        found, _ = SubjectKey.objects.get_or_create(
            id=CLINICS_OWN, defaults=_fresh(CLINICS_OWN, at)
        )
    return found


def _fresh(subject: uuid.UUID, at: datetime) -> dict[str, object]:
    clinic = ring.clinic_key()
    plain = secrets.token_bytes(ring.KEY_BYTES)
    return {
        "id": subject,
        "wrapped": ring.wrap(plain, subject=subject, by=clinic),
        "wrapped_by": clinic.current,
        "created_at": at,
    }


@transaction.atomic
def destroy(*, actor: Actor, at: datetime, key: SubjectKey, ground: str) -> SubjectKey:
    """Destroy a key for ever: what it sealed can never be read again.

    The row stays and says who did it, when and on what ground, which must name
    nobody: it is kept in clear.
    """
    ground = one_line(ground)
    if not ground:
        raise Invalid.field("ground", "Say on what ground the record is erased.")
    if key.id == CLINICS_OWN:
        message = "The clinic's own key belongs to no person and is never destroyed."
        raise Blocked(message)
    row = SubjectKey.objects.select_for_update().get(id=key.id)
    if row.is_destroyed:
        message = "This record was erased already."
        raise KeyDestroyed(message)
    for one in (row, key):  # the caller's object must not open anything either
        one.wrapped = None
        one.destroyed_at = at
        one.destroyed_ground = ground
        one.destroyed_by_name = actor.name
    row.full_clean()
    row.save()
    transaction.on_commit(lambda: ring.forget(row.id))
    return row


# --- rotation ------------------------------------------------------------------


def rotate(*, batch: int = BATCH) -> int:
    """Give the clinic key a new version and wrap every subject key with it.

    Stopped half-way it goes on where it was: a new version is made only when every
    key is wrapped by the version in use. Old versions stay in the file until
    :func:`drop_old_versions`. Returns how many keys were wrapped anew.
    """
    count = 0
    ring.clinic_key()  # makes the file where there is none yet
    with ring.alone(ring.key_file()):
        key = ring.clinic_key()
        if not _waiting(key.current).exists():
            ring.write(ring.next_version(key), ring.key_file())
            key = ring.clinic_key()
        while done := _wrap_some(key, batch):
            count += done
    return count


def _waiting(current: str) -> "models.QuerySet[SubjectKey]":
    return SubjectKey.objects.filter(wrapped__isnull=False).exclude(wrapped_by=current)


@transaction.atomic
def _wrap_some(key: ring.ClinicKey, batch: int) -> int:
    """Wrap the next keys with the version in use; 0 when none is left."""
    rows = list(_waiting(key.current).select_for_update().order_by("id")[:batch])
    for row in rows:
        plain = ring.unwrap(
            bytes(row.wrapped or b""), subject=row.id, wrapped_by=row.wrapped_by
        )
        row.wrapped = ring.wrap(plain, subject=row.id, by=key)
        row.wrapped_by = key.current
    SubjectKey.objects.bulk_update(rows, ["wrapped", "wrapped_by"])
    return len(rows)


@transaction.atomic
def drop_old_versions() -> int:
    """Forget every version but the one in use; returns how many were dropped.

    Refused while a key is still wrapped by an old one. Backups made before the
    rotation cannot be opened afterwards, unless an old recovery sheet was kept.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            # Waits for keys that are being made, which could be of an old version.
            cursor.execute("LOCK TABLE keys_subjectkey IN SHARE MODE")
    ring.clinic_key()
    with ring.alone(ring.key_file()):
        key = ring.clinic_key()
        left = _waiting(key.current).count()
        if left:
            message = (
                f"{left} keys are still wrapped by an old version: first run "
                "glabella manage rotate_clinic_key"
            )
            raise KeyFileProblem(message)
        kept = {key.current: key.versions[key.current]}
        ring.write(ring.ClinicKey(kept, key.current, key.index), ring.key_file())
    return len(key.versions) - 1
