"""Erase requests that never became patients, and those of erased patients."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from glabella.clinic.audit import services as audit
from glabella.clinic.practice.selectors import find_practice
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.actor import SYSTEM, Actor

__all__ = ["erase", "erase_due"]

BATCH = 200


def erase_due(*, at: datetime) -> int:
    """Erase what the clinic's setting says is too old; returns how many."""
    clinic = find_practice()
    if clinic is None:
        return 0
    days = clinic.request_retention_days
    too_old = Q(patient=None, received_at__lte=at - timedelta(days=days))
    rows = TreatmentRequest.objects.filter(
        too_old | Q(patient__erased_at__isnull=False), erased_at=None
    )
    found = list(rows.order_by("received_at").only("id", "patient_id")[:BATCH])
    for row in found:
        ground = (
            "the patient's record was erased"
            if row.patient_id is not None
            else f"no patient after {days} days"
        )
        erase(actor=SYSTEM, at=at, request_id=row.id, ground=ground)
    return len(found)


@transaction.atomic
def erase(*, actor: Actor, at: datetime, request_id: UUID, ground: str) -> None:
    """Destroy the key of one request and everything that finds or tells of it."""
    one = (
        TreatmentRequest.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(pk=request_id, erased_at=None)
        .first()
    )
    if one is None:  # somebody else was quicker
        return
    audit.erase(
        actor=actor,
        at=at,
        key=one.key,
        ground=ground,
        record_type="requests.treatmentrequest",
        record_id=one.id,
    )
    TreatmentRequest.objects.filter(pk=one.pk).update(
        erased_at=at,
        sex="",
        preferred_times=[],
        treated_before=None,
        born_index="",
        email_index="",
        phone_index="",
        name_index="",
        version=one.version + 1,
    )
